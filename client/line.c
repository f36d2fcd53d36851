#include "client/line.h"

#include "client/clock.h"
#include "client/language.h"
#include "proto/model/limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <zmq.h>

#define ZAP_REFUSED 400
#define RECONNECT_MS 100
#define RECONNECT_MAX_MS 5000

struct network {
    void *context;
    bool borrowed;
};

struct line {
    void *context;
    enum line_kind kind;
    char *endpoint;
    uint8_t server_key[KEY_BYTES];
    struct secret_keys *keys;
    int stop;               /* 0: none */
    void *socket, *monitor; /* NULL: hung up */
    bool established;       /* the handshake succeeded and nothing broke since */
    bool handshake_failed;  /* a handshake failed, and not for our key */
};

struct network *network_new(void) {
    struct network *network = calloc(1, sizeof *network);
    if (!network)
        return NULL;
    network->context = zmq_ctx_new();
    if (!network->context) {
        free(network);
        return NULL;
    }
    return network;
}

struct network *network_within(void *zmq_context) {
    struct network *network = calloc(1, sizeof *network);
    if (network)
        *network = (struct network){.context = zmq_context, .borrowed = true};
    return network;
}

void network_free(struct network **network) {
    if (!*network)
        return;
    if (!(*network)->borrowed)
        zmq_ctx_term((*network)->context);
    free(*network);
    *network = NULL;
}

void line_hang_up(struct line *line) {
    if (line->socket)
        zmq_socket_monitor(line->socket, NULL, 0);
    if (line->monitor)
        zmq_close(line->monitor);
    if (line->socket)
        zmq_close(line->socket);
    line->socket = line->monitor = NULL;
    line->established = line->handshake_failed = false;
}

static bool set_number(void *socket, int option, int value) {
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool set_curve(void *socket, const struct line *line) {
    return zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, line->server_key, KEY_BYTES) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, line->keys->public.curve, KEY_BYTES) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, line->keys->curve, KEY_BYTES) == 0;
}

static bool set_options(void *socket, const struct line *line) {
    int64_t max_bytes = MAX_REPLY_BYTES;
    return set_curve(socket, line) && set_number(socket, ZMQ_LINGER, 0) &&
           set_number(socket, ZMQ_IPV6, 1) &&
           set_number(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_TIMEOUT_MS) &&
           set_number(socket, ZMQ_HEARTBEAT_IVL, HEARTBEAT_INTERVAL_MS) &&
           set_number(socket, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS) &&
           set_number(socket, ZMQ_HEARTBEAT_TTL, HEARTBEAT_TTL_MS) &&
           set_number(socket, ZMQ_RECONNECT_IVL, RECONNECT_MS) &&
           set_number(socket, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS) &&
           zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max_bytes, sizeof max_bytes) == 0 &&
           (line->kind != LINE_BELL || zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) == 0);
}

/* The monitor listens before the socket connects, so that no event is missed. */
static bool watch(struct line *line) {
    char name[64];
    snprintf(name, sizeof name, "inproc://line-%p", line->socket);
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                 ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                 ZMQ_EVENT_DISCONNECTED;
    if (zmq_socket_monitor(line->socket, name, events) != 0)
        return false;
    line->monitor = zmq_socket(line->context, ZMQ_PAIR);
    return line->monitor && set_number(line->monitor, ZMQ_LINGER, 0) &&
           zmq_connect(line->monitor, name) == 0;
}

enum status line_dial(struct line *line, struct complaint *complaint) {
    if (line->socket)
        return STATUS_OK;
    line->socket = zmq_socket(line->context, line->kind == LINE_BELL ? ZMQ_SUB : ZMQ_DEALER);
    if (!line->socket || !set_options(line->socket, line) || !watch(line)) {
        line_hang_up(line);
        return complain(complaint, STATUS_NO_MEMORY, _("geen netwerkverbinding te maken: %s"),
                        zmq_strerror(errno));
    }
    if (zmq_connect(line->socket, line->endpoint) != 0) {
        line_hang_up(line);
        return complain(complaint, STATUS_BAD_CONFIG,
                        _("\"%s\" is geen adres; het hoort te lijken op tcp://naam:7700"),
                        line->endpoint);
    }
    return STATUS_OK;
}

