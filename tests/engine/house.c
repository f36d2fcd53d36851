#include "tests/engine/house.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct {
    const char *name, *lines;
} participants[WHO_COUNT] = {
    [ZON] = {"zon", "roles = {\"aanbieder\"}\naanbieder \"" ZON_AGB
                    "\" { naam = \"KDC De Zon\" telefoon = \"070 1234567\" }\n"},
    [MAAN] = {"maan",
              "roles = {\"aanbieder\"}\naanbieder \"" MAAN_AGB "\" { naam = \"De Maan\" }\n"},
    [COORDINATOR] = {"coordinator", "roles = {\"coordinator\"}\npersoon = \"Anna de Vries\"\n"},
    [BEHEER] = {"beheer", "roles = {\"beheer\"}\npersoon = \"Bas Heer\"\n"},
    [KLOK] = {"klok", "roles = {\"klok\"}\n"},
    [MONITOR] = {"monitor", "roles = {\"monitor\"}\n"},
    [ANALIST] = {"analist", "roles = {\"analist\"}\n"},
    [DELFT] = {"delft", "roles = {\"coordinator\"}\npersoon = \"Anna de Vries\"\nscope { gemeenten "
                        "= {\"0503\"} }\n"},
};

static void write_file(const char *folder, const char *name, const char *mode, const char *text) {
    char path[192];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, mode);
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void enrol(struct house *house, enum who who) {
    uint8_t seed[SEED_BYTES] = {0};
    char line[REGISTRATION_LINE_SIZE], text[512], name[64];
    seed[0] = (uint8_t)(who + 1);
    keys_from_seed(seed, &house->keys[who]);
    keys_registration_line(&house->keys[who].public, line);
    snprintf(text, sizeof text, "%skeys = {\"%s\"}\n", participants[who].lines, line);
    snprintf(name, sizeof name, "deelnemers.d/%s.conf", participants[who].name);
    write_file(house->folder, name, "w", text);
}

void house_participant(struct house *house, const char *name, const char *text) {
    char path[192];
    snprintf(path, sizeof path, "deelnemers.d/%s.conf", name);
    if (text) {
        write_file(house->folder, path, "w", text);
        return;
    }
    snprintf(path, sizeof path, "%s/deelnemers.d/%s.conf", house->folder, name);
    assert_int_equal(unlink(path), 0);
}

void house_line(const struct house *house, enum who who, char line[REGISTRATION_LINE_SIZE]) {
    keys_registration_line(&house->keys[who].public, line);
}

/* Under the same key each time, so that the same life leaves the same records in the same pages. */
static void make_store(const struct house *house) {
    static const char digits[] =
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
    char store[96], key[96];
    struct complaint complaint = {""};
    snprintf(store, sizeof store, "%s/store", house->folder);
    snprintf(key, sizeof key, "%s/store.key", house->folder);
    write_file(house->folder, "store.key", "w", digits);
    assert_int_equal(chmod(key, 0600), 0);
    struct store_options options = {store, key, (size_t)512 << 20};
    assert_int_equal(store_create(&options, house->clock.is_virtual, &complaint), STATUS_OK);
}

struct store *house_store(const struct house *house) {
    char directory[96], key[96];
    struct complaint complaint = {""};
    struct store *store = NULL;
    assert_null(house->engine);
    snprintf(directory, sizeof directory, "%s/store", house->folder);
    snprintf(key, sizeof key, "%s/store.key", house->folder);
    const struct store_options options = {directory, key, (size_t)512 << 20};
    assert_int_equal(store_open(&options, &store, &complaint), STATUS_OK);
    return store;
}

static struct timepiece virtual_at(const char *now) {
    instant_t start;
    assert_true(instant_parse(now, &start));
    return clock_virtual(start);
}

static void choose_folder(struct house *house, struct timepiece clock) {
    *house = (struct house){.folder = "/tmp/wachtpost-house-XXXXXX", .clock = clock};
    house->arena = arena_new((size_t)512 << 20);
    assert_non_null(house->arena);
    assert_int_equal(keys_init(), STATUS_OK);
    assert_non_null(mkdtemp(house->folder));
    snprintf(house->config, sizeof house->config, "%s/wachtpostd.conf", house->folder);
}

