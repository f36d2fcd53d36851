"""The files in the folder of an outbox: client/outbox/FORMAT.md to the letter. The C client
writes and reads the same ones. Pure: bytes in, bytes out."""

import re
from dataclasses import dataclass, replace

from wachtpost.errors import Damaged
from wachtpost.keys import hash_of
from wachtpost.snapshot import Number

NO_EPOCH = bytes(16)
NAME = re.compile(r"(\d{8})-(\d{20})\.(snapshot|receipt|malformed)", re.ASCII)
STATE_NAME = "outbox"
MOST_HEADER_BYTES = 1024

DECIMAL = re.compile(r"0|[1-9]\d{0,19}", re.ASCII)
HEX = re.compile(r"[0-9a-f]*")

WAITING, DELIVERED, SET_ASIDE = "WAITING", "DELIVERED", "SET_ASIDE"
OUTCOMES = ("ACCEPTED", "HELD", "REJECTED")
RUNS = "NO"
STOPS = (RUNS, "CONFLICT", "GAP", "DENIED", "RECEIPT")


@dataclass(frozen=True)
class Entry:
    """One snapshot in the outbox. `request_id` (8 bytes) is its identity: generation, epoch and
    sequence change when it is numbered anew, and then so do its bytes."""

    request_id: bytes
    generation: int
    epoch: bytes
    sequence: int
    added_at: int  # instant
    body_bytes: int
    hash: bytes
    state: str = WAITING
    outcome: str = ""  # of a delivered one
    settled_at: int = 0  # of a delivered one

    def name(self, kind="snapshot"):
        return f"{self.generation:08}-{self.sequence:020}.{kind}"


@dataclass(frozen=True)
class State:
    """Which series of numbers this is, what it replaces, and whether sending stopped."""

    generation: int  # the highest of the names that count
    begun: int  # the generation in which this epoch began
    epoch: bytes
    first: int
    superseded_epoch: bytes = NO_EPOCH
    superseded_sequence: int = 0
    stop: str = RUNS
    stopped_at: int = 0  # instant

    def number(self, sequence):
        """What a snapshot of this series says of itself."""
        return Number(self.epoch, sequence, self.superseded_epoch, self.superseded_sequence)

    def counts(self, generation, sequence):
        """Whether this number is one of the present epoch."""
        earlier = self.begun <= generation < self.generation and sequence < self.first
        return generation == self.generation or earlier

    def stopped(self, stop, instant):
        return replace(self, stop=stop, stopped_at=instant)


class _Reader:
    """Takes the lines of a header one by one, in exactly the order they must have."""

    def __init__(self, path, text):
        self.path, self.lines = path, text.split("\n")

    def fail(self):
        raise Damaged(
            f"{self.path} is beschadigd: er wordt niets verstuurd; zet de hele map opzij, zet haar "
            "terug uit een reservekopie, of lever met --new-epoch vanuit een nieuwe map"
        )

    def take(self, word=None):
        line = self.lines.pop(0) if self.lines else ""
        name, _, value = line.partition(" ")
        if word is not None and name != word:
            self.fail()
        return value if word is not None else line

    def title(self, title):
        if self.take() != title:
            self.fail()

    def decimal(self, text, least=0):
        if not DECIMAL.fullmatch(text) or not least <= int(text) < 1 << 64:
            self.fail()
        return int(text)

    def digits(self, text, size):
        if len(text) != 2 * size or not HEX.fullmatch(text):
            self.fail()
        return bytes.fromhex(text)

    def pair(self, word):
        first, _, second = self.take(word).partition(" ")
        return first, second

    def one_of(self, text, words):
        if text not in words:
            self.fail()
        return text


def _reader(path, header):
    try:
        return _Reader(path, header.decode("ascii"))
    except UnicodeDecodeError:
        return _Reader(path, "")


def _checked(lines):
    """The lines and their check: a flipped digit in them would be another number."""
    return lines + f"check {hash_of(lines).hex()}\n".encode()


def write_state(agb_code, state):
    """The content of the file `outbox`."""
    lines = (
        "wachtpost-outbox 1\n"
        f"aanbieder {agb_code}\n"
        f"generation {state.generation}\n"
        f"begun {state.begun}\n"
        f"epoch {state.epoch.hex()}\n"
        f"first {state.first}\n"
        f"superseded {state.superseded_epoch.hex()} {state.superseded_sequence}\n"
        f"stopped {state.stop} {state.stopped_at}\n"
    )
    return _checked(lines.encode())


def read_state(path, agb_code, content):
    """Damaged: it is not what write_state wrote for this aanbieder."""
    reader = _reader(path, content)
    reader.title("wachtpost-outbox 1")
    reader.one_of(reader.take("aanbieder"), (agb_code,))
    generation = reader.decimal(reader.take("generation"), least=1)
    begun = reader.decimal(reader.take("begun"), least=1)
    epoch = reader.digits(reader.take("epoch"), len(NO_EPOCH))
    first = reader.decimal(reader.take("first"), least=1)
    superseded, last = reader.pair("superseded")
    stop, since = reader.pair("stopped")
    state = State(
        generation,
        begun,
        epoch,
        first,
        reader.digits(superseded, len(NO_EPOCH)),
        reader.decimal(last),
        reader.one_of(stop, STOPS),
        reader.decimal(since),
    )
    if write_state(agb_code, state) != content or begun > generation:
        reader.fail()
    return state


