/* LMDB's pages as they lie in its file, for whoever reads them without LMDB: as 0.9 lays them out,
 * in the machine's own byte order. Nothing that stands in a page is believed: what would lie
 * outside of it is not there. */
#ifndef WACHTPOST_STORE_PAGE_H
#define WACHTPOST_STORE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first two pages, that many bytes of each, say where the trees of a commit begin. */
#define PAGE_ROOT_BYTES 152
#define PAGE_NONE UINT64_MAX /* of an empty tree */
#define PAGE_FIRST 2         /* the first behind those two */
/* The page's number, and more that only some kinds have. */
#define PAGE_HEAD_BYTES 16
#define PAGE_MOST_BYTES (1 << 15)
/* LMDB itself goes no deeper into a tree (CURSOR_STACK); a tree that leads back into itself ends
 * there too. */
#define PAGE_MOST_LEVELS 32

struct page_root {
    uint32_t page_bytes;
    uint64_t commit;
    uint64_t last_page;
    uint64_t free;  /* the tree of lists of free pages, each under the commit that gave them up */
    uint64_t names; /* the tree of tables */
};
/* False: no page has that size. */
bool page_read_root(const uint8_t bytes[PAGE_ROOT_BYTES], struct page_root *root);
/* That the last page lies in a file of that size, or behind it no further than LMDB can leave it:
 * what a transaction took there and did not need is not written. */
bool page_root_fits(const struct page_root *root, uint64_t file_bytes);

uint64_t page_number(const uint8_t *page);
enum page_kind { PAGE_BRANCH, PAGE_LEAF, PAGE_OTHER };
enum page_kind page_kind(const uint8_t *page);
/* How many nodes a branch or a leaf has; 0 also when it says more than it has room for. */
size_t page_nodes(const uint8_t *page, uint32_t page_bytes);
/* Of a branch or a leaf: that no node stands where it says there is room for another. */
bool page_room_is_free(const uint8_t *page, uint32_t page_bytes);
/* Of a value that needs pages of its own, so many in a row, the first of these. */
uint32_t page_run(const uint8_t *page);

struct page_node {
    uint64_t child; /* of a branch */
    bool is_apart;  /* of a leaf: the value begins on page `child` */
    bool is_tree;   /* of a leaf: the value is a table, whose tree begins on page `child` */
    const uint8_t *key, *value;
    size_t key_size;
    uint64_t value_size;
};
/* False: it is not whole within the page. `index` is below page_nodes. */
bool page_node(const uint8_t *page, uint32_t page_bytes, size_t index, struct page_node *node);

#endif