void house_move_in(struct house *house, const char *folder, const char *now) {
    char command[512];
    choose_folder(house, virtual_at(now));
    snprintf(command, sizeof command, "cp -r '%s'/. '%s' && chmod -R go-rwx '%s'", folder,
             house->folder, house->folder);
    assert_int_equal(system(command), 0);
    for (enum who who = 0; who < WHO_COUNT; who++) {
        uint8_t seed[SEED_BYTES] = {(uint8_t)(who + 1)};
        keys_from_seed(seed, &house->keys[who]);
    }
    house_open(house);
}

void house_build(struct house *house, const char *now) {
    house_build_by(house, virtual_at(now));
}

void house_build_by(struct house *house, struct timepiece clock) {
    struct complaint complaint = {""};
    char path[192];
    uint8_t seed[SEED_BYTES];
    choose_folder(house, clock);
    snprintf(path, sizeof path, "%s/deelnemers.d", house->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/server.seed", house->folder);
    keys_random_seed(seed);
    assert_int_equal(keys_seed_write(path, seed, &complaint), STATUS_OK);
    write_file(house->folder, "wachtpostd.conf", "w", "map_mib = 512\n");
    house_configure(house, "norm \"3m\" { from = \"1990-01-01\" months = 3 }\n");
    for (enum who who = 0; who < WHO_COUNT; who++)
        enrol(house, who);
    make_store(house);
    house_open(house);
}

void house_configure(struct house *house, const char *lines) {
    write_file(house->folder, "wachtpostd.conf", "a", lines);
}

void house_open(struct house *house) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    enum status status =
        engine_open(house->config, &house->clock, &house->engine, &mistakes, &complaint);
    for (size_t i = 0; i < mistakes.count; i++)
        print_error("%s\n", mistakes.lines[i]);
    if (status != STATUS_OK)
        print_error("%s: %s\n", status_text(status), complaint.text);
    mistakes_free(&mistakes);
    assert_int_equal(status, STATUS_OK);
}

void house_close(struct house *house) {
    engine_close(&house->engine);
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *walk) {
    (void)stat;
    (void)kind;
    (void)walk;
    return remove(path);
}

