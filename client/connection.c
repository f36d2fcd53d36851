#include "client/connection.h"

#include "client/clock.h"
#include "client/language.h"
#include "client/line.h"
#include "proto/model/limits.h"
#include "proto/wire/wire.h"

#include <stdlib.h>

#define MAGIC "WP1"
#define REPLY_FRAMES 4
#define LATER_MIN_MS 50
#define LATER_MAX_MS (5 * 60 * 1000)

struct connection {
    struct line *line;
    uint64_t next_request_id;
    bool is_virtual;
    instant_t virtual_now;
};

enum status connection_open(struct network *network, const struct connection_options *options,
                            struct connection **connection, struct complaint *complaint) {
    struct connection *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    enum status status = line_open(network, LINE_REQUESTS, options, &fresh->line, complaint);
    fresh->next_request_id = options->first_request_id;
    if (status != STATUS_OK)
        connection_close(&fresh);
    else
        *connection = fresh;
    return status;
}

void connection_close(struct connection **connection) {
    if (!*connection)
        return;
    line_close(&(*connection)->line);
    free(*connection);
    *connection = NULL;
}

uint64_t connection_request_id(struct connection *connection) {
    return connection->next_request_id++;
}

instant_t connection_made_at(const struct connection *connection) {
    return connection->is_virtual ? connection->virtual_now : clock_now();
}

struct request {
    const char *kind;
    uint8_t id[REQUEST_ID_BYTES];
    struct bytes body;
    uint8_t signature[SIGNATURE_BYTES];
};

static void request_number(struct request *request, uint64_t id) {
    for (size_t i = 0; i < REQUEST_ID_BYTES; i++)
        request->id[i] = (uint8_t)(id >> (8 * (REQUEST_ID_BYTES - 1 - i)));
}

static void request_sign(struct request *request, const struct secret_keys *keys, uint64_t id) {
    request_number(request, id);
    uint8_t hash[HASH_BYTES];
    keys_hash(request->body, hash);
    keys_sign(keys, request->kind, request->id, hash, request->signature);
}

static bool request_send(struct line *line, const struct request *request) {
    const struct bytes frames[REQUEST_FRAMES] = {
        bytes_of_text(MAGIC), bytes_of_text(request->kind), bytes_of(request->id, REQUEST_ID_BYTES),
        request->body, bytes_of(request->signature, SIGNATURE_BYTES)};
    return line_send(line, frames, REQUEST_FRAMES);
}

/* STATUS_ABSENT: nothing has come but what answers another request (an earlier one,
 * too late). */
static enum status reply_receive(struct line *line, const struct request *request,
                                 struct arena *arena, struct bytes *reply) {
    for (;;) {
        struct bytes frames[REPLY_FRAMES];
        size_t count;
        enum status status = line_receive(line, arena, frames, REPLY_FRAMES, &count);
        if (status != STATUS_OK)
            return status;
        if (count == REPLY_FRAMES && bytes_equal(frames[0], bytes_of_text(MAGIC)) &&
            bytes_equal(frames[1], bytes_of_text(request->kind)) &&
            bytes_equal(frames[2], bytes_of(request->id, REQUEST_ID_BYTES))) {
            *reply = frames[3];
            return STATUS_OK;
        }
    }
}

/* Out. What a refused key or a broken connection has to say may come with the next look. */
static enum status ask(struct line *line, const struct request *request,
                       struct complaint *complaint) {
    enum status status = line_dial(line, complaint);
    if (status != STATUS_OK)
        return status;
    if (line_tidings(line).refused) /* since the line was opened */
        return line_complain_refused(line, complaint);
    return request_send(line, request) ? STATUS_OK : line_complain_silent(line, complaint);
}

/* Back, as far as it has come. STATUS_ABSENT: not yet. A connection that broke meanwhile may have
 * lost either. */
static enum status look(struct line *line, const struct request *request, struct arena *arena,
                        struct bytes *reply, struct complaint *complaint) {
    enum status status = reply_receive(line, request, arena, reply);
    if (status != STATUS_ABSENT)
        return status;
    struct tidings tidings = line_tidings(line);
    if (tidings.refused)
        return line_complain_refused(line, complaint);
    return tidings.broken ? line_complain_silent(line, complaint) : STATUS_ABSENT;
}

static enum status exchange(struct line *line, const struct request *request, int64_t deadline_ms,
                            struct arena *arena, struct bytes *reply, struct complaint *complaint) {
    enum status status = ask(line, request, complaint);
    if (status != STATUS_OK)
        return status;
    while (line_wait(line, deadline_ms)) {
        status = look(line, request, arena, reply, complaint);
        if (status != STATUS_ABSENT)
            return status;
    }
    return line_complain_silent(line, complaint);
}

static int64_t later_ms(const struct reply_head *head) {
    if (head->retry_after_ms < LATER_MIN_MS)
        return LATER_MIN_MS;
    return head->retry_after_ms < LATER_MAX_MS ? head->retry_after_ms : LATER_MAX_MS;
}

/* Reads the head and keeps what it says about the daemon's time. */
static enum status note_head(struct connection *connection, struct bytes reply, struct arena *arena,
                             struct reply_head *head, struct complaint *complaint) {
    enum status status = wire_decode_head(reply, arena, head);
    if (status == STATUS_MALFORMED)
        return complain(complaint, status, _("de server gaf een onleesbaar antwoord"));
    if (status == STATUS_OK) {
        connection->is_virtual = head->virtual_clock;
        connection->virtual_now = head->now;
    }
    return status;
}

static void hang_up_after(struct line *line, enum status status) {
    if (status == STATUS_UNREACHABLE || status == STATUS_FORBIDDEN)
        line_hang_up(line);
}

enum status connection_send(struct connection *connection, const char *kind, uint64_t request_id,
                            struct bytes body, struct complaint *complaint) {
    struct request request = {.kind = kind, .body = body};
    request_sign(&request, line_keys(connection->line), request_id);
    enum status status = ask(connection->line, &request, complaint);
    hang_up_after(connection->line, status);
    return status;
}

enum status connection_hear(struct connection *connection, const char *kind, uint64_t request_id,
                            struct arena *arena, struct bytes *reply, struct complaint *complaint) {
    struct request request = {.kind = kind};
    struct reply_head head;
    struct bytes received;
    request_number(&request, request_id);
    enum status status = look(connection->line, &request, arena, &received, complaint);
    hang_up_after(connection->line, status);
    if (status == STATUS_OK)
        status = note_head(connection, received, arena, &head, complaint);
    if (status == STATUS_OK)
        *reply = received;
    return status;
}

void connection_give_up(struct connection *connection) {
    line_hang_up(connection->line);
}

enum status connection_ask(struct connection *connection, const char *kind, uint64_t request_id,
                           struct bytes body, int64_t timeout_ms, struct arena *arena,
                           struct bytes *reply, struct complaint *complaint) {
    int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    struct request request = {.kind = kind, .body = body};
    request_sign(&request, line_keys(connection->line), request_id);
    for (;;) {
        struct bytes received = bytes_of(NULL, 0);
        struct reply_head head;
        enum status status =
            exchange(connection->line, &request, deadline_ms, arena, &received, complaint);
        hang_up_after(connection->line, status);
        if (status == STATUS_OK)
            status = note_head(connection, received, arena, &head, complaint);
        if (status != STATUS_OK)
            return status;
        int64_t wait_ms = later_ms(&head);
        if (head.status != ANSWER_LATER || clock_monotonic_ms() + wait_ms >= deadline_ms) {
            *reply = received;
            return STATUS_OK;
        }
        clock_sleep_ms(wait_ms);
    }
}
