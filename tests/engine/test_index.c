/* The index against the rows it was made from, through histories in which all goes wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/block_former.h"
#include "daemon/engine/figures.h"
#include "daemon/engine/index.h"
#include "daemon/engine/known.h"
#include "daemon/engine/rolls.h"
#include "tests/domain/random_past.h"
#include "tests/domain/roll_keep.h"
#include "tests/engine/random_house.h"

enum { HISTORIES = 40, STEPS = 60, CHECK_EVERY = 10, RANGES = 12, QUESTIONS = 6, EARLIER = 3 };

#define MOST_IN_PARTS ((size_t)1 << 20)

/* ---- a past as lines of text, so that two can be held against each other */

struct lines_of_text {
    struct arena *arena;
    size_t count;
    char **lines;
};

static char *add_line(struct lines_of_text *text) {
    enum { LINE_SIZE = 512 };
    if (text->count % 256 == 0) {
        char **larger = arena_array(text->arena, text->count + 256, sizeof *larger);
        if (text->count)
            memcpy(larger, text->lines, text->count * sizeof *larger);
        text->lines = larger;
    }
    return text->lines[text->count++] = arena_alloc(text->arena, LINE_SIZE);
}

static size_t tell_place(char *line, const struct place *known, struct traits traits, bool detail) {
    struct place made;
    const struct place *place = known ? known : &made;
    traits_place(traits, &made);
    size_t used = (size_t)sprintf(
        line, "%s %d %d %d %d %d %d %u %s", place->gemeente, (int)place->hulpvorm,
        (int)place->maatregel, (int)place->urgentie, (int)place->overbrugging, place->eigen_wens,
        (int)place->leeftijdsband, place->productcategorie, place->gi.text);
    if (!detail)
        return used;
    used += (size_t)sprintf(line + used, " %d %d %d %d %d %d %d", place->aanmelddatum,
                            place->verwijsdatum, place->compleet_datum, place->toewijzingsdatum,
                            place->intakedatum, place->oorspronkelijke_aanmelddatum,
                            place->maatregel_start);
    if (place->has_pseudonym) {
        used += (size_t)sprintf(line + used, " jeugdige %u ", place->pseudonym_epoch);
        for (size_t i = 0; i < BLOCK_NAME_BYTES; i++)
            used += (size_t)sprintf(line + used, "%02x", place->pseudonym[i]);
    }
    return used;
}

static size_t tell_who(char *line, const struct place_key *key, uint64_t wait) {
    size_t used = (size_t)sprintf(line, " wait %llu of ", (unsigned long long)wait);
    for (size_t i = 0; i < BLOCK_NAME_BYTES; i++)
        used += (size_t)sprintf(line + used, "%02x", key->bytes[i]);
    return used;
}

static size_t tell_takings(char *line, const struct spell *spell) {
    size_t used = 0;
    for (size_t i = 0; i < spell->taking_count; i++)
        used += (size_t)sprintf(line + used, " said %llu %d %d",
                                (unsigned long long)spell->takings[i].event,
                                (int)spell->takings[i].state, (int)spell->takings[i].obstacle);
    return used;
}

struct window {
    const struct block_range *range;
    instant_t begin, first_end, end; /* of the first day, and the ends of first and last day */
};

static struct window window_of(const struct block_range *range) {
    return (struct window){range, instant_of_day(range->first), instant_of_day(range->first + 1),
                           range->last == INT32_MAX ? INSTANT_MAX
                                                    : instant_of_day(range->last + 1)};
}

static void tell_spell(struct lines_of_text *text, const struct window *window,
                       const struct spell *spell) {
    const bool detail = window->range->detail;
    if (spell->until < window->first_end || spell->from >= window->end)
        return;
    instant_t from = spell->from > window->begin ? spell->from : window->begin;
    instant_t until = spell->until < window->end ? spell->until : INSTANT_MAX;
    char *line = add_line(text);
    line += sprintf(line, "spell ");
    line += tell_place(line, spell->place, spell_traits(spell), detail);
    line += sprintf(line, " start %d from %lld until %lld reinstated %d", spell->start,
                    (long long)from, (long long)until, spell->reinstated);
    if (!detail)
        return;
    line += tell_who(line, spell->key, spell->wait);
    tell_takings(line, spell);
}

