"""A wachtlijst becomes the body of a PUSH, and is checked as a whole. Nothing here reads a clock
or draws lots: equal arguments give equal bytes."""

from dataclasses import dataclass, field

from wachtpost import check, days
from wachtpost.errors import BadData
from wachtpost.v1 import wachtpost_pb2 as contract
from wachtpost.version import VERSION

SYSTEM_NAME = "wachtpost-python"
MOST_BODY_BYTES = 8 * 1024 * 1024


@dataclass
class Wachtlijst:
    """The whole list of one moment. `places` and `outflow` are the contract's messages, sorted
    by id; the rows say where in the file each came from (empty: not from a file)."""

    places: list = field(default_factory=list)
    outflow: list = field(default_factory=list)
    place_rows: list = field(default_factory=list)
    outflow_rows: list = field(default_factory=list)


@dataclass(frozen=True)
class Number:
    """Which snapshot of an aanbieder: its epoch (16 bytes) and its place in it, from 1. The
    first of an epoch names the one it supersedes, if there is any (sequence 0: none)."""

    epoch: bytes
    sequence: int
    superseded_epoch: bytes = bytes(16)
    superseded_sequence: int = 0


def encode(wachtlijst, agb_code, number, peilmoment, aanname=()):
    """The bytes that are sent, kept and sent again. BadData above what the server takes."""
    message = contract.Snapshot(
        agb_code=agb_code,
        epoch=number.epoch,
        sequence=number.sequence,
        peilmoment=peilmoment,
        places=wachtlijst.places,
        outflow=wachtlijst.outflow,
        aanname=aanname,
        system=contract.SendingSystem(name=SYSTEM_NAME, version=VERSION),
    )
    return _sealed(message, number)


def renumber(body, number):
    """The same snapshot under another number, for when an epoch is superseded."""
    message = contract.Snapshot.FromString(body)
    message.epoch, message.sequence = number.epoch, number.sequence
    message.ClearField("superseded_epoch")
    message.ClearField("superseded_sequence")
    return _sealed(message, number)


def _sealed(message, number):
    if number.sequence == 1 and number.superseded_sequence:
        message.superseded_epoch = number.superseded_epoch
        message.superseded_sequence = number.superseded_sequence
    body = message.SerializeToString(deterministic=True)
    if len(body) > MOST_BODY_BYTES:
        raise BadData(f"de levering is groter dan {MOST_BODY_BYTES >> 20} MiB")
    return body


def faults(snapshot):
    """Per line, places before outflow, what check.py says of it."""
    day = days.day_of_instant(snapshot.peilmoment)
    seen = check.doubles(snapshot)
    count = len(snapshot.places)
    return [
        *map(check.place_faults, snapshot.places, [day] * count, seen[:count]),
        *map(check.outflow_faults, snapshot.outflow, [day] * len(snapshot.outflow), seen[count:]),
    ]


def is_sorted(snapshot):
    """Places and outflow each by id, bytewise, never descending."""
    sections = ([line.id for line in section] for section in (snapshot.places, snapshot.outflow))
    return all(ids == sorted(ids) for ids in sections)
