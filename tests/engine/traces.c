#include "tests/engine/traces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct search {
    struct bytes needle;
    enum store_table table;
    size_t found;
    bool tell;
};

static bool holds(struct bytes all, struct bytes needle) {
    return all.size >= needle.size && memmem(all.at, all.size, needle.at, needle.size) != NULL;
}

static bool look(void *context, struct bytes key, struct bytes value) {
    struct search *search = context;
    if (!holds(key, search->needle) && !holds(value, search->needle))
        return true;
    search->found++;
    if (search->tell)
        print_error("%s, a key of %zu bytes\n", store_table_name(search->table), key.size);
    return true;
}

static void look_at_bodies(struct store_txn *txn, struct search *search) {
    struct arena *arena = arena_new((size_t)64 << 20);
    for (uint64_t number = 1; number <= store_journal_head(txn); number++) {
        struct event event;
        arena_reset(arena);
        enum status status = store_journal_read(txn, number, arena, &event);
        if (status == STATUS_FORGOTTEN)
            continue;
        assert_int_equal(status, STATUS_OK);
        if (holds(event.body, search->needle)) {
            search->found++;
            if (search->tell)
                print_error("body of event %llu, of kind %d\n", (unsigned long long)number,
                            (int)event.kind);
        }
    }
    arena_free(&arena);
}

size_t traces_of(struct store *store, struct bytes needle, bool tell) {
    struct search search = {.needle = needle, .tell = tell};
    const struct bytes all = {NULL, 0};
    struct store_txn *txn;
    assert_int_equal(store_begin_read(store, &txn), STATUS_OK);
    for (search.table = 0; search.table < TABLE_COUNT; search.table++)
        if (search.table != TABLE_BODY && search.table != TABLE_AUDIT)
            assert_int_equal(store_walk(txn, search.table, all, all, look, &search), STATUS_OK);
    look_at_bodies(txn, &search);
    store_rollback(&txn);
    return search.found;
}
