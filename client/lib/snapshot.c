#include "client/lib/lines.h"

#include "proto/model/limits.h"
#include "proto/model/text.h"

#include <stdlib.h>
#include <unistd.h>

enum wachtpost_status wachtpost_snapshot_new(const char *agb, int64_t peilmoment,
                                             struct wachtpost_snapshot **snapshot,
                                             struct wachtpost_error *error) {
    if (!agb || !snapshot)
        return lib_misuse(error, __func__);
    struct agb code;
    if (!agb_parse(bytes_of_text(agb), &code))
        return lib_say(error, WACHTPOST_BAD_INPUT, "Een AGB-code heeft precies acht cijfers.");
    struct wachtpost_snapshot *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    fresh->owner = getpid();
    fresh->agb = code;
    fresh->peilmoment = peilmoment;
    fresh->texts = arena_new(MAX_REQUEST_MEMORY_BYTES);
    fresh->checked = arena_new(MAX_REQUEST_MEMORY_BYTES);
    if (!fresh->texts || !fresh->checked) {
        wachtpost_snapshot_free(&fresh);
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    }
    *snapshot = fresh;
    return WACHTPOST_OK;
}

void wachtpost_snapshot_free(struct wachtpost_snapshot **snapshot) {
    if (!snapshot || !*snapshot)
        return;
    struct wachtpost_snapshot *old = *snapshot;
    arena_free(&old->texts);
    arena_free(&old->checked);
    free(old->places.at);
    free(old->outflow.at);
    free(old->mistakes.at);
    free(old->left_out.at);
    free(old);
    *snapshot = NULL;
}

bool lines_grow(void **at, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 64;
    void *larger = realloc(*at, more * size);
    if (!larger)
        return false;
    *at = larger;
    *room = more;
    return true;
}

/* A copy with a NUL behind it, which does not count. Of a text that is too long enough to see
 * that it is. */
static bool keep_text(struct wachtpost_snapshot *snapshot, const char *text, size_t most,
                      struct bytes *kept) {
    size_t size = text ? strnlen(text, most + 1) : 0;
    uint8_t *copy = arena_alloc(snapshot->texts, size + 1);
    if (!copy)
        return false;
    if (size > 0)
        memcpy(copy, text, size);
    *kept = bytes_of(copy, size);
    return true;
}

static bool keep_place(struct wachtpost_snapshot *snapshot, const struct wachtpost_place *given,
                       struct raw_place *place) {
    *place = (struct raw_place){
        .jeugdige_epoch = given->jeugdige_epoch,
        .hulpvorm = given->hulpvorm,
        .maatregel = given->maatregel,
        .urgentie = given->urgentie,
        .overbrugging = given->overbrugging,
        .leeftijdsband = given->leeftijdsband,
        .regie = given->regie,
        .productcategorie = given->productcategorie,
        .verwijzer = given->verwijzer,
        .machtiging_uithuisplaatsing = given->machtiging_uithuisplaatsing != 0,
        .eigen_wens = given->eigen_wens != 0,
        .maatregel_start = given->maatregel_start,
        .urgentie_datum = given->urgentie_datum,
        .overbrugging_sinds = given->overbrugging_sinds,
        .laatst_geverifieerd = given->laatst_geverifieerd,
        .oorspronkelijke_aanmelddatum = given->oorspronkelijke_aanmelddatum,
        .aanmelddatum = given->aanmelddatum,
        .verwijsdatum = given->verwijsdatum,
        .toewijzingsdatum = given->toewijzingsdatum,
        .compleet_datum = given->compleet_datum,
        .intakedatum = given->intakedatum,
    };
    if (given->jeugdige) {
        place->jeugdige = arena_copy(snapshot->texts, bytes_of(given->jeugdige, PSEUDONYM_BYTES));
        if (!place->jeugdige.at)
            return false;
    }
    return keep_text(snapshot, given->gemeente, GEMEENTE_DIGITS, &place->gemeente) &&
           keep_text(snapshot, given->gi, AGB_DIGITS, &place->gi);
}

static void forget_check(struct wachtpost_snapshot *snapshot) {
    snapshot->is_checked = false;
    snapshot->mistakes.count = snapshot->left_out.count = 0;
}

