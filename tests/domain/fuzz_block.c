/* Any bytes as a block, and any as what it said before: size (2) of a record of `former`, that
 * record, the block as it stands in the store. For libFuzzer (WACHTPOST_FUZZ) and for the replay
 * of what it once found. */
#include "daemon/domain/block_former.h"
#include "daemon/domain/block_names.h"
#include "tests/domain/roll_keep.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size);

/* 16 January 2024, so that dates before 1970 and far from now are both near. */
enum { NUMBER = 308, MOST_OPEN = 64 };
#define ARENA_BYTES ((size_t)256 << 20)

static enum status known(enum status status) {
    ENSURE(status == STATUS_OK || status == STATUS_DAMAGED);
    return status;
}

static enum status read_past(const struct block_record *record, bool detail, uint64_t event,
                             struct arena *arena, struct past *past) {
    struct block_range range = {
        .first = INT32_MIN / 2, .last = INT32_MAX, .all_flows = true, .detail = detail};
    struct block_reader *reader = block_reader_new(&range, event, arena);
    ENSURE(reader != NULL);
    const enum status status = known(block_reader_add(reader, record));
    if (status == STATUS_OK)
        ENSURE(block_reader_finish(reader, past) == STATUS_OK);
    return status;
}

static void call_up(const struct block_record *record, struct arena *arena) {
    const struct block_range all = {.first = INT32_MIN / 2, .last = INT32_MAX};
    struct roll_keeper keeper = roll_keeper_of(arena);
    const struct roll_listener listener = roll_keeper_listener(&keeper);
    struct roll roll;
    if (known(roll_make(record, arena, &roll)) != STATUS_OK)
        return;
    struct roll_call *call = roll_call_new(&all, &listener, arena);
    ENSURE(call != NULL && roll_call_add(call, &roll) == STATUS_OK);
    roll_call_finish(call);
}

static bool leave_name(void *context, enum block_name kind, uint8_t name[BLOCK_NAME_BYTES]) {
    (void)context, (void)kind, (void)name;
    return true;
}

/* As it would be written now it says the same, in the same bytes. */
static void rename_none(const struct block_record *record, struct arena *arena) {
    struct block_record now = *record;
    struct bytes again;
    if (known(block_rename_all(record, leave_name, NULL, arena, &now.detail)) != STATUS_OK)
        return;
    ENSURE(block_rename_all(&now, leave_name, NULL, arena, &again) == STATUS_OK);
    ENSURE(bytes_equal(now.detail, again));
}

/* Who is there at the end, at most MOST_OPEN. */
static size_t list_open(const struct past *past, struct block_entry open[MOST_OPEN]) {
    size_t count = 0;
    for (size_t i = 0; i < past->spell_count && count < MOST_OPEN; i++) {
        const struct spell *spell = &past->spells[i];
        if (spell->until == INSTANT_MAX)
            open[count++] = (struct block_entry){spell->place, spell->key, spell->wait,
                                                 spell->start, spell->reinstated};
    }
    return count;
}

/* A moment more, of which the first of those who are there has left. */
static void go_on(struct block_record record, const struct past *past, instant_t at,
                  struct arena *arena) {
    struct block_entry open[MOST_OPEN];
    struct past after;
    const size_t count = list_open(past, open);
    const struct block_turn turn = {.kind = TURN_LEFT, .entry = open[0], .datum = DAY_NONE};
    const struct block_moment moment = {
        .at = at, .applied = true, .event = 7, .turn_count = count > 0, .turns = &turn};
    const bool same = block_of_day(day_of_instant(at)) == record.number;
    if (known(block_write_moment(&record, open, count, &moment, arena)) == STATUS_OK && same)
        ENSURE(read_past(&record, false, UINT64_MAX, arena, &after) == STATUS_OK);
}

static void tell_again(struct block_record record, instant_t at, struct arena *arena) {
    const struct block_moment moment = {.at = at, .applied = true, .event = 9};
    struct past after;
    bool written;
    if (known(block_write_again(&record, &moment, arena, &written)) == STATUS_OK && written)
        ENSURE(read_past(&record, true, UINT64_MAX, arena, &after) == STATUS_OK);
}

static void write_on(const struct block_record *record, const struct past *past,
                     struct arena *arena) {
    struct block_heading heading;
    ENSURE(block_read_heading(record->slim, &heading) == STATUS_OK);
    const day_t day = day_of_instant(heading.last_moment);
    if (block_of_day(day) != record->number) /* which a reader does not ask */
        return;
    tell_again(*record, heading.last_moment, arena);
    go_on(*record, past, heading.last_moment + 1, arena);
    go_on(*record, past, heading.last_moment + MICROSECONDS_PER_DAY * BLOCK_DAYS, arena);
}

static void ask_former(struct bytes packed, const struct block_record *after, struct arena *arena) {
    struct block_record before;
    struct past past;
    unsigned in_a_row;
    const enum status status = known(block_former_in_a_row(packed, &in_a_row));
    if (known(block_former_unpack(packed, after, arena, &before)) != STATUS_OK)
        return;
    ENSURE(status == STATUS_OK);
    if (read_past(&before, true, UINT64_MAX, arena, &past) == STATUS_OK)
        known(block_former_pack(&before, after, 1, arena, &packed));
}

static void ask_block(const struct block_record *record, struct arena *arena) {
    struct past past = {0}, earlier = {0};
    bool is_known;
    known(block_is_known(record, 5, &is_known));
    known(read_past(record, true, 5, arena, &earlier));
    call_up(record, arena);
    rename_none(record, arena);
    if (read_past(record, true, UINT64_MAX, arena, &past) == STATUS_OK)
        write_on(record, &past, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size) {
    struct block_record record = {.number = NUMBER};
    if (size < 2)
        return 0;
    size_t former = (size_t)at[0] << 8 | at[1];
    if (former > size - 2)
        former = size - 2;
    struct arena *arena = arena_new(ARENA_BYTES);
    ENSURE(arena != NULL);
    if (block_split(bytes_of(at + 2 + former, size - 2 - former), &record) == STATUS_OK) {
        ask_block(&record, arena);
        ask_former(bytes_of(at + 2, former), &record, arena);
    }
    arena_free(&arena);
    return 0;
}