void house_tear_down(struct house *house) {
    house_close(house);
    arena_free(&house->arena);
    nftw(house->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct link_request house_request(struct house *house, enum who who, const char *kind,
                                  struct bytes body) {
    struct link_request request = {.kind = bytes_of_text(kind), .body = body};
    uint8_t hash[HASH_BYTES];
    request.ticket = ++house->request_number;
    memcpy(request.request_id, &house->request_number, sizeof request.request_id);
    memcpy(request.curve_key, house->keys[who].public.curve, sizeof request.curve_key);
    keys_hash(body, hash);
    keys_sign(&house->keys[who], kind, request.request_id, hash, request.signature);
    return request;
}

struct audit_reading {
    struct arena *arena;
    struct audit_line *lines;
    size_t room, count, of_act;
    struct bytes act;
};

static bool read_line(void *context, struct bytes key, struct bytes value) {
    struct audit_reading *r = context;
    struct audit_line line;
    const struct bytes record = r->room > r->count ? arena_copy(r->arena, value) : value;
    assert_int_equal(unpack_audit_line(record, r->arena, &line), STATUS_OK);
    (void)key; /* the walk sees to it that none is missing */
    if (r->room > r->count)
        r->lines[r->count] = line;
    r->count++;
    r->of_act += bytes_equal(line.act, r->act);
    return true;
}

static void read_audit(struct house *house, struct audit_reading *r) {
    const struct bytes all = {NULL, 0};
    struct store_txn *txn = NULL;
    struct store *store = house_store(house);
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    assert_int_equal(store_walk(txn, TABLE_AUDIT, all, all, read_line, r), STATUS_OK);
    store_rollback(&txn);
    store_close(&store);
}

size_t house_audit(struct house *house, struct audit_line *lines, size_t room) {
    struct audit_reading r = {.arena = house->arena, .lines = lines, .room = room};
    read_audit(house, &r);
    return r.count;
}

size_t house_audit_count(struct house *house, const char *act) {
    struct audit_reading r = {.arena = house->arena, .act = bytes_of_text(act)};
    read_audit(house, &r);
    return r.of_act;
}

struct bytes house_answer(struct house *house, const struct link_request *request) {
    struct bytes reply;
    bool ring;
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    engine_answer(house->engine, request, house->arena, &reply);
    assert_int_equal(engine_commit(house->engine, &ring), STATUS_OK);
    return reply;
}

struct bytes house_ask(struct house *house, enum who who, const char *kind, struct bytes body) {
    struct link_request request = house_request(house, who, kind, body);
    return house_answer(house, &request);
}

struct bytes house_snapshot(struct house *house, const char *agb, uint64_t sequence,
                            const char *peilmoment, const char *const *ids, size_t count,
                            uint32_t aanmelddatum) {
    struct raw_place *places = arena_array(house->arena, count, sizeof *places);
    struct snapshot snapshot = {.agb_code = bytes_of_text(agb),
                                .epoch = {0xe0},
                                .sequence = sequence,
                                .place_count = count,
                                .places = places};
    struct bytes body;
    for (size_t i = 0; i < count; i++)
        places[i] = (struct raw_place){.id = bytes_of_text(ids[i]),
                                       .gemeente = bytes_of_text("0518"),
                                       .hulpvorm = KDC,
                                       .aanmelddatum = aanmelddatum};
    assert_true(instant_parse(peilmoment, &snapshot.peilmoment));
    assert_int_equal(wire_encode_snapshot(&snapshot, house->arena, &body), STATUS_OK);
    return body;
}

struct push_reply house_push(struct house *house, enum who who, struct bytes snapshot) {
    struct push_reply reply;
    struct bytes body = house_ask(house, who, "PUSH", snapshot);
    assert_int_equal(wire_decode_push_reply(body, house->arena, &reply), STATUS_OK);
    return reply;
}

struct receipt house_receipt(struct house *house, const struct push_reply *reply) {
    struct receipt receipt;
    assert_int_equal(wire_decode_receipt(reply->receipt, house->arena, &receipt), STATUS_OK);
    return receipt;
}

enum answer house_clock(struct house *house, const char *instant) {
    struct clock_request request = {.made_at = 0};
    struct clock_reply reply;
    struct bytes body;
    assert_true(instant_parse(instant, &request.instant));
    assert_int_equal(wire_encode_clock_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, KLOK, "CLOCK", body);
    assert_int_equal(wire_decode_clock_reply(body, house->arena, &reply), STATUS_OK);
    return reply.head.status;
}

static struct bytes alerts_body(struct house *house) {
    const struct alerts_request request = {.made_at = clock_now(&house->clock)};
    struct bytes body;
    assert_int_equal(wire_encode_alerts_request(&request, house->arena, &body), STATUS_OK);
    return body;
}

struct link_request house_alerts_request(struct house *house, enum who who) {
    return house_request(house, who, "ALERTS", alerts_body(house));
}

struct link_request house_monitor_request(struct house *house, const char *month_end) {
    instant_t end;
    struct bytes body;
    assert_true(instant_parse(month_end, &end));
    const day_t day = day_of_instant(end);
    const struct figures_request request = {
        .made_at = clock_now(&house->clock),
        .question = {
            .from = day, .until = day, .by_count = 1, .by = {BY_HULPVORM}, .region_day = DAY_NONE}};
    assert_int_equal(wire_encode_figures_request(&request, house->arena, &body), STATUS_OK);
    return house_request(house, MONITOR, "FIGURES", body);
}

struct alerts_reply house_alerts(struct house *house, enum who who, uint64_t after) {
    struct alerts_reply reply;
    struct bytes body = house_ask(house, who, "ALERTS", alerts_body(house));
    assert_int_equal(wire_decode_alerts_reply(body, house->arena, &reply), STATUS_OK);
    assert_true(reply.alert_count >= after);
    return reply;
}

struct alert house_alert(struct house *house, const struct alerts_reply *reply, size_t index) {
    struct alert alert;
    assert_true(index < reply->alert_count);
    assert_int_equal(wire_decode_alert(reply->alerts[index], house->arena, &alert), STATUS_OK);
    return alert;
}
