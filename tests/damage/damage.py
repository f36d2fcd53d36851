"""Stores that are hurt, and what ask_all hears of them: the same, an error, or something wrong.

A page is what LMDB keeps at a multiple of PAGE bytes. An installation is made once; a case hurts
a copy of its store's file in one way, which a seed says, and asks a copy of everything."""

import collections
import pathlib
import random
import shutil
import subprocess
import tempfile

from owners import META_ENDS, META_PAGES, PAGE, PAGE_NUMBER, free_entries, pages_by_owner

ENDS_WITHIN_S = 60
SAME, ERROR, CRASHED, HUNG, WRONG = VERDICTS = ("same", "error", "crashed", "hung", "WRONG")

MEMORY = pathlib.Path("/dev/shm")  # a case commits some thousand times

Case = collections.namedtuple("Case", "kind seed pages what verdict complaint")


def fresh_folder():
    """In memory where there is such a place; removed when it is left."""
    return tempfile.TemporaryDirectory(prefix="wp-damage-", dir=MEMORY if MEMORY.is_dir() else None)


def pages_of(store):
    return len(store) // PAGE


def page(store, number):
    return bytes(store[number * PAGE : (number + 1) * PAGE])


def put(store, number, content):
    store[number * PAGE : (number + 1) * PAGE] = content


def exchange(store, one, other, but=0):
    """Two pages change places, all of them but so many bytes at their beginning."""
    first, second = page(store, one), page(store, other)
    put(store, one, first[:but] + second[but:])
    put(store, other, second[:but] + first[but:])


