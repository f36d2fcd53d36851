#include "daemon/front/front.h"

#include "daemon/clock.h"
#include "daemon/front/bell.h"
#include "daemon/front/front_inside.h"
#include "daemon/front/inbound.h"
#include "daemon/front/outbound.h"
#include "daemon/front/proof.h"
#include "daemon/front/stream.h"
#include "daemon/front/zap.h"
#include "daemon/log.h"
#include "daemon/ready.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sysexits.h>

#define CONNECT_INTERVAL_US (100 * 1000)

enum {
    MAX_MESSAGES_AT_ONCE = 256, /* then handshakes and answers get their turn */
    BIND_TRIES = 50,            /* a killed front's endpoint is free within a moment */
    BIND_PAUSE_MS = 100,
    GOODBYE_MS = 250,
    /* libzmq's own, ours, and connections that we cut and libzmq has not closed yet */
    OTHER_DESCRIPTORS = 256,
};

/* libzmq without a descriptor for the next connection spins; so it never comes to that. We hold
 * each by one of our own (connections.h). */
static size_t most_connections(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur <= OTHER_DESCRIPTORS)
        return 0;
    size_t most = (files.rlim_cur - OTHER_DESCRIPTORS) / 2;
    if (most >= MAX_CONNECTIONS)
        return MAX_CONNECTIONS;
    log_event(LOG_LEVEL_WARN, "front.few_descriptors", "connections=%zu wanted=%d", most,
              MAX_CONNECTIONS);
    return most;
}

static void stop(struct front *f, int exit_code) {
    f->stopping = true;
    f->exit_code = exit_code;
}

static void say(struct front *f, const struct return_address *to, struct bytes body) {
    const struct door *door = sockets_find(&f->sockets, to->door);
    if (door == NULL || outbound_send(door->router, to, body))
        return;
    log_event(LOG_LEVEL_ERROR, "front.socket_broken", "why=\"%s\"", zmq_strerror(errno));
    stop(f, EX_SOFTWARE);
}

static void say_own(struct front *f, const struct return_address *to, enum answer status) {
    const struct own_answer own = {
        .status = status,
        .now = f->hello.virtual_clock ? f->engine_now : clock_now(&f->wall_clock),
        .virtual_clock = f->hello.virtual_clock,
    };
    if (status == ANSWER_LATER)
        turned_away_note(&f->away, LINK_REFUSED_LATER, NULL);
    say(f, to, outbound_head(&own, f->arena));
}

static void lose_engine(struct front *f, const char *why) {
    struct return_address to;
    /* Why it went is for the engine or the supervisor to say, and to call by its weight. */
    log_event(LOG_LEVEL_INFO, "front.engine_lost", "why=\"%s\" pending=%zu", why, f->pending.count);
    stream_close(&f->engine);
    f->joined = false;
    f->next_ping = f->watchdog_us > 0 ? 0 : INSTANT_MAX; /* the next one is asked at once */
    ready_status(f->options->ready_fd, "Without the engine: everybody hears LATER");
    while (pending_take_oldest(&f->pending, &to))
        say_own(f, &to, ANSWER_LATER);
}

static void find_engine(struct front *f) {
    if (f->engine.fd >= 0 || clock_monotonic() < f->next_connect)
        return;
    f->next_connect = clock_monotonic() + CONNECT_INTERVAL_US;
    if (stream_connect(f->options->engine_socket, &f->engine) == STATUS_OK)
        turned_away_begin(&f->away);
}

static int exit_code_of(enum status status) {
    if (status == STATUS_BUSY)
        return EX_UNAVAILABLE;
    return status == STATUS_BAD_CONFIG ? EX_CONFIG : EX_SOFTWARE;
}

/* At the start somebody may still be leaving the endpoint; a signal ends the wait. Later
 * there are others to serve. */
static enum status open_patiently(struct front *f, const struct link_door *wanted,
                                  struct door **door, struct complaint *complaint) {
    struct pollfd signal = {.fd = f->options->signal_fd, .events = POLLIN};
    enum status status = STATUS_BUSY;
    int tries = f->listening ? 1 : BIND_TRIES;
    for (int i = 0; i < tries && status == STATUS_BUSY; i++) {
        if (i > 0 && poll(&signal, 1, BIND_PAUSE_MS) != 0)
            return status;
        status = sockets_open_door(&f->sockets, wanted, door, complaint);
    }
    return status;
}

