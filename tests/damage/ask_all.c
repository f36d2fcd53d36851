/* ask_all make-life|make-random FOLDER: an installation in which everything happened, in a new
 * folder; FOLDER/earlier.mdb is its store as it was a little before.
 * ask_all ask FOLDER: asks it everything and prints a line for each answer: what was asked and
 * the answer's hash; `error` instead when there was no answer, or one that says to try later.
 *
 * What the loop and the supervisor do around an engine is done here in short: a batch that does
 * not commit ends it, and the next question is asked of one that is opened afresh. A question
 * that reads is asked of the reader's thread too. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/errand.h"
#include "daemon/engine/reader.h"
#include "tests/damage/questions.h"
#include "tests/engine/life.h"
#include "tests/engine/random_house.h"

enum { ARENA_MIB = 512, RANDOM_SEED = 7, RANDOM_STEPS = 160, RANDOM_STEPS_AFTER = 60 };
#define START "2023-11-01T08:00:00Z" /* the store's last instant is later */

static const char *const four[] = {"A", "B", "C", "D"};

/* ---- what is kept beside the store, so that a later run asks the same */

static void path_of(const char *folder, const char *name, char *path, size_t size) {
    assert_in_range(snprintf(path, size, "%s/%s", folder, name), 1, size - 1);
}

