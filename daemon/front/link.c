#include "daemon/front/link.h"

#include <stdlib.h>

enum {
    SIZE_BYTES = 4,
    FIRST_CAPACITY = 64 * 1024,
    KEPT_CAPACITY = 1024 * 1024, /* an empty buffer larger than this goes back */
    SIGNATURE_SIZE = 64,
    ATTEMPTS_SIZE = 1 + 8 + 1 + 16 + 1 + LINK_KEY_BYTES,
};

static void move_down(struct link_buffer *buffer) {
    if (buffer->done == 0)
        return;
    size_t left = buffer->size - buffer->done;
    memmove(buffer->at, buffer->at + buffer->done, left);
    explicit_bzero(buffer->at + left, buffer->done);
    buffer->size = left;
    buffer->done = 0;
}

enum status link_buffer_reserve(struct link_buffer *buffer, size_t more) {
    if (buffer->capacity - buffer->size >= more)
        return STATUS_OK;
    move_down(buffer);
    if (buffer->capacity - buffer->size >= more)
        return STATUS_OK;
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : FIRST_CAPACITY;
    if (capacity < buffer->size + more)
        capacity = buffer->size + more;
    /* Not realloc, which leaves a copy behind. */
    uint8_t *at = malloc(capacity);
    if (at == NULL)
        return STATUS_NO_MEMORY;
    struct link_buffer old = *buffer;
    if (old.size)
        memcpy(at, old.at, old.size);
    *buffer = (struct link_buffer){at, old.size, capacity, 0};
    link_buffer_free(&old);
    return STATUS_OK;
}

struct bytes link_buffer_left(const struct link_buffer *buffer) {
    if (buffer->size == buffer->done)
        return bytes_of(NULL, 0);
    return bytes_of(buffer->at + buffer->done, buffer->size - buffer->done);
}

void link_buffer_finish(struct link_buffer *buffer, size_t size) {
    ENSURE(size <= buffer->size - buffer->done);
    if (size)
        explicit_bzero(buffer->at + buffer->done, size);
    buffer->done += size;
    if (buffer->done < buffer->size)
        return;
    buffer->done = buffer->size = 0;
    if (buffer->capacity > KEPT_CAPACITY)
        link_buffer_free(buffer);
}

void link_buffer_free(struct link_buffer *buffer) {
    if (buffer->at)
        explicit_bzero(buffer->at, buffer->size);
    free(buffer->at);
    *buffer = (struct link_buffer){NULL, 0, 0, 0};
}

static void put(struct link_buffer *buffer, const void *at, size_t size) {
    if (size)
        memcpy(buffer->at + buffer->size, at, size);
    buffer->size += size;
}

static void put_number(struct link_buffer *buffer, uint64_t value, size_t width) {
    for (size_t i = width; i-- > 0;)
        buffer->at[buffer->size++] = (uint8_t)(value >> (8 * i));
}

static void put_short(struct link_buffer *buffer, struct bytes value) {
    put_number(buffer, value.size, 2);
    put(buffer, value.at, value.size);
}

static size_t hello_size(const struct link_hello *hello) {
    size_t size = 1 + 1 + 8;
    if (hello->door_count < 1 || hello->door_count > LINK_MAX_DOORS)
        return SIZE_MAX;
    for (size_t i = 0; i < hello->door_count; i++) {
        const struct link_door *door = &hello->doors[i];
        if (door->listen.size > UINT16_MAX || door->listen_bell.size > UINT16_MAX)
            return SIZE_MAX;
        size += 2 + door->listen.size + 2 + door->listen_bell.size + LINK_KEY_BYTES;
    }
    return size;
}

/* Of the fields behind the kind; SIZE_MAX when one does not fit its length. */
static size_t fields_size(const struct link_message *message) {
    switch (message->kind) {
    case LINK_HELLO:
        return hello_size(&message->hello);
    case LINK_TABLE:
        if (message->table.key_count > LINK_MAX_BYTES / LINK_KEY_BYTES)
            return SIZE_MAX;
        return 4 + message->table.key_count * LINK_KEY_BYTES;
    case LINK_REQUEST:
        if (message->request.kind.size < 1 || message->request.kind.size > MAX_KIND_BYTES ||
            message->request.body.size > MAX_BODY_BYTES)
            return SIZE_MAX;
        return 8 + LINK_KEY_BYTES + 1 + message->request.kind.size + REQUEST_ID_BYTES +
               SIGNATURE_SIZE + message->request.body.size;
    case LINK_REPLY:
        if (message->reply.body.size > MAX_REPLY_BYTES)
            return SIZE_MAX;
        return 8 + 8 + message->reply.body.size;
    case LINK_BELL:
    case LINK_PING:
    case LINK_PONG:
        return 0;
    case LINK_REFUSED:
        if (message->refused.attempt_count > LINK_MAX_ATTEMPTS)
            return SIZE_MAX;
        return LINK_REFUSED_COUNT * 8 + 1 + message->refused.attempt_count * ATTEMPTS_SIZE;
    case LINK_MEASURES:
        return 8 + 8;
    }
    return SIZE_MAX;
}