static void shut(struct front *f, struct door **door) {
    connections_door_closed(&f->connections, door_router_number(*door));
    connections_door_closed(&f->connections, door_bell_number(*door));
    sockets_close_door(&f->sockets, door, 0);
}

/* The stranger of the proof, who was our own, is nobody's attempt. */
static void forget_stranger(struct front *f, const struct door *door) {
    struct turned_away forgotten = {.used = 0};
    f->connections.away = &forgotten;
    sockets_note_connections(door, &f->connections);
    f->connections.away = &f->away;
}

static void say_cannot_listen(const struct front *f, const struct complaint *complaint) {
    char room[LOG_QUOTE_SIZE];
    ready_status(f->options->ready_fd, "Cannot listen: %s", complaint->text);
    log_event(LOG_LEVEL_ERROR, "front.cannot_listen", "why=%s",
              log_quote(bytes_of_text(complaint->text), room));
}

/* Only then may clients come: the door is open and it is known who may enter. */
static enum status open_door(struct front *f, const struct link_door *wanted, const char *event) {
    struct complaint complaint = {""};
    struct door *door = NULL;
    enum status status = open_patiently(f, wanted, &door, &complaint);
    if (status == STATUS_OK)
        status = proof_stranger_refused(&f->sockets, door, &f->admission, &complaint);
    if (status == STATUS_OK) {
        forget_stranger(f, door);
        log_event(LOG_LEVEL_INFO, event, "endpoint=%s bell=%s handed=%d", door->endpoint,
                  door->bell_endpoint, door->handed);
        return STATUS_OK;
    }
    say_cannot_listen(f, &complaint);
    if (door)
        shut(f, &door);
    return status;
}

/* Opens what is told and not open yet. At the start all of it must; later the front goes on with
 * what it has, and the engine's next word is another try. */
static enum status open_doors(struct front *f, const struct link_hello *hello) {
    for (size_t i = 0; i < hello->door_count; i++) {
        if (sockets_serving(&f->sockets, &hello->doors[i]))
            continue;
        const char *event = i == 0 ? "front.listening" : "front.listening_formerly";
        enum status status = open_door(f, &hello->doors[i], event);
        if (status != STATUS_OK && !f->listening)
            return status;
    }
    return STATUS_OK;
}

/* Shuts what is told no more. Returns how many doors stay. */
static size_t shut_untold(struct front *f, const struct link_hello *hello) {
    const struct door *told[LINK_MAX_DOORS] = {NULL};
    size_t stay = 0;
    for (size_t i = 0; i < hello->door_count; i++)
        told[i] = sockets_serving(&f->sockets, &hello->doors[i]);
    for (size_t i = 0; i < LINK_MAX_DOORS; i++) {
        struct door *door = f->sockets.doors[i];
        bool stays = door == told[0] || door == told[1];
        stay += door && stays;
        if (door == NULL || stays)
            continue;
        log_event(LOG_LEVEL_INFO, "front.door_shut", "endpoint=%s", door->endpoint);
        shut(f, &door);
    }
    return stay;
}

static struct bytes keep_endpoint(char room[ENDPOINT_SIZE], struct bytes endpoint) {
    snprintf(room, ENDPOINT_SIZE, "%.*s", (int)endpoint.size, (const char *)endpoint.at);
    return bytes_of_text(room);
}

/* Other doors while one stays: those who use it notice nothing. None stays: the front starts
 * afresh. What is new is opened when the table has come. */
static void hear_hello(struct front *f, const struct link_hello *hello) {
    f->engine_now = hello->now;
    if (f->listening && shut_untold(f, hello) == 0) {
        log_event(LOG_LEVEL_INFO, "front.endpoints_changed", "doors=%zu", hello->door_count);
        stop(f, EX_OK);
        return;
    }
    f->hello = *hello;
    for (size_t i = 0; i < hello->door_count; i++) {
        const struct link_door *door = &hello->doors[i];
        f->hello.doors[i].listen = keep_endpoint(f->endpoints[i][0], door->listen);
        f->hello.doors[i].listen_bell = keep_endpoint(f->endpoints[i][1], door->listen_bell);
    }
}

