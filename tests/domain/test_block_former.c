/* What blocks said before, as the difference with what they say now. The past is of places
 * that come one by one and leave after a while; a late snapshot brings one in between, of
 * which nothing is new but that it was there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/block_former.h"
#include "tests/domain/scene.h"

enum { MOST = 120, STAY = 5, DAYS_APART = 2, NEVER = -1, IDS = 8 };

struct made {
    struct peil peils[MOST];
    struct place places[MOST];
    struct place_key keys[MOST];
    struct spell spells[MOST];
    struct flow flows[2 * MOST];
    struct past past;
    struct block_record *records;
    size_t count;
};

/* How it went: so many snapshots, one of them preceded by a late one, one leaving completed. */
struct course {
    int snapshots, late, completed;
};

static instant_t moment(int index) {
    return instant_of_day(day_of_number(20240101) + (day_t)(DAYS_APART * index)) + 9;
}

static void add_flow(struct made *made, const struct spell *spell, bool left, instant_t at) {
    struct flow *flow = &made->flows[made->past.flow_count++];
    *flow = (struct flow){.left = left,
                          .place = spell->place,
                          .key = spell->key,
                          .wait = spell->wait,
                          .start = spell->start,
                          .shown_at = at,
                          .shown = day_of_instant(at),
                          .datum = DAY_NONE,
                          .last = left};
}

static void add_spell(struct made *made, const char *id, instant_t from, instant_t until) {
    size_t index = made->past.spell_count++;
    unsigned pair = (unsigned)(day_of_instant(from) + 1) / DAYS_APART;
    struct place *place = &made->places[index];
    struct spell *spell = &made->spells[index];
    *place = scene_place(id, 20230701 + pair % 28);
    place->urgentie = (enum urgentie)(pair % URGENTIE_COUNT);
    place->productcategorie = pair % 50;
    made->keys[index].bytes[0] = (uint8_t)id[0];
    *spell = (struct spell){.place = place,
                            .key = &made->keys[index],
                            .wait = 100 + (uint64_t)from % 97,
                            .start = place->aanmelddatum,
                            .from = from,
                            .until = until};
    add_flow(made, spell, false, from);
    if (until != INSTANT_MAX)
        add_flow(made, spell, true, until);
}

static void add_peil(struct made *made, instant_t at, uint64_t event) {
    made->peils[made->past.peil_count++] = (struct peil){.peilmoment = at, .event = event};
}

static struct made *make(const struct course *course, struct arena *arena) {
    static const char *const ids[IDS] = {"A", "B", "C", "D", "E", "F", "G", "H"};
    struct made *made = arena_alloc(arena, sizeof *made);
    made->past = (struct past){.first_day = DAY_NONE,
                               .last_day = DAY_NONE,
                               .peils = made->peils,
                               .spells = made->spells,
                               .flows = made->flows};
    for (int i = 0; i < course->snapshots; i++) {
        instant_t until = i + STAY < course->snapshots ? moment(i + STAY) : INSTANT_MAX;
        if (i == course->late) {
            add_peil(made, moment(i) - MICROSECONDS_PER_DAY, 1000);
            add_spell(made, "Z", moment(i) - MICROSECONDS_PER_DAY, moment(i));
        }
        add_peil(made, moment(i), 10 + (uint64_t)i);
        add_spell(made, ids[i % IDS], moment(i), until);
        if (i == course->completed)
            made->flows[made->past.flow_count - 1].reden = GESTART;
    }
    assert_int_equal(block_write_past(&made->past, arena, &made->records, &made->count), STATUS_OK);
    return made;
}

/* What it says, whatever its heading. */
static struct bytes whole(const struct block_record *record, struct arena *arena) {
    struct bytes packed;
    assert_int_equal(block_former_pack(record, record, 0, arena, &packed), STATUS_OK);
    return packed;
}

/* Comes back from what replaced it, and from what that grew to be; returns the bytes it took. */
static size_t check_comes_back(const struct block_record *before, const struct block_record *after,
                               const struct block_record *grown, struct arena *arena) {
    struct bytes packed;
    struct block_record again, later;
    unsigned in_a_row;
    assert_int_equal(block_former_pack(before, after, 3, arena, &packed), STATUS_OK);
    assert_int_equal(block_former_in_a_row(packed, &in_a_row), STATUS_OK);
    assert_int_equal(in_a_row, 3);
    assert_int_equal(block_former_unpack(packed, after, arena, &again), STATUS_OK);
    assert_int_equal(block_former_unpack(packed, grown, arena, &later), STATUS_OK);
    assert_int_equal(again.number, before->number);
    assert_true(bytes_equal(whole(&again, arena), whole(before, arena)));
    assert_true(bytes_equal(whole(&later, arena), whole(before, arena)));
    assert_true(bytes_equal(again.detail, before->detail));
    return packed.size;
}

static void test_block_that_grew_begins_with_what_it_said(void **state) {
    struct arena *arena = arena_new((size_t)64 << 20);
    (void)state;
    for (int n = 1; n < 60; n++) {
        const struct course few = {n, NEVER, NEVER}, more = {n + 3, NEVER, NEVER};
        const struct made *before = make(&few, arena), *after = make(&more, arena);
        for (size_t i = 0; i < before->count; i++) {
            bool grew = false;
            assert_int_equal(block_only_grew(&before->records[i], &after->records[i], &grew),
                             STATUS_OK);
            assert_true(grew);
        }
        arena_reset(arena);
    }
    arena_free(&arena);
}

