"""Which table of an LMDB file each of its pages belongs to, as its newest root sees it."""

import struct

PAGE, HEAD, META_ROOTS = 4096, 16, (24, 72)  # a meta page: magic, version, address, size; two tables
META_PAGES, COMMIT_AT = 2, HEAD + 128  # ... the last page, which commit it was, and no more
META_ENDS = COMMIT_AT + 8
PAGE_NUMBER = 8  # so many bytes, with which each page begins
BRANCH, LEAF, OVERFLOW = 1, 2, 4
BIG, SUB = 1, 2
NO_ROOT = 2**64 - 1


def pages_by_owner(store):
    """Page number -> "root", the table's name, "free list", "names" (the table of tables); pages
    that are free do not appear."""
    newest = newest_meta(store)
    owners = {0: "root", 1: "root"}
    tables = [("free list", root_at(store, newest * PAGE + HEAD + META_ROOTS[0])),
              ("names", root_at(store, newest * PAGE + HEAD + META_ROOTS[1]))]
    while tables:
        name, root = tables.pop()
        for number in walk(store, root, name == "names", tables):
            owners[number] = name
    return owners


def free_entries(store):
    """Where the numbers of free pages stand."""
    return [at for node in free_records(store) for at in numbers_in(store, node)]


def free_records(store):
    root = root_at(store, newest_meta(store) * PAGE + HEAD + META_ROOTS[0])
    for number in walk(store, root, False, []):
        at = number * PAGE
        flags, lower = struct.unpack_from("<HH", store, at + 10)
        if flags & LEAF:
            yield from (at + struct.unpack_from("<H", store, at + slot)[0]
                        for slot in range(HEAD, lower, 2))


def numbers_in(store, node):
    """How many, and these."""
    _, _, kind, key_size = struct.unpack_from("<HHHH", store, node)
    value = node + 8 + key_size
    if kind & BIG:
        value = struct.unpack_from("<Q", store, value)[0] * PAGE + HEAD
    count = struct.unpack_from("<Q", store, value)[0]
    return range(value + 8, value + 8 * (count + 1), 8)


def commit_of(store, meta):
    return struct.unpack_from("<Q", store, meta * PAGE + COMMIT_AT)[0]


def set_commit(store, meta, commit):
    struct.pack_into("<Q", store, meta * PAGE + COMMIT_AT, commit)


def newest_meta(store):
    return max((0, 1), key=lambda meta: commit_of(store, meta))


def root_of_names(store, meta):
    """Under it is all of the store, but for what is free."""
    return root_at(store, meta * PAGE + HEAD + META_ROOTS[1])


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
