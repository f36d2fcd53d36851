/* What an earlier version numbered is taken over: a file that it wrote, with four snapshots
 * acknowledged and the fifth under way. */
#include "client/durable.h"
#include "client/outbox/outbox.h"
#include "proto/keys/keys.h"
#include "proto/wire/wire.h"
#include "shaky.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define OLD_REQUEST_ID UINT64_C(0x6ee1bea198370144)
#define OLD_PATH "state/06010713.nummering"

static const struct agb agb = {"06010713"};

static uint8_t *old_file(size_t *size) {
    uint8_t *content = NULL;
    struct complaint complaint;
    assert_int_equal(durable_read(WACHTPOST_OLD_STATE, 1 << 20, &content, size, &complaint),
                     STATUS_OK);
    return content;
}

static struct shaky *disk_with_old_file(uint32_t seed) {
    struct shaky *shaky = shaky_new(seed);
    size_t size = 0;
    uint8_t *content = old_file(&size);
    shaky_put(shaky, OLD_PATH, bytes_of(content, size));
    free(content);
    return shaky;
}

static enum status try_open(const struct shaky *shaky, struct outbox **outbox) {
    struct complaint complaint = {0};
    *outbox = NULL;
    return outbox_open("state", &agb, shaky_disk(shaky), outbox, &complaint);
}

/* The fifth waits, under its own request id and with the bytes that were sent. */
static void assert_taken_over(struct outbox *outbox) {
    struct arena *arena = arena_new(1 << 20);
    struct outbox_entry entry;
    struct outbox_standing standing;
    struct snapshot snapshot;
    struct bytes body;
    assert_int_equal(outbox_oldest(outbox, arena, &entry, &body, NULL), STATUS_OK);
    assert_int_equal(entry.request_id, OLD_REQUEST_ID);
    assert_int_equal(entry.sequence, 5);
    assert_int_equal(entry.epoch[0], 0x96);
    assert_int_equal(entry.hash[0], 0x72);
    assert_int_equal(wire_decode_snapshot(body, arena, &snapshot), STATUS_OK);
    assert_int_equal(snapshot.sequence, 5);
    assert_memory_equal(snapshot.epoch, entry.epoch, EPOCH_BYTES);
    assert_int_equal(outbox_standing(outbox, &standing, NULL), STATUS_OK);
    assert_int_equal(standing.waiting, 1);
    assert_int_equal(standing.next.sequence, 6);
    arena_free(&arena);
}

static void test_unanswered_snapshot_of_before_waits_under_its_own_number(void **state) {
    (void)state;
    struct shaky *shaky = disk_with_old_file(1);
    struct outbox *outbox;
    assert_int_equal(try_open(shaky, &outbox), STATUS_OK);
    assert_taken_over(outbox);
    outbox_close(&outbox);
    assert_int_equal(shaky_content(shaky, OLD_PATH).size, 0);
    assert_true(shaky_content(shaky, OLD_PATH ".overgenomen").size > 0);
    assert_int_equal(try_open(shaky, &outbox), STATUS_OK);
    assert_taken_over(outbox);
    outbox_close(&outbox);
    shaky_free(&shaky);
}

static void test_take_over_survives_a_cut_at_every_step(void **state) {
    (void)state;
    unsigned step = 0;
    bool died = true;
    for (; died; step++)
        for (uint32_t seed = 1; seed <= 50; seed++) {
            struct shaky *shaky = disk_with_old_file(seed);
            struct outbox *outbox;
            shaky_die_after(shaky, step);
            enum status status = try_open(shaky, &outbox);
            died = shaky_is_dead(shaky);
            assert_true(died || status == STATUS_OK);
            outbox_close(&outbox);
            shaky_cut(shaky);
            assert_int_equal(try_open(shaky, &outbox), STATUS_OK);
            assert_taken_over(outbox);
            outbox_close(&outbox);
            assert_int_equal(shaky_content(shaky, OLD_PATH).size, 0);
            shaky_free(&shaky);
        }
    assert_true(step > 15);
}

static void test_damaged_file_of_before_is_refused(void **state) {
    (void)state;
    struct shaky *shaky = shaky_new(1);
    struct outbox *outbox;
    size_t size = 0;
    uint8_t *content = old_file(&size);
    content[size - 1] ^= 1;
    shaky_put(shaky, OLD_PATH, bytes_of(content, size));
    assert_int_equal(try_open(shaky, &outbox), STATUS_DAMAGED);
    content[size - 1] ^= 1;
    shaky_put(shaky, OLD_PATH, bytes_of(content, size - 1));
    assert_int_equal(try_open(shaky, &outbox), STATUS_DAMAGED);
    shaky_put(shaky, OLD_PATH, bytes_of(content, size));
    assert_int_equal(try_open(shaky, &outbox), STATUS_OK);
    outbox_close(&outbox);
    free(content);
    shaky_free(&shaky);
}

static void test_file_of_before_is_left_to_the_program_that_uses_it(void **state) {
    (void)state;
    struct shaky *shaky = disk_with_old_file(1);
    const struct disk *disk = shaky_disk(shaky);
    struct outbox *outbox;
    int lock;
    assert_int_equal(disk->lock(disk->context, "state/06010713.lock", 0, &lock), 0);
    assert_int_equal(try_open(shaky, &outbox), STATUS_BUSY);
    disk->unlock(disk->context, lock);
    assert_int_equal(try_open(shaky, &outbox), STATUS_OK);
    assert_taken_over(outbox);
    outbox_close(&outbox);
    shaky_free(&shaky);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unanswered_snapshot_of_before_waits_under_its_own_number),
        cmocka_unit_test(test_take_over_survives_a_cut_at_every_step),
        cmocka_unit_test(test_damaged_file_of_before_is_refused),
        cmocka_unit_test(test_file_of_before_is_left_to_the_program_that_uses_it),
    };
    return keys_init() == STATUS_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
