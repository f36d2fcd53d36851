/* PUBLICATION: what was published is kept for ever and comes back byte for byte. */
#include <stdio.h>
#include <string.h>

#include "daemon/domain/pack_said.h"
#include "daemon/engine/audit.h"
#include "daemon/engine/figures.h"
#include "proto/model/limits.h"
#include "proto/model/list.h"

/* Names under this prefix are the daemon's own. */
#define OWN_PREFIX "monitor/"

static bool is_letter(uint8_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '/';
}

/* A name fits a key of the store. */
static bool is_name(struct bytes name, size_t least) {
    for (size_t i = 0; i < name.size; i++)
        if (!is_letter(name.at[i]))
            return false;
    return name.size >= least && name.size <= MAX_NAME_BYTES;
}

static bool is_own(struct bytes name) {
    size_t size = strlen(OWN_PREFIX);
    return name.size >= size && memcmp(name.at, OWN_PREFIX, size) == 0;
}

enum status publication_find(struct engine *engine, struct bytes name,
                             struct published *published) {
    struct bytes record;
    enum status status = store_get(engine->txn, TABLE_PUBLICATION, name, engine->work, &record);
    return status == STATUS_OK ? unpack_published(record, engine->work, published) : status;
}

enum status publication_keep(struct engine *engine, struct bytes name, struct bytes who,
                             struct bytes content, struct bytes body, struct published *published) {
    struct bytes record;
    struct published keep = {.event = store_journal_head(engine->txn) + 1,
                             .recorded_at = engine_next_instant(engine),
                             .who = who,
                             .content = content};
    keys_hash(content, keep.content_hash);
    enum status status = pack_published(&keep, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    ENSURE(engine_append(engine, EVENT_PUBLICATION, keep.recorded_at, body) == keep.event);
    store_put(engine->txn, TABLE_PUBLICATION, name, record);
    engine_note(engine, LOG_LEVEL_INFO, "publication.kept", "name=%.*s bytes=%zu", (int)name.size,
                (const char *)name.at, content.size);
    *published = keep;
    return store_failure(engine->txn);
}

struct publishing {
    struct engine *engine;
    struct publication_request asked;
    const struct sender *sender;
    struct list found; /* struct publication */
};

static enum status tell(struct publishing *p, struct bytes name, const struct published *kept,
                        bool with_content) {
    struct publication *told = list_add(&p->found);
    if (told == NULL)
        return STATUS_NO_MEMORY;
    *told = (struct publication){.name = name,
                                 .event = kept->event,
                                 .recorded_at = kept->recorded_at,
                                 .who = kept->who,
                                 .content = with_content ? kept->content : bytes_of("", 0)};
    memcpy(told->content_hash, kept->content_hash, HASH_BYTES);
    return STATUS_OK;
}

static enum status audit(const struct publishing *p, const struct published *kept) {
    char question[MAX_NAME_BYTES + 48];
    struct audit_line line = {.act = bytes_of_text("PUBLICATION"), .outcome = ANSWER_OK};
    snprintf(question, sizeof question, "name=%.*s event=%llu", (int)p->asked.name.size,
             (const char *)p->asked.name.at, (unsigned long long)kept->event);
    line.question = bytes_of_text(question);
    return engine_audit(p->engine, p->sender->participant, &line);
}

/* The same content again is no conflict: an answer may have been lost. */
static enum status fix(struct publishing *p, enum answer *answer) {
    struct published kept;
    struct bytes body;
    uint8_t hash[HASH_BYTES];
    if (!is_name(p->asked.name, 1) || is_own(p->asked.name) ||
        p->asked.content.size > MAX_PUBLICATION_BYTES) {
        *answer = engine_refused_body(p->engine);
        return STATUS_OK;
    }
    if (engine_leave_to_batch(p->engine))
        return STATUS_OK;
    enum status status = publication_find(p->engine, p->asked.name, &kept);
    if (status == STATUS_OK) {
        keys_hash(p->asked.content, hash);
        if (memcmp(hash, kept.content_hash, sizeof hash) != 0)
            *answer = ANSWER_CONFLICT;
        return tell(p, p->asked.name, &kept, false);
    }
    if (status != STATUS_ABSENT)
        return status;
    status = engine_pack_request(p->sender, p->engine->work, &body);
    if (status == STATUS_OK)
        status =
            publication_keep(p->engine, p->asked.name, bytes_of_text(p->sender->participant->name),
                             p->asked.content, body, &kept);
    if (status == STATUS_OK)
        status = audit(p, &kept);
    return status == STATUS_OK ? tell(p, p->asked.name, &kept, false) : status;
}

static enum status fetch(struct publishing *p, enum answer *answer) {
    struct published kept;
    enum status status = STATUS_ABSENT;
    if (is_name(p->asked.name, 1))
        status = publication_find(p->engine, p->asked.name, &kept);
    if (status == STATUS_ABSENT) {
        *answer = engine_out_of_scope(p->engine);
        return STATUS_OK;
    }
    return status == STATUS_OK ? tell(p, p->asked.name, &kept, true) : status;
}

struct listing {
    struct publishing *p;
    enum status failure;
};

static bool list_one(void *context, struct bytes key, struct bytes value) {
    struct listing *l = context;
    struct arena *arena = l->p->engine->work;
    struct published kept;
    struct bytes name = arena_copy(arena, key);
    l->failure = name.at ? unpack_published(value, arena, &kept) : STATUS_NO_MEMORY;
    if (l->failure == STATUS_OK) {
        kept.who = arena_copy(arena, kept.who);
        l->failure = kept.who.at ? tell(l->p, name, &kept, false) : STATUS_NO_MEMORY;
    }
    return l->failure == STATUS_OK;
}

static enum status list(struct publishing *p, enum answer *answer) {
    struct listing l = {.p = p};
    if (!is_name(p->asked.name, 0)) {
        *answer = engine_refused_body(p->engine);
        return STATUS_OK;
    }
    enum status status = store_walk(p->engine->txn, TABLE_PUBLICATION, p->asked.name,
                                    (struct bytes){NULL, 0}, list_one, &l);
    return status == STATUS_OK ? l.failure : status;
}

static enum status act(struct publishing *p, enum answer *answer) {
    switch (p->asked.action) {
    case PUBLICATION_FIX:
        return fix(p, answer);
    case PUBLICATION_FETCH:
        return fetch(p, answer);
    case PUBLICATION_LIST:
        return list(p, answer);
    case PUBLICATION_NONE:
    case PUBLICATION_ACTION_COUNT:
        break;
    }
    *answer = engine_refused_body(p->engine);
    return STATUS_OK;
}

enum status engine_publication(struct engine *engine, const struct sender *sender,
                               struct arena *arena, struct bytes *reply) {
    struct publishing p = {
        .engine = engine, .sender = sender, .found = LIST_OF(engine->work, struct publication)};
    struct publication_reply out = {0};
    enum status status =
        wire_decode_publication_request(sender->request->body, engine->work, &p.asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer =
        status == STATUS_OK ? engine_admit(engine, p.asked.made_at) : engine_refused_body(engine);
    status = answer == ANSWER_OK ? act(&p, &answer) : STATUS_OK;
    out.head = engine_head(engine, answer);
    out.publications = p.found.items;
    out.publication_count = p.found.count;
    return status == STATUS_OK ? wire_encode_publication_reply(&out, arena, reply) : status;
}