static void put_hello(struct link_buffer *buffer, const struct link_hello *hello) {
    put_number(buffer, hello->door_count, 1);
    for (size_t i = 0; i < hello->door_count; i++) {
        put_short(buffer, hello->doors[i].listen);
        put_short(buffer, hello->doors[i].listen_bell);
        put(buffer, hello->doors[i].curve_secret, LINK_KEY_BYTES);
    }
    put_number(buffer, hello->virtual_clock, 1);
    put_number(buffer, (uint64_t)hello->now, 8);
}

static void put_request(struct link_buffer *buffer, const struct link_request *request) {
    put_number(buffer, request->ticket, 8);
    put(buffer, request->curve_key, LINK_KEY_BYTES);
    put_number(buffer, request->kind.size, 1);
    put(buffer, request->kind.at, request->kind.size);
    put(buffer, request->request_id, REQUEST_ID_BYTES);
    put(buffer, request->signature, SIGNATURE_SIZE);
    put(buffer, request->body.at, request->body.size);
}

static void put_turned_away(struct link_buffer *buffer, const struct link_turned_away *refused) {
    for (size_t i = 0; i < LINK_REFUSED_COUNT; i++)
        put_number(buffer, refused->counts.count[i], 8);
    put_number(buffer, refused->attempt_count, 1);
    for (size_t i = 0; i < refused->attempt_count; i++) {
        const struct link_attempts *attempts = &refused->attempts[i];
        put_number(buffer, (uint64_t)attempts->why, 1);
        put_number(buffer, attempts->count, 8);
        put_number(buffer, attempts->source.family, 1);
        put(buffer, attempts->source.address, sizeof attempts->source.address);
        put_number(buffer, attempts->source.has_key, 1);
        put(buffer, attempts->source.key, LINK_KEY_BYTES);
    }
}

static void put_fields(struct link_buffer *buffer, const struct link_message *message) {
    switch (message->kind) {
    case LINK_HELLO:
        put_hello(buffer, &message->hello);
        return;
    case LINK_TABLE:
        put_number(buffer, message->table.key_count, 4);
        put(buffer, message->table.keys, message->table.key_count * LINK_KEY_BYTES);
        return;
    case LINK_REQUEST:
        put_request(buffer, &message->request);
        return;
    case LINK_REPLY:
        put_number(buffer, message->reply.ticket, 8);
        put_number(buffer, (uint64_t)message->reply.now, 8);
        put(buffer, message->reply.body.at, message->reply.body.size);
        return;
    case LINK_BELL:
    case LINK_PING:
    case LINK_PONG:
        return;
    case LINK_REFUSED:
        put_turned_away(buffer, &message->refused);
        return;
    case LINK_MEASURES:
        put_number(buffer, message->measures.memory_bytes, 8);
        put_number(buffer, message->measures.connections, 8);
        return;
    }
}

enum status link_write(struct link_buffer *buffer, const struct link_message *message) {
    size_t fields = fields_size(message);
    if (fields >= LINK_MAX_BYTES)
        return STATUS_TOO_LARGE;
    enum status status = link_buffer_reserve(buffer, SIZE_BYTES + 1 + fields);
    if (status != STATUS_OK)
        return status;
    size_t end = buffer->size + SIZE_BYTES + 1 + fields;
    put_number(buffer, 1 + fields, SIZE_BYTES);
    put_number(buffer, (uint64_t)message->kind, 1);
    put_fields(buffer, message);
    ENSURE(buffer->size == end);
    return STATUS_OK;
}

/* What is left of a frame. After the first field that does not fit everything reads
 * as empty and zero, and `broken` says so once at the end. */
struct reader {
    struct bytes left;
    bool broken;
};

static struct bytes take(struct reader *reader, size_t size) {
    if (reader->broken || reader->left.size < size) {
        reader->broken = true;
        return bytes_of(NULL, 0);
    }
    struct bytes taken = bytes_of(reader->left.at, size);
    reader->left = bytes_of(reader->left.at + size, reader->left.size - size);
    return taken;
}

static uint64_t take_number(struct reader *reader, size_t width) {
    struct bytes digits = take(reader, width);
    uint64_t value = 0;
    for (size_t i = 0; i < digits.size; i++)
        value = value << 8 | digits.at[i];
    return value;
}

static void take_fixed(struct reader *reader, uint8_t *to, size_t size) {
    struct bytes value = take(reader, size);
    if (!reader->broken)
        memcpy(to, value.at, size);
}

static struct bytes take_rest(struct reader *reader, size_t max) {
    if (reader->left.size > max)
        reader->broken = true;
    return take(reader, reader->left.size);
}

static void take_hello(struct reader *reader, struct link_hello *hello) {
    hello->door_count = (size_t)take_number(reader, 1);
    if (hello->door_count < 1 || hello->door_count > LINK_MAX_DOORS)
        reader->broken = true;
    for (size_t i = 0; i < hello->door_count && !reader->broken; i++) {
        struct link_door *door = &hello->doors[i];
        door->listen = take(reader, (size_t)take_number(reader, 2));
        door->listen_bell = take(reader, (size_t)take_number(reader, 2));
        take_fixed(reader, door->curve_secret, LINK_KEY_BYTES);
    }
    hello->virtual_clock = take_number(reader, 1) != 0;
    hello->now = (instant_t)take_number(reader, 8);
}

