#include "tests/engine/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/dump.h"
#include "daemon/engine/refold.h"

#define MAP_BYTES ((size_t)512 << 20)

static instant_t machine_now(void *context) {
    return ((const struct machine *)context)->now;
}

static instant_t machine_uptime(void *context) {
    return ((const struct machine *)context)->uptime;
}

static bool machine_is_synchronised(void *context) {
    return ((const struct machine *)context)->synchronised;
}

static void machine_boot_id(void *context, uint8_t id[BOOT_ID_BYTES]) {
    memset(id, ((const struct machine *)context)->boot, BOOT_ID_BYTES);
}

void machine_pass(struct machine *m, instant_t time) {
    m->now += time;
    m->uptime += time;
}

void machine_set_clock(struct machine *m, instant_t by) {
    m->now += by;
}

void machine_start_again(struct machine *m, instant_t off) {
    house_close(&m->house);
    m->now += off;
    m->uptime = MINUTE_US;
    m->boot++;
    house_open(&m->house);
}

void machine_restart_daemon(struct machine *m) {
    house_close(&m->house);
    house_open(&m->house);
}

struct machine *machine_new(bool synchronised) {
    struct machine *m = calloc(1, sizeof *m);
    assert_non_null(m);
    assert_true(instant_parse("2025-03-20T08:00:00Z", &m->now));
    m->uptime = 1000 * HOUR_US;
    m->boot = 1;
    m->synchronised = synchronised;
    m->source = (struct clock_source){machine_now, machine_uptime, machine_is_synchronised,
                                      machine_boot_id, m};
    house_build_by(&m->house, clock_of(&m->source));
    return m;
}

/* ---- the journal again */

static bool print_difference(void *context, const struct difference *difference) {
    (*(size_t *)context)++;
    print_error("%s differs\n", store_table_name(difference->table));
    return true;
}

static void fold_again(const struct house *house) {
    char directory[96], key[96];
    struct complaint complaint = {""};
    struct store *store = house_store(house), *again = NULL;
    uint64_t records = 0;
    snprintf(directory, sizeof directory, "%s/again", house->folder);
    snprintf(key, sizeof key, "%s/store.key", house->folder);
    const struct store_options options = {directory, key, MAP_BYTES};
    assert_int_equal(store_create(&options, false, &complaint), STATUS_OK);
    assert_int_equal(store_open(&options, &again, &complaint), STATUS_OK);
    enum status status = refold(store, again, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
    size_t differences = 0;
    assert_int_equal(dump_compare(store, again, print_difference, &differences, &records),
                     STATUS_OK);
    assert_int_equal(differences, 0);
    assert_true(records > 0);
    store_close(&store);
    store_close(&again);
}

void machine_end(struct machine *m) {
    house_close(&m->house);
    fold_again(&m->house);
    house_tear_down(&m->house);
    free(m);
}