static int compare_spells(const void *a, const void *b) {
    const struct spell *left = a, *right = b;
    int order = memcmp(left->key->bytes, right->key->bytes, sizeof left->key->bytes);
    return order ? order : (left->from > right->from) - (left->from < right->from);
}

/* Blocks do not tell apart what no figure does; without detail, not even by dates. */
static bool is_told_apart(const struct spell *a, const struct spell *b, bool detail) {
    const struct block_entry here = {.place = a->place, .start = a->start};
    const struct block_entry there = {.place = b->place, .start = b->start};
    if (detail)
        return !block_entry_same(&here, &there);
    return a->start != b->start || !traits_same(spell_traits(a), spell_traits(b));
}

static size_t join_spells(const struct past *past, bool detail, struct spell *joined) {
    struct spell *all = joined;
    size_t count = 0;
    memcpy(all, past->spells, past->spell_count * sizeof *all);
    qsort(all, past->spell_count, sizeof *all, compare_spells);
    for (size_t i = 0; i < past->spell_count; i++) {
        struct spell *last = count ? &joined[count - 1] : NULL;
        if (last && memcmp(last->key->bytes, all[i].key->bytes, 16) == 0 &&
            last->wait == all[i].wait && last->until == all[i].from &&
            !is_told_apart(last, &all[i], detail))
            last->until = all[i].until;
        else
            joined[count++] = all[i];
    }
    return count;
}

static void tell_spells(struct lines_of_text *text, const struct window *window,
                        const struct past *past, bool join) {
    if (past->spell_count == 0)
        return;
    struct spell *joined = arena_array(text->arena, past->spell_count, sizeof *joined);
    const struct spell *spells = join ? joined : past->spells;
    size_t count = join ? join_spells(past, window->range->detail, joined) : past->spell_count;
    for (size_t i = 0; i < count; i++)
        tell_spell(text, window, &spells[i]);
}

static void tell_flows(struct lines_of_text *text, const struct window *window,
                       const struct past *past) {
    const bool all = window->range->all_flows;
    for (size_t i = 0; (all || window->range->flows) && i < past->flow_count; i++) {
        const struct flow *flow = &past->flows[i];
        if (!all && (flow->shown < window->range->first || flow->shown > window->range->last))
            continue;
        char *line = add_line(text);
        line += sprintf(line, "flow ");
        line += tell_place(line, flow->place, flow_traits(flow), window->range->detail);
        line += sprintf(line, " start %d left %d at %lld shown %d reden %d datum %d last %d",
                        flow->start, flow->left, (long long)flow->shown_at, flow->shown,
                        (int)flow->reden, flow->datum, flow->last);
        if (window->range->detail)
            tell_who(line, flow->key, flow->wait);
    }
}

static void tell_peil(char *line, const struct peil *peil) {
    line +=
        sprintf(line, "%lld inherited %d aanname", (long long)peil->peilmoment, peil->inherited);
    for (size_t i = 0; peil->aanname && i < HULPVORM_COUNT; i++)
        line += sprintf(line, " %d", peil->aanname[i]);
}

static void tell_peils(struct lines_of_text *text, const struct window *window,
                       const struct past *past) {
    const struct peil *in_force = past_in_force(past, window->range->first);
    if (in_force)
        tell_peil(add_line(text), in_force);
    for (size_t i = 0; i < past->peil_count; i++)
        if (past->peils[i].peilmoment >= window->begin && past->peils[i].peilmoment < window->end)
            tell_peil(add_line(text), &past->peils[i]);
}

