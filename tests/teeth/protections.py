"""Every protection, how it is taken away, and the test that then must fail; by area.

An edit replaces text that stands in its file exactly once. Taken away together is what would
else be caught by another protection behind it: each test is of one. Who adds a protection adds
it to its area; who changes the code around one changes its edit, or test_protections.py fails."""

import collections
import functools
import importlib

# Each a file beside this one.
AREAS = (
    "connections", "adoption", "messages", "senders", "matters", "answers", "operators", "guards",
    "audit", "records", "retention", "backups", "outbox", "staying",
    "python", "watched", "figures",
)

Edit = collections.namedtuple("Edit", "file old new")
# `program` is a cmocka test's name or a pytest file's path.
Protection = collections.namedtuple("Protection", "area name program test edits")

_protections = []


def protection(name, program, test, *edits):
    """Called by an area's file, as it is imported."""
    _protections.append((name, program, test, [Edit(*edit) for edit in edits]))


@functools.cache
def all_protections():
    found = []
    for area in AREAS:
        importlib.import_module(area)
        found += [Protection(area, *each) for each in _protections[len(found):]]
    return tuple(found)
