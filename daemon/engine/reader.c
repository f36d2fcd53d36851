#include "daemon/engine/reader.h"

#include "daemon/engine/gate.h"
#include "daemon/engine/inside.h"
#include "daemon/engine/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct reader {
    struct engine *engine;  /* the loop's */
    struct engine *reading; /* the thread's */
    struct gate *gate;      /* closed while a batch is at work */
    int wake;               /* an eventfd */
    bool started;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t turn; /* something the thread waits for has changed */

    /* The thread's. */
    struct agb last_prepared;
    bool prepared;

    /* The loop's: the last time that it was seen to get on. */
    uint64_t seen_steps;
    instant_t seen_at;

    /* Under the lock. */
    struct queue asked, answered;
    size_t count;
    bool working; /* one was taken from `asked` and is not in `answered` yet */
    bool stopping;
};

/* ---- the thread */

static bool may_answer(const struct reader *reader) {
    return reader->asked.first && reader->answered.bytes < MAX_BATCH_BYTES;
}

/* Under the lock, which it lets go meanwhile. */
static void pass_time(struct reader *reader) {
    if (reader->prepared) {
        pthread_cond_wait(&reader->turn, &reader->lock);
        return;
    }
    pthread_mutex_unlock(&reader->lock);
    reader->prepared = !reading_prepare(reader->reading, &reader->last_prepared);
    pthread_mutex_lock(&reader->lock);
}

/* NULL: it is over. */
static struct errand *next_asked(struct reader *reader) {
    struct errand *errand = NULL;
    pthread_mutex_lock(&reader->lock);
    while (!reader->stopping && !may_answer(reader))
        pass_time(reader);
    if (!reader->stopping)
        errand = queue_take(&reader->asked);
    reader->working = errand != NULL;
    pthread_mutex_unlock(&reader->lock);
    return errand;
}

static void give_back(struct reader *reader, struct errand *errand) {
    pthread_mutex_lock(&reader->lock);
    queue_append(&reader->answered, errand);
    reader->working = false;
    pthread_mutex_unlock(&reader->lock);
    /* An eventfd has room for one more until nobody has read it 2^64 times. */
    ENSURE(eventfd_write(reader->wake, 1) == 0);
}

static void *answer_all(void *context) {
    struct reader *reader = context;
    for (struct errand *errand = next_asked(reader); errand; errand = next_asked(reader)) {
        reading_answer(reader->reading, errand);
        give_back(reader, errand);
    }
    return NULL;
}

/* ---- the loop's side */

enum status reader_start(struct engine *engine, struct reader **reader) {
    struct reader *made = calloc(1, sizeof *made);
    if (made == NULL)
        return STATUS_NO_MEMORY;
    made->engine = engine;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->turn, NULL);
    made->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    made->reading = reading_new(engine);
    enum status status = made->wake < 0 ? STATUS_IO : gate_new(&made->gate);
    if (made->reading == NULL)
        status = STATUS_NO_MEMORY;
    else
        made->reading->gate = made->gate;
    if (status == STATUS_OK && pthread_create(&made->thread, NULL, answer_all, made) != 0)
        status = STATUS_IO;
    made->started = status == STATUS_OK;
    if (status == STATUS_OK)
        *reader = made;
    else
        reader_stop(&made);
    return status;
}

static void stop_thread(struct reader *reader) {
    pthread_mutex_lock(&reader->lock);
    reader->stopping = true;
    pthread_cond_signal(&reader->turn);
    pthread_mutex_unlock(&reader->lock);
    gate_open(reader->gate);
    store_interrupt(reader->engine->store);
    pthread_join(reader->thread, NULL);
}

static void drop_all(struct queue *queue) {
    for (struct errand *errand = queue_take(queue); errand; errand = queue_take(queue))
        errand_free(&errand);
}

void reader_stop(struct reader **reader) {
    struct reader *stopped = *reader;
    if (stopped == NULL)
        return;
    if (stopped->started)
        stop_thread(stopped);
    drop_all(&stopped->asked);
    drop_all(&stopped->answered);
    reading_free(&stopped->reading);
    gate_free(&stopped->gate);
    if (stopped->wake >= 0)
        close(stopped->wake);
    pthread_cond_destroy(&stopped->turn);
    pthread_mutex_destroy(&stopped->lock);
    free(stopped);
    *reader = NULL;
}

/* Only the loop adds, so what fits now still fits when it is added. */
static bool has_room(struct reader *reader, const struct link_request *request) {
    pthread_mutex_lock(&reader->lock);
    bool has = reader->count < MAX_ERRANDS &&
               reader->asked.bytes + request->body.size <= MAX_WAITING_BYTES &&
               queue_count_of(&reader->asked, request->curve_key) < MAX_ERRANDS_OF_ONE;
    pthread_mutex_unlock(&reader->lock);
    return has;
}

enum status reader_ask(struct reader *reader, const struct link_request *request, uint64_t front) {
    if (!has_room(reader, request))
        return STATUS_BUSY;
    struct errand *errand = errand_new(reader->engine, request, front);
    if (errand == NULL)
        return STATUS_NO_MEMORY;
    pthread_mutex_lock(&reader->lock);
    queue_put(&reader->asked, errand);
    reader->count++;
    pthread_cond_signal(&reader->turn);
    pthread_mutex_unlock(&reader->lock);
    return STATUS_OK;
}

static struct errand *take_answered(struct reader *reader) {
    pthread_mutex_lock(&reader->lock);
    struct errand *errand = queue_take(&reader->answered);
    reader->count -= errand != NULL;
    if (errand) /* what waits for room need not be woken for nothing, each batch */
        pthread_cond_signal(&reader->turn);
    pthread_mutex_unlock(&reader->lock);
    return errand;
}

/* Looks again after the wake was read: what was answered in between woke nobody. */
struct errand *reader_take(struct reader *reader) {
    eventfd_t ignored;
    struct errand *errand = take_answered(reader);
    if (errand == NULL && eventfd_read(reader->wake, &ignored) == 0)
        errand = take_answered(reader);
    return errand;
}

size_t reader_count(struct reader *reader) {
    pthread_mutex_lock(&reader->lock);
    size_t count = reader->count;
    pthread_mutex_unlock(&reader->lock);
    return count;
}

instant_t reader_stuck_us(struct reader *reader, instant_t now) {
    const uint64_t steps = gate_steps(reader->gate);
    pthread_mutex_lock(&reader->lock);
    const bool has_work = reader->working || may_answer(reader);
    pthread_mutex_unlock(&reader->lock);
    if (!has_work || steps != reader->seen_steps)
        reader->seen_at = now;
    reader->seen_steps = steps;
    return now - reader->seen_at;
}

void reader_stand_back(struct reader *reader) {
    gate_close(reader->gate);
}

void reader_go_on(struct reader *reader) {
    gate_open(reader->gate);
}

int reader_fd(const struct reader *reader) {
    return reader->wake;
}