static enum status open_all(struct front *f) {
    struct complaint complaint = {""};
    enum status status = sockets_open(&f->sockets, &f->hello, &complaint);
    if (status != STATUS_OK)
        say_cannot_listen(f, &complaint);
    return status == STATUS_OK ? open_doors(f, &f->hello) : status;
}

static void begin_listening(struct front *f) {
    enum status status = open_all(f);
    f->listening = status == STATUS_OK;
    if (f->listening)
        ready_say(f->options->ready_fd);
    else
        stop(f, exit_code_of(status));
}

static void tell_state(const struct front *f) {
    const struct door *door = sockets_serving(&f->sockets, &f->hello.doors[0]);
    if (door)
        ready_status(f->options->ready_fd, "Serving at %s, bell at %s, %zu keys may come in",
                     door->endpoint, door->bell_endpoint, f->admission.count);
}

static void hear_table(struct front *f, const struct link_table *table) {
    bool revoked = false;
    if (f->hello.door_count == 0 ||
        admission_replace(&f->admission, table, &revoked) != STATUS_OK) {
        log_event(LOG_LEVEL_ERROR, "front.no_admission", "keys=%zu introduced=%d", table->key_count,
                  f->hello.door_count != 0);
        stop(f, EX_SOFTWARE);
        return;
    }
    size_t cut = connections_cut_unknown(&f->connections, &f->admission, revoked);
    log_event(LOG_LEVEL_INFO, "front.admission", "keys=%zu cut=%zu", f->admission.count, cut);
    if (!f->joined)
        f->next_measures = 0; /* a new engine knows nothing of us */
    f->joined = true;
    if (!f->listening)
        begin_listening(f);
    else if (open_doors(f, &f->hello) != STATUS_OK)
        stop(f, EX_SOFTWARE);
    if (!f->stopping)
        tell_state(f);
}

static void ring(const struct front *f, void (*sound)(void *bell)) {
    for (size_t i = 0; f->listening && i < LINK_MAX_DOORS; i++)
        if (f->sockets.doors[i])
            sound(f->sockets.doors[i]->bell);
}

/* False: the engine answers what nobody asked. */
static bool hear_reply(struct front *f, const struct link_reply *reply) {
    struct return_address to;
    if (!pending_take(&f->pending, reply->ticket, &to))
        return false;
    f->engine_now = reply->now;
    if (reply->body.size > 0)
        say(f, &to, reply->body);
    else
        say_own(f, &to, ANSWER_LATER);
    return true;
}

static bool hear(struct front *f, const struct link_message *message) {
    switch (message->kind) {
    case LINK_HELLO:
        hear_hello(f, &message->hello);
        return true;
    case LINK_TABLE:
        hear_table(f, &message->table);
        return true;
    case LINK_REPLY:
        return hear_reply(f, &message->reply);
    case LINK_BELL:
        ring(f, bell_ring_news);
        return true;
    case LINK_PONG:
        ready_alive(f->options->ready_fd);
        return true;
    case LINK_REQUEST:
    case LINK_REFUSED:
    case LINK_PING:
    case LINK_MEASURES:
        return false;
    }
    return false;
}

static void hear_engine(struct front *f) {
    if (f->engine.fd < 0)
        return;
    enum status status = stream_receive(&f->engine, LINK_MAX_BYTES + 4);
    while (status == STATUS_OK && !f->stopping) {
        struct link_message message;
        size_t taken;
        arena_reset(f->arena);
        status = link_read(link_buffer_left(&f->engine.in), f->arena, &message, &taken);
        if (status == STATUS_OK && !hear(f, &message))
            status = STATUS_MALFORMED;
        if (status == STATUS_OK)
            link_buffer_finish(&f->engine.in, taken);
    }
    if (status != STATUS_OK && status != STATUS_ABSENT)
        lose_engine(f, status_text(status));
    else if (f->engine.closed)
        lose_engine(f, "it hung up");
}