def flip_bits(chance, store, number, size):
    """One to a few of the first bytes of a page."""
    bits = [chance.randrange(size * 8) for _ in range(chance.choice((1, 1, 2, 8)))]
    for bit in bits:
        store[number * PAGE + bit // 8] ^= 1 << bit % 8
    return [number], f"bits {bits}"


def flip(chance, store, _):
    """Within one page."""
    return flip_bits(chance, store, chance.randrange(pages_of(store)), PAGE)


def flip_meta(chance, store, _):
    """Where a meta page says something: they are two of many pages, and on them hang all."""
    return flip_bits(chance, store, chance.randrange(META_PAGES), META_ENDS)


def flip_structure(chance, store, _):
    """One bit where LMDB itself writes: the head of a page, its pointers, its nodes' heads."""
    number = chance.randrange(pages_of(store))
    at = chance.randrange(40) if chance.randrange(2) else near_a_node(chance, page(store, number))
    bit = chance.randrange(8)
    store[number * PAGE + at] ^= 1 << bit
    return [number], f"byte {at}, bit {bit}"


def near_a_node(chance, content):
    lower = int.from_bytes(content[12:14], "little")
    if not 16 < lower <= PAGE:
        return chance.randrange(PAGE)
    slot = 16 + 2 * chance.randrange((lower - 16) // 2 or 1)
    node = int.from_bytes(content[slot : slot + 2], "little")
    return min(node + chance.randrange(16), PAGE - 1)


def flip_free(chance, store, _):
    """One bit of the number of a free page: mostly it is then that of a page in use."""
    entry = chance.choice(free_entries(store))
    bit = chance.randrange((pages_of(store) - 1).bit_length())
    store[entry + bit // 8] ^= 1 << bit % 8
    return [entry // PAGE], f"byte {entry % PAGE}, bit {bit}"


def zero(chance, store, _):
    number = chance.randrange(pages_of(store))
    put(store, number, bytes(PAGE))
    return [number], "zeroed"


def swap(chance, store, _):
    one, other = chance.sample(range(pages_of(store)), 2)
    exchange(store, one, other)
    return [one, other], "swapped"


def swap_alike(chance, store, _):
    """Two pages that change places and carry their own numbers, as LMDB would see them."""
    one, other = chance.sample(range(pages_of(store)), 2)
    exchange(store, one, other, PAGE_NUMBER)
    return [one, other], "all but their numbers swapped"


def drop(chance, store, _):
    """All that follows moves down."""
    number, count = chance.randrange(pages_of(store)), pages_of(store)
    del store[number * PAGE : (number + 1) * PAGE]
    return list(range(number, count)), "cut out"


def cut_off(chance, store, _):
    size, count = chance.randrange(1, len(store)), pages_of(store)
    del store[size:]
    return list(range(size // PAGE, count)), f"from {size} bytes"


def changed_since(earlier, store):
    """Pages but the meta pages: of a last one that was not written, all else is a commit that a power
    failure cut off."""
    pages = range(META_PAGES, pages_of(earlier))
    return [number for number in pages if page(earlier, number) != page(store, number)]


def lost_write(chance, store, earlier):
    """A page that was never written: what stood there a few events earlier."""
    number = chance.choice(changed_since(earlier, store))
    put(store, number, page(earlier, number))
    return [number], "as it was before"


def torn_write(chance, store, earlier):
    """Half of a page was written, in sectors."""
    number, at = chance.choice(changed_since(earlier, store)), 512 * chance.randrange(1, 8)
    put(store, number, page(store, number)[:at] + page(earlier, number)[at:])
    return [number], f"from byte {at}"


KINDS = (flip, flip_meta, flip_free, flip_structure, zero, swap, swap_alike, drop, cut_off, lost_write, torn_write)


class Installation:
    """Made once; cases run in copies of it."""

    def __init__(self, ask_all, root, life):
        self.ask_all, self.root, self.life = str(ask_all), pathlib.Path(root), life
        self.folder = self.root / life
        self._run(f"make-{life}", self.folder, check=True)
        self.store = (self.folder / "store" / "data.mdb").read_bytes()
        self.earlier = (self.folder / "earlier.mdb").read_bytes()
        self.owners = pages_by_owner(self.store)
        self.answers = self._ask(self.store)[1]

    def _run(self, act, folder, **options):
        return subprocess.run(
            [self.ask_all, act, str(folder)],
            capture_output=True, text=True, timeout=ENDS_WITHIN_S, **options
        )

    def _ask(self, store):
        """How it ended ("": as it should), and the answers up to there."""
        copy = tempfile.mkdtemp(dir=self.root)
        shutil.copytree(self.folder, copy, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("data.mdb", "earlier.mdb"))
        try:
            pathlib.Path(copy, "store", "data.mdb").write_bytes(store)
            done = self._run("ask", copy)
            last = (done.stderr.splitlines() or [""])[-1]
            how = f"ended with {done.returncode}: {last}" if done.returncode else ""
            return how, whole_lines(done.stdout)
        except subprocess.TimeoutExpired as expired:
            return HUNG, whole_lines((expired.stdout or b"").decode())
        finally:
            shutil.rmtree(copy)

    def hurt(self, kind, seed):
        """The store, hurt as kind and seed say; which pages, and in words how."""
        store = bytearray(self.store)
        chance = random.Random(f"{self.life} {kind.__name__} {seed}")
        pages, detail = kind(chance, store, self.earlier)
        where = " and ".join(f"page {n} ({self.owners.get(n, 'free')})" for n in pages[:2])
        where += f" and {len(pages) - 2} more" if len(pages) > 2 else ""
        return store, pages, f"{self.life}, {kind.__name__} {seed}: {where}, {detail}"

    def case(self, kind, seed):
        store, pages, what = self.hurt(kind, seed)
        return Case(kind.__name__, seed, pages, what, *self.verdict(store))

    def is_refused(self, store):
        """At the opening, in an orderly way."""
        return self._ask(store) == ("", {"opening": "error"})

    def verdict(self, store):
        """Of a store that was hurt, and why."""
        return self.judge(*self._ask(store))

    def judge(self, how, answers):
        refused = any(answer == "error" for answer in answers.values())
        wrong = [q for q, answer in answers.items() if answer not in ("error", self.answers.get(q))]
        if wrong:
            return WRONG, f"{len(wrong)} answers, the first to {wrong[0]}"
        if how:
            return (HUNG, "") if how == HUNG else (CRASHED, how)
        if refused:
            return ERROR, ""
        assert len(answers) <= len(self.answers)
        missing = self.answers.keys() - answers.keys()
        return (WRONG, f"no word on {min(missing)}") if missing else (SAME, "")


def whole_lines(text):
    """What was asked, in which way, and the answer."""
    lines = text.split("\n")[:-1]
    pairs = [line.rsplit(" ", 1) for line in lines]
    return dict(pair for pair in pairs if pair[0] != "opening") | (
        {"opening": "error"} if "opening error" in lines else {}
    )


def table(cases):
    """The verdicts of each kind, as text."""
    lines = [f"{'':16}" + "".join(f"{verdict:>9}" for verdict in VERDICTS)]
    count = collections.Counter((case.kind, case.verdict) for case in cases)
    total = collections.Counter(case.verdict for case in cases)
    for kind in dict.fromkeys(case.kind for case in cases):
        lines.append(f"{kind:16}" + "".join(f"{count[kind, v]:9}" for v in VERDICTS))
    lines.append(f"{'all':16}" + "".join(f"{total[v]:9}" for v in VERDICTS))
    return "\n".join(lines)