static void save(const char *folder, const char *name, struct bytes bytes) {
    char path[256];
    path_of(folder, name, path, sizeof path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

static struct bytes load(struct house *house, const char *name) {
    char path[256];
    uint8_t *room = arena_alloc(house->arena, MAX_BODY_BYTES);
    path_of(house->folder, name, path, sizeof path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(room, 1, MAX_BODY_BYTES, file);
    assert_int_equal(fclose(file), 0);
    return bytes_of(room, size);
}

/* ---- making */

static void copy(const char *folder, const char *from, const char *to) {
    char command[600];
    assert_in_range(
        snprintf(command, sizeof command, "cp '%s/%s' '%s/%s'", folder, from, folder, to), 1,
        sizeof command - 1);
    assert_int_equal(system(command), 0);
}

static struct bytes of_maan(struct house *house, const char *agb, uint64_t sequence, size_t count) {
    char peilmoment[INSTANT_TEXT_SIZE];
    instant_text(clock_now(&house->clock), peilmoment);
    return house_snapshot(house, agb, sequence, peilmoment, four, count, 20231001);
}

/* The last thing that the store hears, in which others left, and what it will hear from whoever
 * asks, in which one of them is back. */
static void conclude(struct house *house, const char *agb, uint64_t sequence) {
    struct alerts_reply reply = house_alerts(house, COORDINATOR, 0);
    const struct bytes told = of_maan(house, agb, sequence, 3);
    house_close(house);
    copy(house->folder, "store/data.mdb", "earlier.mdb");
    house_open(house);
    house_push(house, MAAN, told);
    save(house->folder, "told", told);
    save(house->folder, "untold", of_maan(house, agb, sequence + 1, 4));
    save(house->folder, "incarnation", bytes_of(reply.cursor.incarnation, INCARNATION_BYTES));
    save(house->folder, "keys", bytes_of(house->keys, sizeof house->keys));
    house_close(house);
}

static void make_random(struct house *house) {
    struct random_house random;
    random_house_build(&random, RANDOM_SEED);
    for (int step = 0; step < RANDOM_STEPS; step++)
        random_house_step(&random);
    random_house_succeed(&random);
    for (int step = 0; step < RANDOM_STEPS_AFTER; step++)
        random_house_step(&random);
    *house = random.house;
    conclude(house, RANDOM_HEIR_AGB, random.lists[1].sequence + 1);
}

static void make_life(struct house *house) {
    life_of_a_house(house);
    conclude(house, MAAN_AGB, 4);
}

static void make(void (*live)(struct house *house), const char *folder) {
    struct house house;
    char command[600];
    live(&house);
    snprintf(command, sizeof command, "cp -r '%s' '%s' && rm -f '%s'/store/lock*", house.folder,
             folder, folder);
    assert_int_equal(system(command), 0);
    house_tear_down(&house);
}

/* ---- asking */

struct asked {
    struct house house;
    struct reader *reader;
    size_t errors;
};

static bool is_open(struct asked *asked) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    struct house *house = &asked->house;
    if (house->engine)
        return true;
    enum status status =
        engine_open(house->config, &house->clock, &house->engine, &mistakes, &complaint);
    for (size_t i = 0; i < mistakes.count; i++)
        fprintf(stderr, "%s\n", mistakes.lines[i]);
    mistakes_free(&mistakes);
    if (status == STATUS_OK)
        status = reader_start(house->engine, &asked->reader);
    if (status != STATUS_OK)
        fprintf(stderr, "%s: %s\n", status_text(status), complaint.text);
    return status == STATUS_OK;
}

static void shut(struct asked *asked) {
    reader_stop(&asked->reader);
    house_close(&asked->house);
}

static bool says_something(struct house *house, struct bytes reply) {
    struct reply_head head;
    return wire_decode_head(reply, house->arena, &head) == STATUS_OK && head.status != ANSWER_LATER;
}

static void print(struct asked *asked, const char *way, const struct question *question,
                  bool answered, struct bytes reply) {
    uint8_t hash[HASH_BYTES];
    printf("%s %s ", way, question->name);
    if (!answered || !says_something(&asked->house, reply)) {
        asked->errors++;
        puts("error");
        return;
    }
    keys_hash(reply, hash);
    for (size_t i = 0; i < sizeof hash; i++)
        printf("%02x", hash[i]);
    putchar('\n');
}

static bool in_a_batch(struct asked *asked, const struct link_request *request,
                       const struct errand *errand, struct bytes *reply) {
    struct engine *engine = asked->house.engine;
    bool ring;
    if (engine_begin(engine) != STATUS_OK)
        return false;
    if (errand)
        errand_put_on_record(errand, engine);
    else
        engine_answer(engine, request, asked->house.arena, reply);
    return engine_commit(engine, &ring) == STATUS_OK;
}

static void ask_batch(struct asked *asked, const char *way, const struct question *question) {
    struct bytes reply = {NULL, 0};
    struct link_request request =
        house_request(&asked->house, question->who, question->kind, question->body);
    bool answered = is_open(asked) && in_a_batch(asked, &request, NULL, &reply);
    print(asked, way, question, answered, reply);
    if (!answered)
        shut(asked);
}

static struct errand *answer_of_reader(struct asked *asked, const struct link_request *request) {
    if (reader_ask(asked->reader, request, 1) != STATUS_OK)
        return NULL;
    struct errand *errand = NULL;
    while ((errand = reader_take(asked->reader)) == NULL) {
        struct pollfd answered = {.fd = reader_fd(asked->reader), .events = POLLIN};
        poll(&answered, 1, -1);
    }
    return errand;
}

static void ask_reader(struct asked *asked, const struct question *question) {
    struct link_request request =
        house_request(&asked->house, question->who, question->kind, question->body);
    if (!engine_only_reads(&request))
        return;
    struct bytes reply = {NULL, 0};
    struct errand *errand = is_open(asked) ? answer_of_reader(asked, &request) : NULL;
    bool answered = errand && errand->failure == STATUS_OK && !errand->for_batch &&
                    in_a_batch(asked, NULL, errand, &reply);
    print(asked, "reader", question, answered, answered ? errand->reply : reply);
    errand_free(&errand);
    if (!answered)
        shut(asked);
}

static void move_in(struct house *house, const char *folder) {
    instant_t start;
    assert_true(instant_parse(START, &start));
    *house =
        (struct house){.clock = clock_virtual(start), .arena = arena_new((size_t)ARENA_MIB << 20)};
    assert_non_null(house->arena);
    assert_int_equal(keys_init(), STATUS_OK);
    assert_in_range(snprintf(house->folder, sizeof house->folder, "%s", folder), 1,
                    sizeof house->folder - 1);
    path_of(folder, "wachtpostd.conf", house->config, sizeof house->config);
    const struct bytes keys = load(house, "keys");
    assert_int_equal(keys.size, sizeof house->keys);
    memcpy(house->keys, keys.at, sizeof house->keys);
}

/* A write that fails may change what every later question is answered, so it is the last. */
static void ask_everything(struct asked *asked) {
    struct house *house = &asked->house;
    struct sayings sayings = {.told = load(house, "told"), .untold = load(house, "untold")};
    memcpy(sayings.incarnation, load(house, "incarnation").at, sizeof sayings.incarnation);
    size_t count;
    const struct question *questions = questions_that_read(house, &sayings, &count);
    for (size_t i = 0; i < count; i++) {
        ask_batch(asked, "batch", &questions[i]);
        ask_reader(asked, &questions[i]);
    }
    questions = questions_that_write(house, &sayings, &count);
    asked->errors = 0;
    for (size_t i = 0; i < count && asked->errors == 0; i++)
        ask_batch(asked, "writing", &questions[i]);
}

static int ask(const char *folder) {
    struct asked asked = {.reader = NULL};
    setlinebuf(stdout); /* what was answered before a crash counts */
    move_in(&asked.house, folder);
    if (is_open(&asked))
        ask_everything(&asked);
    else
        puts("opening error");
    shut(&asked);
    arena_free(&asked.house.arena);
    return fflush(stdout) == 0 ? 0 : 74;
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "ask") == 0)
        return ask(argv[2]);
    if (argc == 3 && strcmp(argv[1], "make-life") == 0)
        make(make_life, argv[2]);
    else if (argc == 3 && strcmp(argv[1], "make-random") == 0)
        make(make_random, argv[2]);
    else
        return 64;
    return 0;
}
