#include "store/roots.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* As LMDB 0.9 lays them out, in the machine's own byte order. A page: its number (8), nothing (2),
 * what it is (2), where its list of nodes ends (2) and they begin (2); then that list, 2 bytes for
 * each. */
enum { FLAGS_AT = 10, LIST_ENDS_AT = 12, LIST_AT = 16, IS_BRANCH = 1, IS_LEAF = 2 };
/* A node: 4 bytes, flags (2), size of the key (2), key. In a branch the first six are the page
 * it leads to. */
enum { KEY_SIZE_AT = 6, KEY_AT = 8 };
/* One of the two: magic, version, address and size of the map; of the free pages' tree the size of
 * a page, flags, depth and four counts, and its root; the same of the names' tree; the last
 * page; which commit it was. */
enum { PAGE_SIZE_AT = 40, FREE_ROOT_AT = 80, COMMIT_AT = 144, META_ENDS = 152 };

enum { LEAST_PAGE_BYTES = 512, MOST_PAGE_BYTES = 1 << 16, MOST_LEVELS = 32, TRIES = 100 };
#define NO_PAGE UINT64_MAX

struct root {
    uint64_t commit, free_root;
};

static uint16_t read_short(const uint8_t *at) {
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static bool read_at(int file, void *room, size_t size, uint64_t at) {
    return pread(file, room, size, (off_t)at) == (ssize_t)size;
}

static bool read_root(int file, uint64_t at, struct root *root) {
    uint8_t meta[META_ENDS];
    if (!read_at(file, meta, sizeof meta, at))
        return false;
    memcpy(&root->free_root, meta + FREE_ROOT_AT, sizeof root->free_root);
    memcpy(&root->commit, meta + COMMIT_AT, sizeof root->commit);
    return true;
}

static bool read_roots(int file, uint32_t *page_bytes, struct root roots[2]) {
    if (!read_at(file, page_bytes, sizeof *page_bytes, PAGE_SIZE_AT) ||
        *page_bytes < LEAST_PAGE_BYTES || *page_bytes > MOST_PAGE_BYTES)
        return false;
    return read_root(file, 0, &roots[0]) && read_root(file, *page_bytes, &roots[1]);
}

/* NULL: the page has none. */
static const uint8_t *last_node(const uint8_t *page, uint32_t page_bytes) {
    const uint16_t ends = read_short(page + LIST_ENDS_AT);
    if (ends < LIST_AT + 2 || ends > page_bytes)
        return NULL;
    const uint16_t at = read_short(page + ends - 2);
    return at < ends || at + KEY_AT + sizeof(uint64_t) > page_bytes ? NULL : page + at;
}

static uint64_t page_of(const uint8_t *node) {
    uint32_t low;
    memcpy(&low, node, sizeof low);
    return low | (uint64_t)read_short(node + sizeof low) << 32;
}

/* The highest key: which commit gave up pages last. */
static bool read_last_key(int file, uint32_t page_bytes, uint64_t number, uint64_t *key) {
    uint8_t page[MOST_PAGE_BYTES];
    for (int level = 0; level < MOST_LEVELS; level++) {
        if (number > INT64_MAX / page_bytes ||
            !read_at(file, page, page_bytes, number * page_bytes))
            return false;
        const uint16_t flags = read_short(page + FLAGS_AT);
        const uint8_t *node = last_node(page, page_bytes);
        if (node == NULL || (flags & (IS_BRANCH | IS_LEAF)) == 0)
            return false;
        if (flags & IS_LEAF) {
            memcpy(key, node + KEY_AT, sizeof *key);
            return read_short(node + KEY_SIZE_AT) == sizeof *key;
        }
        number = page_of(node);
    }
    return false;
}

/* Every commit gives up pages but the first, and that of a copy, which both have nothing before
 * them: at least that from which it went on. */
static bool is_of_its_commit(int file, uint32_t page_bytes, const struct root *root) {
    uint64_t last;
    if (root->free_root == NO_PAGE)
        return root->commit <= 1;
    return read_last_key(file, page_bytes, root->free_root, &last) && last == root->commit;
}

/* Both are 0 where nothing was ever committed. */
static bool are_in_a_row(const struct root roots[2]) {
    return roots[0].commit + 1 == roots[1].commit || roots[1].commit + 1 == roots[0].commit ||
           (roots[0].commit | roots[1].commit) == 0;
}

/* Again, when somebody commits between one look and the other. */
enum status roots_check(int file) {
    struct root roots[2];
    uint32_t page_bytes;
    for (int i = 0; i < TRIES; i++)
        if (read_roots(file, &page_bytes, roots) && are_in_a_row(roots) &&
            is_of_its_commit(file, page_bytes, &roots[0]) &&
            is_of_its_commit(file, page_bytes, &roots[1]))
            return STATUS_OK;
    return STATUS_DAMAGED;
}