static void test_what_was_said_before_a_late_snapshot_comes_back_and_is_small(void **state) {
    struct arena *arena = arena_new((size_t)64 << 20);
    (void)state;
    for (int late = 1; late < 60; late++) {
        const struct course on_time = {60, NEVER, NEVER}, with = {60, late, NEVER};
        const struct course later = {75, late, NEVER};
        const struct made *before = make(&on_time, arena), *after = make(&with, arena);
        const struct made *grown = make(&later, arena);
        size_t changed = 0;
        for (size_t i = 0; i < before->count; i++) {
            const struct block_record *old = &before->records[i], *new = &after->records[i];
            bool grew = true;
            assert_int_equal(block_only_grew(old, new, &grew), STATUS_OK);
            size_t bytes = check_comes_back(old, new, &grown->records[i], arena);
            changed += !grew;
            assert_true(grew || bytes < 50);
        }
        assert_in_range(changed, 1, 2);
        arena_reset(arena);
    }
    arena_free(&arena);
}

/* The snapshot that completes a leaving is also one more. */
static void test_what_was_said_before_a_completion_comes_back_and_is_small(void **state) {
    const struct course before = {25, NEVER, NEVER}, after = {26, NEVER, 8}, grown = {40, NEVER, 8};
    struct arena *arena = arena_new((size_t)64 << 20);
    const struct block_record *old = make(&before, arena)->records;
    (void)state;
    size_t bytes =
        check_comes_back(old, make(&after, arena)->records, make(&grown, arena)->records, arena);
    assert_true(bytes < 40);
    arena_free(&arena);
}

static void test_block_without_detail_comes_back_without(void **state) {
    const struct course before = {25, NEVER, NEVER}, after = {25, 9, NEVER};
    struct arena *arena = arena_new((size_t)64 << 20);
    const struct block_record *old = make(&before, arena)->records;
    struct block_record new = *make(&after, arena)->records, again;
    struct bytes packed;
    (void)state;
    assert_int_equal(block_former_pack(old, &new, 1, arena, &packed), STATUS_OK);
    new.detail = (struct bytes){NULL, 0};
    assert_int_equal(block_former_unpack(packed, &new, arena, &again), STATUS_OK);
    assert_true(bytes_equal(again.slim, old->slim));
    assert_int_equal(again.detail.size, 0);
    arena_free(&arena);
}

/* ---- damage */

static struct bytes damage(uint64_t *seed, struct bytes bytes, struct arena *arena) {
    uint8_t *copy = arena_alloc(arena, bytes.size);
    size_t size = scene_random(seed) % 4 ? bytes.size : (size_t)(scene_random(seed) % bytes.size);
    memcpy(copy, bytes.at, bytes.size);
    if (size > 0)
        copy[scene_random(seed) % size] = (uint8_t)scene_random(seed);
    return bytes_of(copy, size);
}

static void read_it(const struct block_record *record, struct arena *arena) {
    const struct block_range all = {
        .first = INT32_MIN / 2, .last = INT32_MAX, .flows = true, .detail = true};
    struct block_reader *reader = block_reader_new(&all, 20, arena);
    enum status status = block_reader_add(reader, record);
    assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
}

static void test_damage_is_damage_and_nothing_worse(void **state) {
    const struct course before = {25, NEVER, NEVER}, after = {25, 9, NEVER};
    struct arena *kept = arena_new((size_t)64 << 20), *arena = arena_new((size_t)64 << 20);
    const struct block_record *old = make(&before, kept)->records;
    const struct block_record *new = make(&after, kept)->records;
    uint64_t seed = 7;
    struct bytes packed;
    (void)state;
    assert_int_equal(block_former_pack(old, new, 1, kept, &packed), STATUS_OK);
    for (int i = 0; i < 20000; i++) {
        struct block_record hurt = *new, again = {0};
        struct bytes whole = packed;
        bool grew;
        arena_reset(arena);
        if (i % 3 == 0)
            hurt.slim = damage(&seed, new->slim, arena);
        if (i % 3 == 1)
            hurt.detail = damage(&seed, new->detail, arena);
        if (i % 3 == 2)
            whole = damage(&seed, packed, arena);
        enum status status = block_former_unpack(whole, &hurt, arena, &again);
        assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
        if (status == STATUS_OK)
            read_it(&again, arena);
        status = block_former_pack(old, &hurt, 1, arena, &whole);
        assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
        status = block_only_grew(&hurt, new, &grew);
        assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
    }
    arena_free(&arena);
    arena_free(&kept);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_block_that_grew_begins_with_what_it_said),
        cmocka_unit_test(test_what_was_said_before_a_late_snapshot_comes_back_and_is_small),
        cmocka_unit_test(test_what_was_said_before_a_completion_comes_back_and_is_small),
        cmocka_unit_test(test_block_without_detail_comes_back_without),
        cmocka_unit_test(test_damage_is_damage_and_nothing_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