static enum status take_table(struct reader *reader, struct arena *arena,
                              struct link_table *table) {
    table->key_count = (size_t)take_number(reader, 4);
    struct bytes keys = take(reader, table->key_count * LINK_KEY_BYTES);
    if (reader->broken)
        return STATUS_MALFORMED;
    const uint8_t *copy = arena_copy(arena, keys).at;
    if (copy == NULL)
        return STATUS_NO_MEMORY;
    table->keys = (const uint8_t(*)[LINK_KEY_BYTES])copy;
    return STATUS_OK;
}

static void take_request(struct reader *reader, struct link_request *request) {
    request->ticket = take_number(reader, 8);
    take_fixed(reader, request->curve_key, LINK_KEY_BYTES);
    request->kind = take(reader, (size_t)take_number(reader, 1));
    if (request->kind.size < 1 || request->kind.size > MAX_KIND_BYTES)
        reader->broken = true;
    take_fixed(reader, request->request_id, REQUEST_ID_BYTES);
    take_fixed(reader, request->signature, SIGNATURE_SIZE);
    request->body = take_rest(reader, MAX_BODY_BYTES);
}

static void take_attempts(struct reader *reader, struct link_attempts *attempts) {
    attempts->why = (enum link_refused)take_number(reader, 1);
    attempts->count = take_number(reader, 8);
    attempts->source.family = (uint8_t)take_number(reader, 1);
    take_fixed(reader, attempts->source.address, sizeof attempts->source.address);
    attempts->source.has_key = take_number(reader, 1) != 0;
    take_fixed(reader, attempts->source.key, LINK_KEY_BYTES);
    if (attempts->why >= LINK_REFUSED_COUNT || (attempts->source.family != LINK_ADDRESS_UNKNOWN &&
                                                attempts->source.family != LINK_ADDRESS_IPV4 &&
                                                attempts->source.family != LINK_ADDRESS_IPV6))
        reader->broken = true;
}

static enum status take_turned_away(struct reader *reader, struct arena *arena,
                                    struct link_turned_away *refused) {
    for (size_t i = 0; i < LINK_REFUSED_COUNT; i++)
        refused->counts.count[i] = take_number(reader, 8);
    refused->attempt_count = (size_t)take_number(reader, 1);
    if (refused->attempt_count > LINK_MAX_ATTEMPTS)
        return STATUS_MALFORMED;
    struct link_attempts *attempts = arena_array(arena, refused->attempt_count, sizeof *attempts);
    if (attempts == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < refused->attempt_count; i++)
        take_attempts(reader, &attempts[i]);
    refused->attempts = attempts;
    return STATUS_OK;
}

static enum status take_fields(struct reader *reader, struct arena *arena,
                               struct link_message *message) {
    switch (message->kind) {
    case LINK_HELLO:
        take_hello(reader, &message->hello);
        return STATUS_OK;
    case LINK_TABLE:
        return take_table(reader, arena, &message->table);
    case LINK_REQUEST:
        take_request(reader, &message->request);
        return STATUS_OK;
    case LINK_REPLY:
        message->reply.ticket = take_number(reader, 8);
        message->reply.now = (instant_t)take_number(reader, 8);
        message->reply.body = take_rest(reader, MAX_REPLY_BYTES);
        return STATUS_OK;
    case LINK_BELL:
    case LINK_PING:
    case LINK_PONG:
        return STATUS_OK;
    case LINK_REFUSED:
        return take_turned_away(reader, arena, &message->refused);
    case LINK_MEASURES:
        message->measures.memory_bytes = take_number(reader, 8);
        message->measures.connections = take_number(reader, 8);
        return STATUS_OK;
    }
    return STATUS_MALFORMED;
}

enum status link_read(struct bytes input, struct arena *arena, struct link_message *message,
                      size_t *taken) {
    struct reader reader = {input, false};
    if (input.size < SIZE_BYTES)
        return STATUS_ABSENT;
    size_t size = (size_t)take_number(&reader, SIZE_BYTES);
    if (size < 1 || size > LINK_MAX_BYTES)
        return STATUS_MALFORMED;
    if (reader.left.size < size)
        return STATUS_ABSENT;
    reader.left.size = size;
    struct link_message read = {.kind = (enum link_kind)take_number(&reader, 1)};
    enum status status = take_fields(&reader, arena, &read);
    if (status != STATUS_OK)
        return status;
    if (reader.broken || reader.left.size != 0)
        return STATUS_MALFORMED;
    *message = read;
    *taken = SIZE_BYTES + size;
    return STATUS_OK;
}

const char *link_refused_name(enum link_refused why) {
    static const char *const names[] = {
#define X(code, name) name,
        LINK_REFUSED_TABLE(X)
#undef X
    };
    return names[why];
}