static enum wachtpost_status add(struct wachtpost_snapshot *snapshot, struct lines *lines,
                                 struct line *line, const char *id, struct wachtpost_error *error) {
    size_t count = snapshot->places.count + snapshot->outflow.count;
    if (count >= MAX_SNAPSHOT_LINES)
        return lib_say(error, WACHTPOST_BAD_INPUT,
                       "Een levering heeft hoogstens 20.000 regels; lever alleen wie wacht en wie "
                       "sinds de vorige keer vertrok.");
    void *at = lines->at;
    if (!keep_text(snapshot, id, MAX_ID_BYTES, &line->place.id) ||
        !lines_grow(&at, lines->count, &lines->room, sizeof *line))
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    lines->at = at;
    line->order = count;
    lines->at[lines->count++] = *line;
    forget_check(snapshot);
    return WACHTPOST_OK;
}

static bool usable(const struct wachtpost_snapshot *snapshot) {
    return snapshot && !lib_is_foreign(snapshot->owner);
}

enum wachtpost_status wachtpost_snapshot_place(struct wachtpost_snapshot *snapshot,
                                               const struct wachtpost_place *place,
                                               struct wachtpost_error *error) {
    struct wachtpost_place given;
    struct line line = {.has_place = true};
    if (!usable(snapshot) || !struct_take(&given, sizeof given, place))
        return lib_misuse(error, __func__);
    if (!keep_place(snapshot, &given, &line.place))
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    line.number = given.line;
    return add(snapshot, &snapshot->places, &line, given.id, error);
}

enum wachtpost_status wachtpost_snapshot_outflow(struct wachtpost_snapshot *snapshot,
                                                 const struct wachtpost_outflow *outflow,
                                                 struct wachtpost_error *error) {
    struct wachtpost_outflow given;
    struct wachtpost_place place;
    if (!usable(snapshot) || !struct_take(&given, sizeof given, outflow) ||
        (given.place && !struct_take(&place, sizeof place, given.place)))
        return lib_misuse(error, __func__);
    struct line line = {.has_place = given.place != NULL,
                        .reden = given.reden,
                        .datum = given.datum,
                        .number = given.line};
    if (given.place && !keep_place(snapshot, &place, &line.place))
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    return add(snapshot, &snapshot->outflow, &line, given.id, error);
}

static bool in_list(int32_t code, int32_t count) {
    return code > 0 && code < count;
}

enum wachtpost_status wachtpost_snapshot_aanname(struct wachtpost_snapshot *snapshot,
                                                 int32_t hulpvorm, int32_t aanname,
                                                 struct wachtpost_error *error) {
    if (!usable(snapshot))
        return lib_misuse(error, __func__);
    if (!in_list(hulpvorm, HULPVORM_COUNT) || !in_list(aanname, AANNAME_COUNT))
        return lib_say(error, WACHTPOST_BAD_INPUT,
                       "Aanname hoort bij een hulpvorm uit de lijst en is OPEN of STOP.");
    size_t i = 0;
    while (i < snapshot->aanname_count && snapshot->aanname[i].hulpvorm != hulpvorm)
        i++;
    snapshot->aanname[i] = (struct raw_aanname){.hulpvorm = hulpvorm, .status = aanname};
    if (i == snapshot->aanname_count)
        snapshot->aanname_count++;
    return WACHTPOST_OK;
}

/* A copy with its NUL. */
static const char *keep_name(struct wachtpost_snapshot *snapshot, const char *name) {
    return (const char *)arena_copy(snapshot->texts, bytes_of(name, strlen(name) + 1)).at;
}

static bool is_name(const char *name) {
    struct bytes text = bytes_of(name, strnlen(name, MAX_TEXT_BYTES + 1));
    return text.size <= MAX_TEXT_BYTES && text_is_utf8(text) && !text_has_control(text);
}

enum wachtpost_status wachtpost_snapshot_system(struct wachtpost_snapshot *snapshot,
                                                const char *name, const char *version,
                                                struct wachtpost_error *error) {
    if (!usable(snapshot))
        return lib_misuse(error, __func__);
    if (!name || !*name || !is_name(name) || (version && !is_name(version)))
        return lib_say(error, WACHTPOST_BAD_INPUT,
                       "Een systeem heeft een naam en hoogstens een versie, elk van hoogstens 256 "
                       "bytes in UTF-8 zonder stuurtekens.");
    const char *kept = keep_name(snapshot, name);
    const char *kept_version = keep_name(snapshot, version ? version : "");
    if (!kept || !kept_version)
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    snapshot->system_name = kept;
    snapshot->system_version = kept_version;
    return WACHTPOST_OK;
}
