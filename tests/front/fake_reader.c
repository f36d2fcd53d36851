/* The reader of an engine that decides nothing: it is never asked, so it never answers. */
#include "daemon/engine/engine.h"
#include "daemon/engine/reader.h"
#include "tests/front/fake.h"

#include <stdlib.h>

struct reader {
    const struct engine *engine;
};

bool engine_only_reads(const struct link_request *request) {
    (void)request;
    return false;
}

enum status reader_start(struct engine *engine, struct reader **reader) {
    *reader = calloc(1, sizeof **reader);
    ENSURE(*reader);
    (*reader)->engine = engine;
    return STATUS_OK;
}

void reader_stop(struct reader **reader) {
    free(*reader);
    *reader = NULL;
}

enum status reader_ask(struct reader *reader, const struct link_request *request, uint64_t front) {
    (void)reader, (void)request, (void)front;
    return STATUS_BUSY;
}

struct errand *reader_take(struct reader *reader) {
    (void)reader;
    return NULL;
}

size_t reader_count(struct reader *reader) {
    (void)reader;
    return 0;
}

instant_t reader_stuck_us(struct reader *reader, instant_t now) {
    return fake_reader_is_stuck(reader->engine) ? now : 0;
}

void reader_stand_back(struct reader *reader) {
    (void)reader;
}

void reader_go_on(struct reader *reader) {
    (void)reader;
}

int reader_fd(const struct reader *reader) {
    (void)reader;
    return -1;
}

void errand_free(struct errand **errand) {
    ENSURE(*errand == NULL);
}

bool errand_is_current(const struct errand *errand, const struct engine *engine) {
    (void)errand, (void)engine;
    return true;
}

void errand_note_refused(const struct errand *errand, struct engine *engine) {
    (void)errand;
    (void)engine;
}

void errand_put_on_record(const struct errand *errand, struct engine *engine) {
    (void)errand, (void)engine;
}