def _snapshot_header(agb_code, entry):
    lines = (
        "wachtpost-outbox-snapshot 1\n"
        f"aanbieder {agb_code}\n"
        f"epoch {entry.epoch.hex()}\n"
        f"sequence {entry.sequence}\n"
        f"request {entry.request_id.hex()}\n"
        f"added {entry.added_at}\n"
        f"bytes {entry.body_bytes}\n"
        f"hash {entry.hash.hex()}\n"
    )
    return _checked(lines.encode()) + b"\n"


def write_snapshot(agb_code, entry, body):
    """The content of a `.snapshot` or `.malformed`."""
    return _snapshot_header(agb_code, entry) + body


def entry_of(number, generation, request_id, added_at, body):
    """What is known of a body that gets this number."""
    return Entry(
        request_id, generation, number.epoch, number.sequence, added_at, len(body), hash_of(body)
    )


def read_entry(path, agb_code, name, content):
    """The header of a `.snapshot` or `.malformed`, whose body may be cut off. Damaged."""
    generation, sequence, kind = NAME.fullmatch(name).groups()
    reader = _reader(path, content.partition(b"\n\n")[0])
    reader.title("wachtpost-outbox-snapshot 1")
    reader.one_of(reader.take("aanbieder"), (agb_code,))
    epoch = reader.digits(reader.take("epoch"), len(NO_EPOCH))
    number = reader.decimal(reader.take("sequence"), least=1)
    request_id = reader.digits(reader.take("request"), 8)
    added_at = reader.decimal(reader.take("added"))
    size = reader.decimal(reader.take("bytes"), least=1)
    digest = reader.digits(reader.take("hash"), 32)
    state = SET_ASIDE if kind == "malformed" else WAITING
    entry = Entry(request_id, int(generation), epoch, number, added_at, size, digest, state)
    if number != int(sequence) or not content.startswith(_snapshot_header(agb_code, entry)):
        reader.fail()
    return entry


def read_snapshot(path, agb_code, name, content):
    """The entry and the body of a whole file. Damaged."""
    entry = read_entry(path, agb_code, name, content)
    body = content.partition(b"\n\n")[2]
    if len(body) != entry.body_bytes or hash_of(body) != entry.hash:
        _reader(path, b"").fail()
    return entry, body


def _receipt_header(entry, reply):
    lines = (
        "wachtpost-outbox-receipt 1\n"
        f"outcome {entry.outcome}\n"
        f"settled {entry.settled_at}\n"
        f"snapshot {entry.hash.hex()}\n"
        f"bytes {len(reply)}\n"
        f"hash {hash_of(reply).hex()}\n"
    )
    return _checked(lines.encode()) + b"\n"


def write_receipt(entry, reply):
    """The content of a `.receipt`: of a delivered entry, with the reply as received."""
    return _receipt_header(entry, reply) + reply


def read_receipt(path, entry, content):
    """The entry as delivered and the reply. Damaged: also when it answers other bytes."""
    header, _, reply = content.partition(b"\n\n")
    reader = _reader(path, header)
    reader.title("wachtpost-outbox-receipt 1")
    outcome = reader.one_of(reader.take("outcome"), OUTCOMES)
    settled_at = reader.decimal(reader.take("settled"))
    answered = reader.digits(reader.take("snapshot"), 32)
    size = reader.decimal(reader.take("bytes"))
    digest = reader.digits(reader.take("hash"), 32)
    delivered = replace(entry, state=DELIVERED, outcome=outcome, settled_at=settled_at)
    if answered != entry.hash or size != len(reply) or digest != hash_of(reply):
        reader.fail()
    if not content.startswith(_receipt_header(delivered, reply)):
        reader.fail()
    return delivered, reply


def read_numbering(path, agb_code, content):
    """The state file of the client before there was an outbox: its State, and the request id
    and bytes of what was under way (None: nothing was). Damaged."""
    header, _, body = content.partition(b"\n\n")
    reader = _reader(path, header)
    reader.title("wachtpost-nummering 1")
    reader.one_of(reader.take("aanbieder"), (agb_code,))
    epoch = reader.digits(reader.take("epoch"), len(NO_EPOCH))
    following = reader.decimal(reader.take("next"), least=1)
    superseded, last = reader.pair("superseded")
    request, rest = reader.pair("pending")
    size, _, digest = rest.partition(" ")
    whole = reader.decimal(size) == len(body) and reader.digits(digest, 32) == hash_of(body)
    if not whole or reader.lines:
        reader.fail()
    state = State(
        1, 1, epoch, following, reader.digits(superseded, len(NO_EPOCH)), reader.decimal(last)
    )
    request_id = reader.decimal(request).to_bytes(8, "big")
    return state, (request_id, body) if body else None
