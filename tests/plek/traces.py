"""Where a BSN could be found back: what was written, what is kept, what is still in memory."""

import os
import pathlib
import re


def weighs(digits):
    return sum(weight * int(digit) for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits))


def numbers(count, first=241_000_000):
    """So many BSNs, all of the same nine-digit neighbourhood and each once."""
    return [str(n) for n in range(first, first + 12 * count) if weighs(str(n)) % 11 == 0][:count]


def spellings(bsn):
    """As a file may hold it: plain, with dots, and in the two-byte text of a spreadsheet."""
    dotted = f"{bsn[:4]}.{bsn[4:6]}.{bsn[6:]}"
    return [bsn.encode(), dotted.encode(), bsn.encode("utf-16-le")]


def found_in(content, bsns):
    """Those that stand in it. Nearly always none does, and then not even how they all begin."""
    beginning = os.path.commonprefix(list(bsns))[:4]
    starts = (beginning.encode(), beginning.encode("utf-16-le"))
    if not any(start in content for start in starts):
        return []
    return sorted({bsn for bsn in bsns for spelled in spellings(bsn) if spelled in content})


def files(folder, but=()):
    """Each file below it with its content; not those in `but`."""
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and path not in but:
            yield path, path.read_bytes()


RANGE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


def memory(pid):
    """All that a process can write to, as the debugger of root reads it; PermissionError when
    nobody may. A guarded page is passed over, as it is for the process itself."""
    pieces = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as held:
        for line in open(f"/proc/{pid}/maps"):
            matched = RANGE.match(line)
            if not matched:
                continue
            start, end = (int(number, 16) for number in matched.groups())
            held.seek(start)
            try:
                pieces.append(held.read(end - start))
            except OSError:
                continue
    return b"\n".join(pieces)