static int compare_lines(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct lines_of_text tell(const struct past *past, const struct block_range *range,
                                 bool join, struct arena *arena) {
    struct lines_of_text text = {.arena = arena};
    const struct window window = window_of(range);
    tell_spells(&text, &window, past, join);
    tell_flows(&text, &window, past);
    tell_peils(&text, &window, past);
    sprintf(add_line(&text), "days %d..%d", past->first_day, past->last_day);
    qsort(text.lines, text.count, sizeof *text.lines, compare_lines);
    return text;
}

static void assert_same_past(const struct past *rows, const struct past *other, bool are_blocks,
                             const struct block_range *range, struct arena *arena) {
    struct lines_of_text a = tell(rows, range, true, arena);
    struct lines_of_text b = tell(other, range, !are_blocks, arena);
    for (size_t i = 0; i < a.count && i < b.count; i++)
        assert_string_equal(a.lines[i], b.lines[i]);
    assert_int_equal(a.count, b.count);
}

/* ---- the checks, within a batch of their own */

static struct agb agb_of(const char *text) {
    struct agb agb;
    assert_true(agb_parse(bytes_of_text(text), &agb));
    return agb;
}

static void check_that_rebuilding_writes_nothing(struct engine *engine, const struct agb *agb) {
    uint64_t before = store_write_count(engine->txn);
    assert_int_equal(index_rebuild(engine, agb), STATUS_OK);
    assert_int_equal(store_write_count(engine->txn), before);
    /* Nor does it in parts, down to the smallest. */
    enum status status = STATUS_OK;
    for (size_t bytes = MOST_IN_PARTS; status == STATUS_OK; bytes /= 8)
        status = index_rebuild_at(engine, agb, store_journal_head(engine->txn), bytes);
    assert_int_equal(status, STATUS_NO_MEMORY);
    assert_int_equal(store_write_count(engine->txn), before);
}

static struct block_range random_range(struct random_house *random) {
    struct block_range range = {.first = day_of_number(20231020) + (day_t)random_below(random, 300),
                                .flows = random_below(random, 2),
                                .all_flows = random_below(random, 5) == 0,
                                .detail = random_below(random, 2)};
    range.last = range.first + (day_t)(random_below(random, 2) ? 0 : random_below(random, 200));
    if (random_below(random, 6) == 0)
        range.last = INT32_MAX;
    return range;
}

/* All rows of an aanbieder: by themselves, and with what became of waits under a successor. */
struct rows {
    struct past own, heeding;
};

static const struct past *rows_for(const struct rows *rows, const struct block_range *range) {
    return range->all_flows && range->detail ? &rows->heeding : &rows->own;
}

static struct past read_rows(struct engine *engine, const struct known *known,
                             const struct agb *agb, const struct past_range *days,
                             struct arena *arena) {
    struct past past = {.agb = *agb};
    assert_int_equal(known_rows(engine, agb, days, known->event, arena, &past), STATUS_OK);
    return past;
}

static struct rows load_rows(struct engine *engine, const struct known *known,
                             const struct agb *agb, struct arena *arena) {
    const struct past_range always = {INT32_MIN, INT32_MAX, .flows = true};
    const struct block_range none = {.first = INT32_MAX, .last = INT32_MAX};
    const struct agb heir = {RANDOM_HEIR_AGB};
    struct rows rows = {.own = read_rows(engine, known, agb, &always, arena)};
    struct past later = read_rows(engine, known, &heir, &always, arena), agreement;
    assert_int_equal(known_past(engine, known, agb, &none, arena, &agreement), STATUS_OK);
    rows.own.expected = agreement.expected;
    rows.own.interval_days = agreement.interval_days;
    rows.heeding = rows.own;
    if (rows.own.last_day != DAY_NONE)
        assert_int_equal(past_heed_successor(&rows.heeding, &later, arena), STATUS_OK);
    return rows;
}

/* Nothing else than what counting asks. */
static struct past without_aanname(const struct past *past, struct arena *arena) {
    struct past bare = *past;
    struct peil *peils = arena_array(arena, past->peil_count, sizeof *peils);
    for (size_t i = 0; i < past->peil_count; i++) {
        peils[i] = past->peils[i];
        peils[i].aanname = NULL;
    }
    bare.peils = peils;
    return bare;
}

/* The rolls that were kept are as old as the history. */
static void check_told(struct random_house *random, const struct agb *agb,
                       const struct block_range *range, const struct past *rows, uint64_t event,
                       struct arena *arena) {
    struct roll_keeper keeper = roll_keeper_of(arena);
    const struct block_listener listener = {past_keeper_listener(&keeper.keeper),
                                            roll_keeper_listener(&keeper)};
    struct past told = *rows;
    if (range->detail) /* what was said of them is not told */
        return;
    assert_int_equal(index_tell(random->house.engine, agb, range, event, arena, &listener),
                     STATUS_OK);
    assert_int_equal(past_keeper_finish(&keeper.keeper, &told), STATUS_OK);
    const struct past bare = without_aanname(rows, arena), heard = without_aanname(&told, arena);
    assert_same_past(&bare, &heard, true, range, arena);
}

static void check_ranges(struct random_house *random, const struct known *known,
                         const struct agb *agb, const struct rows *rows) {
    for (size_t i = 0; i < RANGES; i++) {
        struct arena *arena = arena_new((size_t)64 << 20);
        struct block_range range = random_range(random);
        struct past blocks;
        assert_int_equal(known_past(random->house.engine, known, agb, &range, arena, &blocks),
                         STATUS_OK);
        assert_same_past(rows_for(rows, &range), &blocks, true, &range, arena);
        check_told(random, agb, &range, &rows->own, known->event, arena);
        /* The same rows, read for these days only. */
        const struct past_range days = {range.first, range.last, range.flows, range.all_flows,
                                        false};
        const struct past cut = read_rows(random->house.engine, known, agb, &days, arena);
        assert_same_past(&rows->own, &cut, false, &range, arena);
        arena_free(&arena);
    }
}

static void assert_same_point(const struct figure_point *a, const struct figure_point *b,
                              size_t by_count) {
    assert_same_figures(&a->total, &b->total);
    assert_int_equal(a->cell_count, b->cell_count);
    for (size_t i = 0; i < a->cell_count; i++) {
        for (size_t k = 0; k < by_count; k++)
            assert_true(bytes_equal(a->cells[i].key[k], b->cells[i].key[k]));
        assert_same_figures(&a->cells[i].figures, &b->cells[i].figures);
    }
    assert_int_equal(a->aanname_count, b->aanname_count);
    for (size_t i = 0; i < a->aanname_count; i++)
        assert_memory_equal(&a->aanname[i], &b->aanname[i], sizeof a->aanname[i]);
}

static void check_figures(struct random_house *random, const struct known *known,
                          const struct agb *agb, const struct past *heeding) {
    uint64_t seed = 1 + random_below(random, 1000000), same = seed;
    struct rules rules, again;
    struct counting by_rows = random_question(&seed, &rules);
    struct counting by_blocks = random_question(&same, &again);
    struct period periods[MOST_PERIODS];
    size_t count = periods_of(&by_rows.question, periods);
    struct block_range range = figures_range(&by_rows.question, periods[count - 1].on);
    struct arena *arena = arena_new((size_t)64 << 20);
    struct past blocks;
    const struct past *one[] = {heeding}, *other[] = {&blocks};
    assert_int_equal(known_past(random->house.engine, known, agb, &range, arena, &blocks),
                     STATUS_OK);
    count_figures(&by_rows, one, 1);
    count_figures(&by_blocks, other, 1);
    for (size_t i = 0; i < count; i++)
        assert_same_point(&by_rows.points[i], &by_blocks.points[i], by_rows.question.by_count);
    counting_end(&by_rows);
    counting_end(&by_blocks);
    arena_free(&arena);
}

/* As known at an instant; 0: now. */
static void check_past(struct random_house *random, const struct agb *agb, instant_t as_known_at) {
    struct engine *engine = random->house.engine;
    struct arena *arena = arena_new((size_t)256 << 20);
    struct known known;
    assert_int_equal(known_open(engine, as_known_at, &known), STATUS_OK);
    const struct rows rows = load_rows(engine, &known, agb, arena);
    check_ranges(random, &known, agb, &rows);
    for (size_t i = 0; i < QUESTIONS; i++)
        check_figures(random, &known, agb, &rows.heeding);
    known_close(&known);
    arena_free(&arena);
}

static instant_t instant_of_any_event(struct random_house *random) {
    struct store_txn *txn = random->house.engine->txn;
    uint64_t event = 1 + random_below(random, (uint32_t)store_journal_head(txn));
    instant_t instant;
    assert_int_equal(store_event_instant(txn, event, &instant), STATUS_OK);
    return instant;
}

static void check_aanbieder(struct random_house *random, const char *text) {
    struct engine *engine = random->house.engine;
    struct agb agb = agb_of(text);
    assert_int_equal(engine_begin(engine), STATUS_OK);
    check_that_rebuilding_writes_nothing(engine, &agb);
    check_past(random, &agb, 0);
    for (size_t i = 0; i < EARLIER; i++)
        check_past(random, &agb, instant_of_any_event(random));
    store_rollback(&engine->txn);
}

static void check(struct random_house *random) {
    check_aanbieder(random, ZON_AGB);
    check_aanbieder(random, MAAN_AGB);
    if (strcmp(random->lists[1].agb, MAAN_AGB) != 0)
        check_aanbieder(random, random->lists[1].agb);
}

static void test_index_says_what_the_rows_say_whatever_happened(void **state) {
    size_t outcomes[ANSWER_COUNT] = {0}, late = 0;
    (void)state;
    for (uint64_t history = 0; history < HISTORIES; history++) {
        struct random_house random;
        int succession = history % 8 == 7 ? 1 : STEPS / 2; /* the first: of nothing, mostly */
        random_house_build(&random, history);
        random.house.engine->rolls = rolls_new(MAX_ROLLS_BYTES);
        assert_non_null(random.house.engine->rolls);
        for (int i = 1; i <= STEPS; i++) {
            random_house_step(&random);
            if (i == succession && history % 2)
                random_house_succeed(&random);
            if (i % CHECK_EVERY == 0)
                check(&random);
        }
        for (size_t i = 0; i < ANSWER_COUNT; i++)
            outcomes[i] += random.outcomes[i];
        late += random.late_count;
        rolls_free(&random.house.engine->rolls);
        house_tear_down(&random.house);
    }
    /* It was not all refused. */
    assert_true(outcomes[ANSWER_ACCEPTED] > HISTORIES * STEPS / 3);
    assert_true(late > HISTORIES);
    assert_true(outcomes[ANSWER_HELD] > 0);
}

/* ---- an index that is made afterwards */

struct records {
    struct arena *arena;
    size_t count;
    struct bytes keys[4096], values[4096];
    enum store_table tables[4096], table;
};

static bool keep_record(void *context, struct bytes key, struct bytes value) {
    struct records *records = context;
    assert_true(records->count < sizeof records->keys / sizeof records->keys[0]);
    records->tables[records->count] = records->table;
    records->keys[records->count] = arena_copy(records->arena, key);
    records->values[records->count++] = arena_copy(records->arena, value);
    return true;
}

static void keep_index(struct engine *engine, struct records *records) {
    static const enum store_table tables[] = {TABLE_BLOCK, TABLE_FORMER};
    const struct bytes all = {NULL, 0};
    records->count = 0;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        records->table = tables[i];
        assert_int_equal(store_walk(engine->txn, tables[i], all, all, keep_record, records),
                         STATUS_OK);
    }
}

