#include "store/pages.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "store/page.h"

/* What stands in the leaves of a tree. */
enum tree { NAMES, RECORDS, FREE };

struct pages {
    const uint8_t *file;
    uint64_t file_bytes;
    struct page_root root;
    uint8_t *used; /* a bit for each page of the commit */
};

/* False: there is no such page, or it has a use already. */
static bool use(struct pages *p, uint64_t number) {
    if (number < PAGE_FIRST || number > p->root.last_page)
        return false;
    uint8_t *byte = &p->used[number / 8], bit = (uint8_t)(1U << number % 8);
    const bool was_free = (*byte & bit) == 0;
    *byte |= bit;
    return was_free;
}

/* NULL: so many pages, from this one on, are not in the file, or it says it is another one: then
 * that is what LMDB would give up in its place. */
static const uint8_t *find(const struct pages *p, uint64_t number, uint64_t count) {
    const uint64_t in_file = p->file_bytes / p->root.page_bytes;
    if (number >= in_file || count > in_file - number)
        return NULL;
    const uint8_t *page = p->file + number * p->root.page_bytes;
    return page_number(page) == number ? page : NULL;
}

/* A value with pages of its own; NULL: not all of these are there, or one has a use already. */
static const uint8_t *use_run(struct pages *p, const struct page_node *node) {
    const uint8_t *first = find(p, node->child, 1);
    const uint32_t count = first ? page_run(first) : 0;
    if (count == 0 || find(p, node->child, count) == NULL)
        return NULL;
    if (node->value_size > (uint64_t)count * p->root.page_bytes - PAGE_HEAD_BYTES)
        return NULL;
    for (uint64_t i = 0; i < count; i++)
        if (!use(p, node->child + i))
            return NULL;
    return first + PAGE_HEAD_BYTES;
}

/* How many, and their numbers. */
static bool use_listed(struct pages *p, const uint8_t *list, uint64_t size) {
    uint64_t count, number;
    if (size < sizeof count)
        return false;
    memcpy(&count, list, sizeof count);
    if (count > size / sizeof number - 1)
        return false;
    for (uint64_t i = 1; i <= count; i++) {
        memcpy(&number, list + i * sizeof number, sizeof number);
        if (!use(p, number))
            return false;
    }
    return true;
}

static bool use_tree(struct pages *p, enum tree tree, uint64_t number, int level);

static bool use_value(struct pages *p, enum tree tree, const struct page_node *node) {
    const uint8_t *value = node->is_apart ? use_run(p, node) : node->value;
    if (value == NULL || node->is_tree != (tree == NAMES))
        return false;
    if (tree == FREE)
        return use_listed(p, value, node->value_size);
    return tree != NAMES || use_tree(p, RECORDS, node->child, 0);
}

static bool use_nodes(struct pages *p, enum tree tree, const uint8_t *page, int level) {
    const size_t count = page_nodes(page, p->root.page_bytes);
    struct page_node node;
    if (!page_room_is_free(page, p->root.page_bytes))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!page_node(page, p->root.page_bytes, i, &node))
            return false;
        if (page_kind(page) == PAGE_BRANCH ? !use_tree(p, tree, node.child, level + 1)
                                           : !use_value(p, tree, &node))
            return false;
    }
    return true;
}

/* No deeper than PAGE_MOST_LEVELS, and that once more for a table's own tree. */
static bool use_tree(struct pages *p, enum tree tree, uint64_t number, int level) {
    if (number == PAGE_NONE)
        return level == 0;
    const uint8_t *page = find(p, number, 1);
    return level < PAGE_MOST_LEVELS && page != NULL && page_kind(page) != PAGE_OTHER &&
           use(p, number) && use_nodes(p, tree, page, level);
}

/* Which of the two it is, is told by the commit's last bit. */
static bool find_root(struct pages *p, uint64_t commit) {
    return p->file_bytes >= PAGE_ROOT_BYTES && page_read_root(p->file, &p->root) &&
           p->file_bytes >= p->root.page_bytes + PAGE_ROOT_BYTES &&
           page_read_root(p->file + commit % 2 * p->root.page_bytes, &p->root);
}

static enum status check(struct pages *p, uint64_t commit) {
    if (!find_root(p, commit))
        return STATUS_DAMAGED;
    if (p->root.commit != commit)
        return STATUS_ABSENT;
    if (!page_root_fits(&p->root, p->file_bytes))
        return STATUS_DAMAGED;
    p->used = calloc(1, p->root.last_page / 8 + 1);
    if (p->used == NULL)
        return STATUS_NO_MEMORY;
    const bool once = use_tree(p, NAMES, p->root.names, 0) && use_tree(p, FREE, p->root.free, 0);
    free(p->used);
    return once ? STATUS_OK : STATUS_DAMAGED;
}

enum status pages_check(int file, uint64_t commit) {
    struct stat found;
    if (fstat(file, &found) != 0 || found.st_size == 0)
        return STATUS_IO;
    struct pages pages = {.file_bytes = (uint64_t)found.st_size};
    void *map = mmap(NULL, pages.file_bytes, PROT_READ, MAP_SHARED, file, 0);
    if (map == MAP_FAILED)
        return STATUS_NO_MEMORY;
    pages.file = map;
    const enum status status = check(&pages, commit);
    munmap(map, pages.file_bytes);
    return status;
}
