#include "daemon/engine/audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- lines */

static void append(struct engine *engine, struct bytes record) {
    const uint64_t number = store_log_head(engine->txn, TABLE_AUDIT) + 1;
    store_log_append(engine->txn, TABLE_AUDIT, number, record);
    engine->wrote = true;
}

enum status engine_put_line(struct engine *engine, const struct audit_line *line) {
    struct bytes record;
    if (engine->refolding)
        return STATUS_OK;
    enum status status = pack_audit_line(line, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    if (engine->errand)
        return errand_add_line(engine->errand, record);
    append(engine, record);
    return store_failure(engine->txn);
}

enum status engine_audit(struct engine *engine, const struct participant *who,
                         struct audit_line *line) {
    line->instant = engine->now;
    line->party = AUDIT_PARTICIPANT;
    line->participant = bytes_of_text(who->name);
    line->persoon = bytes_of_text(who->persoon);
    return engine_put_line(engine, line);
}

void errand_put_on_record(const struct errand *errand, struct engine *engine) {
    for (const struct errand_line *line = errand->lines; line; line = line->next)
        append(engine, line->record);
}

static struct audit_line operator_line(const struct engine *engine, const char *act,
                                       const char *detail) {
    return (struct audit_line){.instant = engine->now,
                               .party = AUDIT_OPERATOR,
                               .act = bytes_of_text(act),
                               .outcome = ANSWER_OK,
                               .question = bytes_of_text(detail)};
}

enum status engine_audit_operator(struct engine *engine, const char *act, const char *detail) {
    const struct audit_line line = operator_line(engine, act, detail);
    return engine_put_line(engine, &line);
}

enum status engine_audit_operator_place(struct engine *engine, const char *act,
                                        const struct agb *agb, const struct place_key *plek,
                                        const char *detail) {
    struct audit_line line = operator_line(engine, act, detail);
    line.agb = *agb;
    line.has_plek = true;
    line.plek = *plek;
    return engine_put_line(engine, &line);
}

enum status engine_record_life(struct engine *engine, enum engine_life life) {
    uint8_t incarnation[STORE_INCARNATION_BYTES];
    char detail[128], hex[2 * STORE_INCARNATION_BYTES + 1];
    store_incarnation(engine->store, incarnation);
    for (size_t i = 0; i < sizeof incarnation; i++)
        snprintf(hex + 2 * i, 3, "%02x", incarnation[i]);
    snprintf(detail, sizeof detail, "version=%s incarnation=%s", WACHTPOST_VERSION, hex);
    engine->now = clock_now(engine->clock);
    return engine_audit_operator(engine, life == ENGINE_STARTS ? "START" : "STOP", detail);
}

/* ---- the configuration */

struct writing {
    char text[1024];
    size_t used;
};

static void PRINTF_LIKE(2, 3) write_more(struct writing *w, const char *format, ...) {
    va_list arguments;
    const size_t room = sizeof w->text - w->used;
    va_start(arguments, format);
    const int size = vsnprintf(w->text + w->used, room, format, arguments);
    va_end(arguments);
    w->used += size < 0 ? 0 : (size_t)size < room ? (size_t)size : room - 1;
}

static bool same_keys(const struct participant *a, const struct participant *b) {
    if (a->key_count != b->key_count)
        return false;
    for (size_t i = 0; i < a->key_count; i++)
        if (memcmp(&a->keys[i], &b->keys[i], sizeof a->keys[i]) != 0)
            return false;
    return true;
}

static bool same_codes(const struct participant *a, const struct participant *b) {
    if (a->aanbieder_count != b->aanbieder_count)
        return false;
    for (size_t i = 0; i < a->aanbieder_count; i++)
        if (strcmp(a->aanbieders[i].agb.text, b->aanbieders[i].agb.text) != 0)
            return false;
    return true;
}

static bool same_scope(const struct scope *a, const struct scope *b) {
    if (a->gemeente_count != b->gemeente_count || a->gi_count != b->gi_count ||
        a->hulpvormen != b->hulpvormen)
        return false;
    for (size_t i = 0; i < a->gemeente_count; i++)
        if (!bytes_equal(a->gemeenten[i], b->gemeenten[i]))
            return false;
    for (size_t i = 0; i < a->gi_count; i++)
        if (strcmp(a->gis[i].text, b->gis[i].text) != 0)
            return false;
    return true;
}

static bool same_rights(const struct participant *a, const struct participant *b) {
    return a->roles == b->roles && same_codes(a, b) && same_scope(&a->scope, &b->scope);
}

static const struct participant *find(const struct rules_settings *rules, const char *name) {
    for (size_t i = 0; rules && i < rules->participant_count; i++)
        if (strcmp(rules->participants[i].name, name) == 0)
            return &rules->participants[i];
    return NULL;
}

/* Of somebody the one settings name, and the same in the others; NULL: they do not. */
typedef bool differs(const struct participant *one, const struct participant *same);

static bool is_new(const struct participant *one, const struct participant *same) {
    (void)one;
    return same == NULL;
}

static bool is_out(const struct participant *one, const struct participant *same) {
    return same == NULL || (participant_is_revoked(same) && !participant_is_revoked(one));
}

static bool is_another_person(const struct participant *one, const struct participant *same) {
    return same && strcmp(one->persoon, same->persoon) != 0;
}

static bool has_other_keys(const struct participant *one, const struct participant *same) {
    return same && !same_keys(one, same);
}

static bool has_other_rights(const struct participant *one, const struct participant *same) {
    return same && !same_rights(one, same);
}

static void list(struct writing *w, const char *what, const struct rules_settings *of,
                 const struct rules_settings *others, differs *is_listed) {
    const char *mark = " ";
    for (size_t i = 0; of && i < of->participant_count; i++) {
        const struct participant *one = &of->participants[i];
        if (!is_listed(one, find(others, one->name)))
            continue;
        if (mark[0] == ' ')
            write_more(w, " %s=%s", what, one->name);
        else
            write_more(w, ",%s", one->name);
        mark = ",";
    }
}

/* Who went first, and only then who came: of those there may be too many to name. */
enum status engine_audit_config(struct engine *engine, uint64_t event,
                                const struct rules_settings *before,
                                const struct rules_settings *after) {
    struct writing w = {.used = 0};
    write_more(&w, "event=%llu", (unsigned long long)event);
    list(&w, "revoked", before, after, is_out);
    list(&w, "persons", after, before, is_another_person);
    list(&w, "keys", after, before, has_other_keys);
    list(&w, "rights", after, before, has_other_rights);
    list(&w, "enrolled", after, before, is_new);
    if (w.used + 1 == sizeof w.text)
        memcpy(w.text + w.used - 3, "...", 3);
    return engine_audit_operator(engine, "CONFIG", w.text);
}

/* ---- what is too old */

/* Some seconds' worth of a day; what is left goes the next day. */
enum { MAX_LINES_FORGOTTEN = 100000 };

struct ageing {
    struct arena *arena;
    instant_t before;
    uint64_t upto; /* 0: none */
    size_t count;
    enum status failure;
};

static bool is_too_old(void *context, struct bytes key, struct bytes value) {
    struct ageing *a = context;
    struct audit_line line;
    arena_reset(a->arena);
    a->failure = unpack_audit_line(value, a->arena, &line);
    if (a->failure != STATUS_OK || line.instant >= a->before)
        return false;
    a->upto = store_u64_of_key(key.at);
    return ++a->count < MAX_LINES_FORGOTTEN;
}

enum status engine_audit_forget(struct engine *engine) {
    const struct bytes all = {NULL, 0};
    const struct retention *retention = &engine_rules(engine)->retention;
    struct ageing a = {.arena = engine->work,
                       .before =
                           instant_of_day(retain_audit_from(retention, engine->region.evaluated))};
    if (engine->refolding)
        return STATUS_OK;
    enum status status = store_walk(engine->txn, TABLE_AUDIT, all, all, is_too_old, &a);
    if (status == STATUS_OK)
        status = a.failure;
    if (status != STATUS_OK || a.upto == 0)
        return status;
    engine_note(engine, LOG_LEVEL_INFO, "audit.forgotten", "lines=%zu until=%llu", a.count,
                (unsigned long long)a.upto);
    return store_log_forget(engine->txn, TABLE_AUDIT, a.upto, engine->work);
}
