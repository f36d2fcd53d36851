"""deploy/README.md as something to carry out: of each chapter the blocks of commands, with what the
block below says that they print."""

import os
import pathlib
import re
from typing import NamedTuple

PAGE = pathlib.Path(os.environ["DEPLOY"]) / "README.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


class Block(NamedTuple):
    commands: str
    prints: str  # empty: whatever it prints


def blocks_of(text):
    found = []
    for language, body in FENCE.findall(text):
        if language == "":
            found.append(Block(body, ""))
        elif language == "text":
            found[-1] = Block(found[-1].commands, body)
    return found


def chapters():
    """Title -> its blocks, in order."""
    parts = re.split(r"^## (.*)$", PAGE.read_text(encoding="utf-8"), flags=re.M)
    return {title: blocks_of(text) for title, text in zip(parts[1::2], parts[2::2])}


def squeezed(text):
    """What stands in columns is as wide as its widest."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def is_what_it_prints(prints, printed):
    """`…` is anything: a line of it alone any lines."""
    wanted = re.sub(r"^…$\n?", "…", squeezed(prints).strip(), flags=re.M)
    pattern = re.escape(wanted).replace("…", "(?:.|\n)*")
    return re.search(pattern, squeezed(printed)) is not None


def carry_out(machine, title, only=None, answers="", codes=None):
    """The chapter's blocks, or those whose numbers are in `only`; `codes` has the exit codes of
    those that need not end with 0. Returns what each printed."""
    all_printed = []
    for number, block in enumerate(chapters()[title]):
        if only is not None and number not in only:
            continue
        printed = machine.run(block.commands, answers, (codes or {}).get(number, (0,)))
        assert machine.code or is_what_it_prints(block.prints, printed), (
            f"{title}: the page says\n{block.prints}\nand not\n{printed}")
        all_printed.append(printed)
    return all_printed