static void remove_index(struct engine *engine, const struct records *records) {
    bool ring;
    for (size_t i = 0; i < records->count; i++)
        store_delete(engine->txn, records->tables[i], records->keys[i]);
    engine->wrote = true;
    assert_int_equal(engine_commit(engine, &ring), STATUS_OK);
}

/* What was known earlier included. */
static void check_that_filling_makes_the_same(struct random_house *random) {
    struct engine *engine = random->house.engine;
    struct arena *arena = arena_new((size_t)64 << 20);
    struct records *before = arena_alloc(arena, sizeof *before);
    struct records *after = arena_alloc(arena, sizeof *after);
    before->arena = after->arena = arena;
    assert_int_equal(engine_begin(engine), STATUS_OK);
    keep_index(engine, before);
    remove_index(engine, before);
    assert_int_equal(index_fill(engine), STATUS_OK);
    assert_int_equal(engine_begin(engine), STATUS_OK);
    keep_index(engine, after);
    store_rollback(&engine->txn);
    for (size_t i = 0; i < before->count && i < after->count; i++) {
        assert_int_equal(before->tables[i], after->tables[i]);
        assert_true(bytes_equal(before->keys[i], after->keys[i]));
        assert_true(bytes_equal(before->values[i], after->values[i]));
    }
    assert_int_equal(before->count, after->count);
    arena_free(&arena);
}