static void pass_on(struct front *f, struct link_request *request,
                    const struct return_address *to) {
    struct return_address back;
    if (!f->joined) {
        say_own(f, to, ANSWER_LATER);
        return;
    }
    request->ticket = pending_add(&f->pending, to, request->body.size);
    const struct link_message message = {.kind = LINK_REQUEST, .request = *request};
    if (link_write(&f->engine.out, &message) != STATUS_OK &&
        pending_take(&f->pending, request->ticket, &back))
        say_own(f, &back, ANSWER_LATER);
}

static void note_inbound(struct front *f, const struct inbound *inbound, enum link_refused why) {
    struct link_source source = connections_source(inbound->descriptor);
    source.has_key = inbound->has_key;
    if (source.has_key)
        memcpy(source.key, inbound->key, sizeof source.key);
    turned_away_note(&f->away, why, &source);
}

static void attend(struct front *f, const struct door *door, struct inbound *inbound) {
    const size_t number = door_router_number(door);
    struct link_request request;
    struct return_address to;
    enum link_refused why;
    enum inbound_verdict verdict = inbound_judge(inbound, &f->admission, &request, &to, &why);
    if (verdict != INBOUND_ACCEPTED)
        note_inbound(f, inbound, why);
    to.door = door->number;
    switch (verdict) {
    case INBOUND_ACCEPTED:
        connections_show(&f->connections, number, inbound->descriptor, inbound->key);
        pass_on(f, &request, &to);
        return;
    case INBOUND_MALFORMED:
        connections_show(&f->connections, number, inbound->descriptor, inbound->key);
        say_own(f, &to, ANSWER_MALFORMED);
        return;
    case INBOUND_CUT:
        connections_cut(inbound->descriptor);
        return;
    case INBOUND_DROPPED:
        return;
    }
}

/* Only while the engine keeps up; without one everybody hears LATER at once. */
static bool may_attend(const struct front *f) {
    return f->listening && !f->stopping &&
           (!f->joined || (f->pending.bytes < MAX_WAITING_BYTES && !pending_is_full(&f->pending)));
}

static void attend_door(struct front *f, const struct door *door) {
    struct inbound inbound;
    for (int i = 0; i < MAX_MESSAGES_AT_ONCE && may_attend(f); i++) {
        if (!inbound_receive(door->router, &inbound))
            return;
        attend(f, door, &inbound);
        connections_took(&f->connections, door_router_number(door), inbound.descriptor,
                         inbound.bytes);
        inbound_free(&inbound);
    }
}

/* Each goes first in turn: either could keep the other waiting for ever. */
static void attend_clients(struct front *f) {
    size_t first = f->first_door++ % LINK_MAX_DOORS;
    for (size_t i = 0; i < LINK_MAX_DOORS; i++) {
        const struct door *door = f->sockets.doors[(first + i) % LINK_MAX_DOORS];
        if (door)
            attend_door(f, door);
    }
}

static void mind_the_gate(struct front *f) {
    if (!f->listening)
        return;
    if (!zap_answer(f->sockets.zap, &f->admission, &f->away)) {
        log_event(LOG_LEVEL_ERROR, "front.gate_broken", "why=\"%s\"", zmq_strerror(errno));
        stop(f, EX_SOFTWARE);
        return;
    }
    for (size_t i = 0; i < LINK_MAX_DOORS; i++) {
        const struct door *door = f->sockets.doors[i];
        if (door == NULL)
            continue;
        sockets_note_connections(door, &f->connections);
        bell_note_listeners(door->bell, door_bell_number(door), &f->connections, &f->admission);
    }
}

/* Frames that never make a message wake nobody. */
static void bound_connections(struct front *f) {
    if (!f->listening || clock_monotonic() < f->next_bound)
        return;
    f->next_bound = clock_monotonic() + UNTAKEN_INTERVAL_US;
    connections_bound_untaken(&f->connections);
}

static void ring_alive(struct front *f) {
    if (!f->listening || clock_monotonic() < f->next_alive)
        return;
    f->next_alive = clock_monotonic() + ALIVE_INTERVAL_US;
    ring(f, bell_ring_alive);
}

