"""Which table of an LMDB file each of its pages belongs to, as its newest root sees it."""

import struct

PAGE, HEAD, META_ROOTS = 4096, 16, (24, 72)  # a meta page: magic, version, address, size; two tables
BRANCH, LEAF, OVERFLOW = 1, 2, 4
BIG, SUB = 1, 2
NO_ROOT = 2**64 - 1


def pages_by_owner(store):
    """Page number -> "root", the table's name, "free list", "names" (the table of tables); pages
    that are free do not appear."""
    newest = max((0, 1), key=lambda n: struct.unpack_from("<Q", store, n * PAGE + HEAD + 128)[0])
    owners = {0: "root", 1: "root"}
    tables = [("free list", root_at(store, newest * PAGE + HEAD + META_ROOTS[0])),
              ("names", root_at(store, newest * PAGE + HEAD + META_ROOTS[1]))]
    while tables:
        name, root = tables.pop()
        for number in walk(store, root, name == "names", tables):
            owners[number] = name
    return owners


def root_at(store, at):
    return struct.unpack_from("<Q", store, at + 40)[0]


def walk(store, number, names, tables):
    if number == NO_ROOT:
        return
    yield number
    at = number * PAGE
    flags, lower = struct.unpack_from("<HH", store, at + 10)
    for slot in range(HEAD, lower, 2):
        node = at + struct.unpack_from("<H", store, at + slot)[0]
        low, high, kind, key_size = struct.unpack_from("<HHHH", store, node)
        value = node + 8 + key_size
        if flags & BRANCH:
            yield from walk(store, low | high << 16 | kind << 32, names, tables)
        elif kind & BIG:
            first = struct.unpack_from("<Q", store, value)[0]
            count = struct.unpack_from("<I", store, first * PAGE + 12)[0]
            yield from range(first, first + count)
        elif names and kind & SUB:
            tables.append((store[node + 8 : value].decode(), root_at(store, value)))
