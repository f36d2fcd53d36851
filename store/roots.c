#include "store/roots.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/page.h"

enum { TRIES = 100 }; /* of which one is enough, unless the file is damaged */

static bool read_at(int file, void *room, size_t size, uint64_t at) {
    return pread(file, room, size, (off_t)at) == (ssize_t)size;
}

static bool read_root(int file, uint64_t at, struct page_root *root) {
    uint8_t bytes[PAGE_ROOT_BYTES];
    return read_at(file, bytes, sizeof bytes, at) && page_read_root(bytes, root);
}

static bool read_roots(int file, struct page_root roots[2]) {
    return read_root(file, 0, &roots[0]) && read_root(file, roots[0].page_bytes, &roots[1]);
}

static bool read_page(int file, uint32_t page_bytes, uint64_t number, uint8_t *page) {
    return number < INT64_MAX / page_bytes && read_at(file, page, page_bytes, number * page_bytes);
}

/* The highest key: which commit gave up pages last. */
static bool read_last_key(int file, const struct page_root *root, uint64_t *key) {
    uint8_t page[PAGE_MOST_BYTES];
    uint64_t number = root->free;
    for (int level = 0; level < PAGE_MOST_LEVELS; level++) {
        struct page_node node;
        if (!read_page(file, root->page_bytes, number, page) || page_kind(page) == PAGE_OTHER)
            return false;
        const size_t count = page_nodes(page, root->page_bytes);
        if (count == 0 || !page_node(page, root->page_bytes, count - 1, &node))
            return false;
        if (page_kind(page) == PAGE_BRANCH) {
            number = node.child;
            continue;
        }
        if (node.key_size == sizeof *key)
            memcpy(key, node.key, sizeof *key);
        return node.key_size == sizeof *key;
    }
    return false;
}

/* Every commit gives up pages but the first, and that of a copy, which both have nothing before
 * them: at least that from which it went on. */
static bool is_of_its_commit(int file, const struct page_root *root) {
    uint64_t last;
    if (root->free == PAGE_NONE)
        return root->commit <= 1;
    return read_last_key(file, root, &last) && last == root->commit;
}

static bool are_of_this_file(int file, const struct page_root roots[2]) {
    struct stat found;
    return fstat(file, &found) == 0 && page_root_fits(&roots[0], (uint64_t)found.st_size) &&
           page_root_fits(&roots[1], (uint64_t)found.st_size);
}

/* Both are 0 where nothing was ever committed. */
static bool are_in_a_row(const struct page_root roots[2]) {
    return roots[0].commit + 1 == roots[1].commit || roots[1].commit + 1 == roots[0].commit ||
           (roots[0].commit | roots[1].commit) == 0;
}

/* Again, when somebody commits between one look and the other. */
enum status roots_check(int file) {
    struct page_root roots[2];
    for (int i = 0; i < TRIES; i++)
        if (read_roots(file, roots) && are_in_a_row(roots) && is_of_its_commit(file, &roots[0]) &&
            is_of_its_commit(file, &roots[1]) && are_of_this_file(file, roots))
            return STATUS_OK;
    return STATUS_DAMAGED;
}