static long wait_ms(const struct front *f) {
    instant_t until = f->next_alive;
    if (f->engine.fd < 0 && f->next_connect < until)
        until = f->next_connect;
    if (f->joined && f->next_told < until && !turned_away_is_told(&f->away))
        until = f->next_told;
    if (f->joined && f->next_measures < until)
        until = f->next_measures;
    if (f->connections.count > 0 && f->next_bound < until)
        until = f->next_bound;
    if (f->joined && f->next_ping < until)
        until = f->next_ping;
    instant_t wait = until - clock_monotonic();
    return wait <= 0 ? 0 : (long)(wait / 1000 + 1);
}

enum {
    ITEM_SIGNAL,
    ITEM_ENGINE,
    ITEM_ZAP,
    FIRST_DOOR_ITEM,
    ITEMS_OF_DOOR = 4,
    MAX_ITEMS = FIRST_DOOR_ITEM + LINK_MAX_DOORS * ITEMS_OF_DOOR,
};

/* What happens at one door; its requests only while they are attended. */
static int add_door_items(const struct door *door, bool requests, zmq_pollitem_t *items) {
    int count = 0;
    items[count++] = (zmq_pollitem_t){door->router_watch, 0, ZMQ_POLLIN, 0};
    items[count++] = (zmq_pollitem_t){door->bell_watch, 0, ZMQ_POLLIN, 0};
    items[count++] = (zmq_pollitem_t){door->bell, 0, ZMQ_POLLIN, 0};
    if (requests)
        items[count++] = (zmq_pollitem_t){door->router, 0, ZMQ_POLLIN, 0};
    return count;
}

/* Returns whether a signal came. */
static bool wait_for_work(struct front *f) {
    short engine_wants = ZMQ_POLLIN;
    if (link_buffer_left(&f->engine.out).size > 0)
        engine_wants |= ZMQ_POLLOUT;
    zmq_pollitem_t all[MAX_ITEMS] = {
        [ITEM_SIGNAL] = {NULL, f->options->signal_fd, ZMQ_POLLIN, 0},
        [ITEM_ENGINE] = {NULL, f->engine.fd, engine_wants, 0},
        [ITEM_ZAP] = {f->sockets.zap, 0, ZMQ_POLLIN, 0},
    };
    int count = f->listening ? FIRST_DOOR_ITEM : ITEM_ZAP;
    for (size_t i = 0; f->listening && i < LINK_MAX_DOORS; i++)
        if (f->sockets.doors[i])
            count += add_door_items(f->sockets.doors[i], may_attend(f), all + count);
    zmq_poll(all, count, wait_ms(f));
    return all[ITEM_SIGNAL].revents != 0;
}

static void run(struct front *f) {
    while (!f->stopping) {
        find_engine(f);
        if (wait_for_work(f)) {
            hear_engine(f); /* its last answers, when it was told to stop before us */
            stop(f, EX_OK);
            return;
        }
        hear_engine(f);
        mind_the_gate(f);
        attend_clients(f);
        bound_connections(f);
        front_tell_refused(f);
        front_ask_engine(f);
        front_tell_measures(f);
        if (f->engine.fd >= 0)
            stream_send(&f->engine);
        ring_alive(f);
    }
}

int front_run(const struct front_options *options) {
    int exit_code = EX_OSERR;
    struct front *f = calloc(1, sizeof *f);
    if (f == NULL)
        return exit_code;
    *f = (struct front){.options = options,
                        .engine = stream_none,
                        .wall_clock = clock_real(),
                        .watchdog_us = ready_watchdog_us()};
    f->next_ping = f->watchdog_us > 0 ? 0 : INSTANT_MAX;
    ready_status(options->ready_fd, "Waiting for the engine");
    f->arena = arena_new(LINK_MAX_BYTES);
    f->connections.max = most_connections();
    f->connections.away = &f->away;
    if (f->arena && pending_init(&f->pending) == STATUS_OK) {
        run(f);
        exit_code = f->exit_code;
    }
    ready_stopping(options->ready_fd);
    sockets_close(&f->sockets, exit_code == EX_OK ? GOODBYE_MS : 0);
    stream_close(&f->engine);
    pending_fini(&f->pending);
    connections_free(&f->connections);
    admission_free(&f->admission);
    explicit_bzero(&f->hello, sizeof f->hello);
    arena_free(&f->arena);
    free(f);
    return exit_code;
}