static void test_index_made_afterwards_is_as_if_it_had_always_been(void **state) {
    (void)state;
    for (uint64_t history = 100; history < 100 + HISTORIES / 5; history++) {
        struct random_house random;
        random_house_build(&random, history);
        for (int i = 1; i <= STEPS; i++) {
            random_house_step(&random);
            if (i == STEPS / 2 && history % 2)
                random_house_succeed(&random);
        }
        check_that_filling_makes_the_same(&random);
        house_tear_down(&random.house);
    }
}

/* ---- one moment, told over and over: more versions in a row than are read for one */

static void test_moment_told_over_and_over_is_known_as_it_was_each_time(void **state) {
    static const char *const ids[] = {"A", "B", "C", "D", "E", "F", "G"};
    enum { TIMES = 3 * FORMER_MOST_IN_A_ROW };
    const struct block_range today = {.first = 20000, .last = 20000};
    struct house house;
    const struct agb zon = {ZON_AGB};
    (void)state;
    house_build(&house, "2024-11-01T08:00:00Z");
    for (size_t i = 0; i < TIMES; i++) {
        const struct push_reply reply =
            house_push(&house, ZON,
                       house_snapshot(&house, ZON_AGB, i + 1, "2024-10-04T07:00:00Z", ids,
                                      5 + i * 5 % 3, 20240901));
        assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
        clock_move(&house.clock, clock_now(&house.clock) + MICROSECONDS_PER_SECOND);
    }
    assert_int_equal(engine_begin(house.engine), STATUS_OK);
    for (size_t i = 0; i < TIMES; i++) {
        struct past past = {0};
        uint64_t event = store_journal_head(house.engine->txn) - TIMES + 1 + i;
        assert_int_equal(index_past(house.engine, &zon, &today, event, house.arena, &past),
                         STATUS_OK);
        assert_int_equal(past.spell_count, 5 + i * 5 % 3);
    }
    store_rollback(&house.engine->txn);
    house_tear_down(&house);
}