enum status line_open(struct network *network, enum line_kind kind,
                      const struct connection_options *options, struct line **line,
                      struct complaint *complaint) {
    struct line *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    fresh->context = network->context;
    fresh->kind = kind;
    fresh->stop = options->stop;
    fresh->endpoint = strdup(options->server);
    memcpy(fresh->server_key, options->server_key, KEY_BYTES);
    fresh->keys = keys_secret_new(sizeof *fresh->keys);
    enum status status = STATUS_NO_MEMORY;
    if (fresh->keys)
        *fresh->keys = *options->keys;
    if (fresh->keys && fresh->endpoint)
        status = line_dial(fresh, complaint);
    if (status != STATUS_OK)
        line_close(&fresh);
    else
        *line = fresh;
    return status;
}

void line_close(struct line **line) {
    if (!*line)
        return;
    line_hang_up(*line);
    free((*line)->endpoint);
    keys_secret_free((*line)->keys);
    free(*line);
    *line = NULL;
}

const struct secret_keys *line_keys(const struct line *line) {
    return line->keys;
}

bool line_send(struct line *line, const struct bytes *frames, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int more = i + 1 < count ? ZMQ_SNDMORE : 0;
        if (zmq_send(line->socket, frames[i].at, frames[i].size, ZMQ_DONTWAIT | more) < 0)
            return false;
    }
    return true;
}

enum status line_receive(struct line *line, struct arena *arena, struct bytes *frames, size_t room,
                         size_t *count) {
    enum status status = STATUS_OK;
    size_t taken = 0;
    for (int more = 1; more; taken++) {
        zmq_msg_t frame;
        zmq_msg_init(&frame);
        if (zmq_msg_recv(&frame, line->socket, ZMQ_DONTWAIT) < 0)
            return STATUS_ABSENT;
        if (taken < room && status == STATUS_OK) {
            struct bytes content = bytes_of(zmq_msg_data(&frame), zmq_msg_size(&frame));
            frames[taken] = arena_copy(arena, content);
            status = frames[taken].at ? STATUS_OK : STATUS_NO_MEMORY;
        }
        more = zmq_msg_more(&frame);
        zmq_msg_close(&frame);
    }
    *count = taken;
    return status;
}

bool line_wait(const struct line *line, int64_t deadline_ms) {
    int64_t left_ms = deadline_ms - clock_monotonic_ms();
    zmq_pollitem_t items[] = {{.socket = line->socket, .events = ZMQ_POLLIN},
                              {.socket = line->monitor, .events = ZMQ_POLLIN},
                              {.fd = line->stop, .events = ZMQ_POLLIN}};
    if (left_ms <= 0)
        return false;
    int came = zmq_poll(items, line->stop ? 3 : 2, left_ms);
    /* A borrowed context that is being terminated brings nothing more. */
    return (came > 0 || (came < 0 && errno != ETERM)) && !items[2].revents;
}

static void note_event(struct line *line, uint16_t event, uint32_t value, struct tidings *tidings) {
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH && value == ZAP_REFUSED) {
        tidings->refused = true;
    } else if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
        line->established = tidings->connected = true;
    } else if (event == ZMQ_EVENT_DISCONNECTED) {
        tidings->broken = tidings->broken || line->established;
        line->established = false;
    } else {
        line->handshake_failed = true;
    }
}

/* An event is a frame with its number (16 bits) and value (32 bits), then one with the
 * endpoint. */
struct tidings line_tidings(struct line *line) {
    struct tidings tidings = {0};
    uint8_t frame[6], endpoint[256];
    while (zmq_recv(line->monitor, frame, sizeof frame, ZMQ_DONTWAIT) == (int)sizeof frame) {
        uint16_t event;
        uint32_t value;
        memcpy(&event, frame, sizeof event);
        memcpy(&value, frame + sizeof event, sizeof value);
        if (zmq_recv(line->monitor, endpoint, sizeof endpoint, ZMQ_DONTWAIT) < 0)
            break;
        note_event(line, event, value, &tidings);
    }
    return tidings;
}

enum status line_complain_refused(const struct line *line, struct complaint *complaint) {
    return complain(complaint, STATUS_FORBIDDEN,
                    _("%s laat deze sleutel niet toe: is de registratieregel (wachtpost keygen) "
                      "ingeschreven, en niet ingetrokken?"),
                    line->endpoint);
}

enum status line_complain_silent(const struct line *line, struct complaint *complaint) {
    return complain(complaint, STATUS_UNREACHABLE,
                    line->handshake_failed
                        ? _("geen antwoord van %s; er luistert wel iets: klopt server_key?")
                        : _("geen antwoord van %s: klopt het adres, en laat uw firewall het door?"),
                    line->endpoint);
}
