#include "store/page.h"

#include <string.h>

/* A page: its number (8), nothing (2), what it is (2), where its list of nodes ends (2) and they
 * begin (2), or how many pages it is the first of (4); then that list, 2 bytes for each. */
enum { FLAGS_AT = 10, LIST_ENDS_AT = 12, RUN_AT = 12, NODES_BEGIN_AT = 14 };
enum { IS_BRANCH = 1, IS_LEAF = 2 };

/* A node: of a leaf the size of its value (4) and flags (2), of a branch the page it leads to (6);
 * size of the key (2), key, value. */
enum { NODE_FLAGS_AT = 4, KEY_SIZE_AT = 6, KEY_AT = 8 };
enum { IS_APART = 1, IS_TREE = 2 };

/* A tree: 8 bytes, of which the first four are the size of a page in the first one; four counts;
 * its root. */
enum { TREE_ROOT_AT = 40, TREE_BYTES = 48 };

/* Magic, version, address and size of the map; the two trees; the last page; which commit it was.
 */
enum { FREE_AT = 40, NAMES_AT = FREE_AT + TREE_BYTES, LAST_PAGE_AT = NAMES_AT + TREE_BYTES };
enum { COMMIT_AT = LAST_PAGE_AT + 8 };

_Static_assert(COMMIT_AT + 8 == PAGE_ROOT_BYTES, "the last of what a root says");

enum { LEAST_PAGE_BYTES = 512 };
/* Pages of a transaction that LMDB has in memory before it writes some. */
enum { MOST_IN_HAND = 1 << 17 };

static uint16_t read_short(const uint8_t *at) {
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint32_t read_word(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint64_t read_long(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

bool page_read_root(const uint8_t bytes[PAGE_ROOT_BYTES], struct page_root *root) {
    *root = (struct page_root){.page_bytes = read_word(bytes + FREE_AT),
                               .commit = read_long(bytes + COMMIT_AT),
                               .last_page = read_long(bytes + LAST_PAGE_AT),
                               .free = read_long(bytes + FREE_AT + TREE_ROOT_AT),
                               .names = read_long(bytes + NAMES_AT + TREE_ROOT_AT)};
    return root->page_bytes >= LEAST_PAGE_BYTES && root->page_bytes <= PAGE_MOST_BYTES;
}

bool page_root_fits(const struct page_root *root, uint64_t file_bytes) {
    return root->last_page < file_bytes / root->page_bytes + MOST_IN_HAND;
}

uint64_t page_number(const uint8_t *page) {
    return read_long(page);
}

enum page_kind page_kind(const uint8_t *page) {
    const uint16_t flags = read_short(page + FLAGS_AT);
    return flags & IS_BRANCH ? PAGE_BRANCH : flags & IS_LEAF ? PAGE_LEAF : PAGE_OTHER;
}

size_t page_nodes(const uint8_t *page, uint32_t page_bytes) {
    const uint16_t ends = read_short(page + LIST_ENDS_AT);
    return ends < PAGE_HEAD_BYTES || ends > page_bytes ? 0 : (ends - PAGE_HEAD_BYTES) / 2U;
}

bool page_room_is_free(const uint8_t *page, uint32_t page_bytes) {
    const uint16_t room = read_short(page + LIST_ENDS_AT),
                   begin = read_short(page + NODES_BEGIN_AT);
    if (room < PAGE_HEAD_BYTES || room > begin || begin > page_bytes)
        return false;
    for (size_t i = 0; i < page_nodes(page, page_bytes); i++)
        if (read_short(page + PAGE_HEAD_BYTES + 2 * i) < begin)
            return false;
    return true;
}

uint32_t page_run(const uint8_t *page) {
    return read_word(page + RUN_AT);
}

/* Its key is whole; what is behind it, when the value does not stand elsewhere, is too. */
static bool read_leaf(const uint8_t *at, size_t room, struct page_node *node) {
    const uint16_t flags = read_short(at + NODE_FLAGS_AT);
    node->is_apart = (flags & IS_APART) != 0;
    node->is_tree = (flags & IS_TREE) != 0;
    node->value = node->key + node->key_size;
    node->value_size = read_word(at);
    const uint64_t here = node->is_apart ? sizeof node->child : node->value_size;
    if (here > room || (node->is_tree && here < TREE_BYTES))
        return false;
    if (node->is_apart || node->is_tree)
        node->child = read_long(node->value + (node->is_tree ? TREE_ROOT_AT : 0));
    return !(node->is_apart && node->is_tree);
}

bool page_node(const uint8_t *page, uint32_t page_bytes, size_t index, struct page_node *node) {
    const size_t begins = read_short(page + PAGE_HEAD_BYTES + 2 * index);
    if (begins < PAGE_HEAD_BYTES || begins + KEY_AT > page_bytes)
        return false;
    const uint8_t *at = page + begins;
    const size_t room = page_bytes - begins - KEY_AT;
    *node = (struct page_node){.key = at + KEY_AT, .key_size = read_short(at + KEY_SIZE_AT)};
    if (node->key_size > room)
        return false;
    if (page_kind(page) == PAGE_LEAF)
        return read_leaf(at, room - node->key_size, node);
    node->child = read_word(at) | (uint64_t)read_short(at + NODE_FLAGS_AT) << 32;
    return true;
}