/* ---- blocks that a late snapshot put before all others, asked as known before it */

static void test_code_has_its_days_where_no_block_was_known_yet(void **state) {
    static const char *const ids[] = {"A", "B", "C"};
    const struct block_range day = {.first = day_of_number(20231105),
                                    .last = day_of_number(20231105)};
    struct random_house random;
    struct known known;
    struct past past;
    (void)state;
    random_house_build(&random, 1);
    struct house *house = &random.house;
    clock_move(&house->clock, instant_of_day(day_of_number(20240301)));
    house_push(house, MAAN,
               house_snapshot(house, MAAN_AGB, 1, "2024-02-28T07:00:00Z", ids, 3, 20231001));
    random_house_succeed(&random);
    const instant_t succeeded = clock_now(&house->clock) + MICROSECONDS_PER_SECOND;
    clock_move(&house->clock, succeeded + 1);
    const struct push_reply late = house_push(
        house, MAAN,
        house_snapshot(house, RANDOM_HEIR_AGB, 1, "2023-11-05T07:00:00Z", ids, 2, 20231001));
    assert_true(house_receipt(house, &late).late);
    const struct agb heir = agb_of(RANDOM_HEIR_AGB);
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    assert_int_equal(known_open(house->engine, succeeded, &known), STATUS_OK);
    assert_int_equal(known_past(house->engine, &known, &heir, &day, house->arena, &past),
                     STATUS_OK);
    assert_int_equal(past.first_day, day_of_number(20240301));
    assert_int_equal(past.peil_count, 0);
    known_close(&known);
    store_rollback(&house->engine->txn);
    house_tear_down(house);
}

/* tests/engine/format1 knew no index. */
static void test_store_without_index_gets_one_when_it_is_opened(void **state) {
    struct random_house random = {.seed = 5, .lists = {{.agb = ZON_AGB}, {.agb = MAAN_AGB}}};
    uint8_t key[AGB_DIGITS + 4], upto[sizeof key];
    const struct agb zon = {ZON_AGB};
    (void)state;
    house_move_in(&random.house, FORMAT_FOLDER "/format1", "2025-01-25T08:00:00Z");
    struct engine *engine = random.house.engine;
    memcpy(upto, zon.text, AGB_DIGITS);
    store_key_day(upto + AGB_DIGITS, INT32_MAX);
    assert_int_equal(engine_begin(engine), STATUS_OK);
    assert_int_equal(store_find_last(engine->txn, TABLE_BLOCK, bytes_of(upto, AGB_DIGITS),
                                     bytes_of(upto, sizeof upto), key),
                     STATUS_OK);
    store_rollback(&engine->txn);
    check(&random);
    house_tear_down(&random.house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index_says_what_the_rows_say_whatever_happened),
        cmocka_unit_test(test_index_made_afterwards_is_as_if_it_had_always_been),
        cmocka_unit_test(test_moment_told_over_and_over_is_known_as_it_was_each_time),
        cmocka_unit_test(test_code_has_its_days_where_no_block_was_known_yet),
        cmocka_unit_test(test_store_without_index_gets_one_when_it_is_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
