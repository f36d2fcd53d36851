#include "client/watch/round.h"

#include "client/durable.h"
#include "client/language.h"
#include "client/watch/files.h"

#include <limits.h>
#include <stdlib.h>

/* A report while it is written. */
struct report {
    char *text;
    size_t size;
    FILE *out;
};

static bool report_open(struct report *report) {
    *report = (struct report){0};
    report->out = open_memstream(&report->text, &report->size);
    return report->out != NULL;
}

/* The text, which lives until report_free; NULL: no memory. */
static const char *report_text(struct report *report) {
    bool whole = !ferror(report->out);
    whole = fclose(report->out) == 0 && whole;
    report->out = NULL;
    return whole ? report->text : NULL;
}

static void report_free(struct report *report) {
    if (report->out)
        fclose(report->out);
    free(report->text);
}

static void tell(const struct watch *watch, const char *name, enum verdict verdict) {
    if (watch->tell)
        watch->tell(watch->context, name, verdict);
}

/* ---- clearing away */

static struct sighting sighting_of(const struct errand *errand) {
    return (struct sighting){errand->name, errand->bytes, errand->modified};
}

/* The file as it was taken; another under its name is a new one, and stays. One that cannot be read
 * now is asked about again. */
static enum status clear(const struct watch *watch, const struct errand *errand,
                         enum verdict verdict, const char *text, struct complaint *complaint) {
    const struct sighting sighting = sighting_of(errand);
    const char *folder = watch->folder, *name = errand->name;
    enum status status =
        files_unchanged(folder, &sighting, watch->max_bytes, errand->hash, complaint);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? STATUS_OK : status;
    if (verdict == VERDICT_REFUSED) {
        status = files_report(folder, REFUSED_FOLDER, name, text, complaint);
        if (status == STATUS_OK)
            status = files_move(folder, name, REFUSED_FOLDER, true, complaint);
        if (status == STATUS_OK)
            files_drop_report(folder, name);
        return status;
    }
    status = files_report(folder, NULL, name, text, complaint);
    if (status != STATUS_OK)
        return status;
    return watch->keep ? files_move(folder, name, DELIVERED_FOLDER, false, complaint)
                       : files_remove(folder, name, complaint);
}

/* The end of an errand; it leaves the journal when nothing of it is left to do. Should it come back
 * after a fall, then there is nothing to clear away any more. */
static enum status finish(const struct watch *watch, const struct errand *errand,
                          enum verdict verdict, const char *text, struct complaint *complaint) {
    enum status status = clear(watch, errand, verdict, text, complaint);
    if (status == STATUS_OK) {
        tell(watch, errand->name, verdict);
        journal_remove(watch->journal, errand->name);
    }
    return status;
}

/* ---- asking after */

static void forget(const struct watch *watch, const struct errand *errand) {
    folder_not_taken(watch->seen, errand->name);
    journal_remove(watch->journal, errand->name);
}

static enum status act_on(const struct watch *watch, const struct errand *errand,
                          enum verdict verdict, const char *text, struct complaint *complaint) {
    if (!text)
        return STATUS_NO_MEMORY;
    if (verdict == VERDICT_DELIVERED || verdict == VERDICT_REFUSED)
        return finish(watch, errand, verdict, text, complaint);
    if (verdict == VERDICT_UNKNOWN)
        forget(watch, errand);
    return STATUS_OK;
}

static enum status ask_after(const struct watch *watch, const struct errand *errand,
                             struct complaint *complaint) {
    const struct courier *courier = &watch->courier;
    struct report report;
    char *path = durable_path(watch->folder, errand->name, "");
    enum status status = STATUS_NO_MEMORY;
    if (path && report_open(&report)) {
        enum verdict verdict = courier->ask_after(courier->context, path, errand, report.out);
        status = act_on(watch, errand, verdict, report_text(&report), complaint);
        report_free(&report);
    }
    free(path);
    return status;
}

/* One that cannot be cleared away holds up no other; the last failure is told. */
static enum status ask_after_all(const struct watch *watch, struct complaint *complaint) {
    enum status result = STATUS_OK;
    watch->courier.look(watch->courier.context, watch->journal);
    for (size_t at = 0; at < journal_count(watch->journal);) {
        const struct errand *errand = journal_at(watch->journal, at);
        size_t count = journal_count(watch->journal);
        enum status status = ask_after(watch, errand, complaint);
        if (status != STATUS_OK)
            result = status;
        if (journal_count(watch->journal) == count) /* it did not go */
            at++;
    }
    return result;
}

/* ---- delivering */

/* Whether this very file is in hand already. */
static bool in_hand(const struct watch *watch, const struct errand *fresh) {
    const struct errand *errand = journal_find(watch->journal, fresh->name);
    return errand && errand->bytes == fresh->bytes && errand->modified == fresh->modified &&
           memcmp(errand->hash, fresh->hash, HASH_BYTES) == 0;
}

static enum status try_later(const struct watch *watch, const char *name, int64_t now_ms,
                             const char *text, struct complaint *complaint) {
    folder_put_off(watch->seen, name, now_ms);
    tell(watch, name, VERDICT_TRY_AGAIN);
    return files_report(watch->folder, NULL, name, text, complaint);
}

/* The journal has the id that was meant; the same list may wait under another. Until that is
 * written down the file is asked after in vain, and then taken in anew. */
static enum status note_id(const struct watch *watch, const struct errand *errand,
                           struct complaint *complaint) {
    const struct errand *noted = journal_find(watch->journal, errand->name);
    return noted && noted->request_id == errand->request_id
               ? STATUS_OK
               : journal_put(watch->journal, errand, complaint);
}

/* What the courier said of a file that stands in the journal. */
static enum status conclude(const struct watch *watch, struct errand *errand, enum verdict verdict,
                            const char *text, int64_t now_ms, struct complaint *complaint) {
    enum status status;
    switch (verdict) {
    case VERDICT_WAITING:
        status = note_id(watch, errand, complaint);
        if (status != STATUS_OK)
            return status;
        folder_taken(watch->seen, errand->name);
        tell(watch, errand->name, verdict);
        return files_report(watch->folder, NULL, errand->name, text, complaint);
    case VERDICT_DELIVERED:
    case VERDICT_REFUSED:
        folder_taken(watch->seen, errand->name);
        return finish(watch, errand, verdict, text, complaint);
    case VERDICT_TRY_AGAIN:
    case VERDICT_UNKNOWN:
        break;
    }
    journal_remove(watch->journal, errand->name);
    return try_later(watch, errand->name, now_ms, text, complaint);
}

static enum status take_in(const struct watch *watch, struct errand *errand, int64_t now_ms,
                           struct complaint *complaint) {
    struct report report;
    char *path = durable_path(watch->folder, errand->name, "");
    enum status status = path ? journal_put(watch->journal, errand, complaint) : STATUS_NO_MEMORY;
    if (status == STATUS_OK && !report_open(&report))
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        enum verdict verdict = watch->courier.take_in(
            watch->courier.context, path, errand->peilmoment, report.out, &errand->request_id);
        const char *text = report_text(&report);
        status = conclude(watch, errand, verdict, text ? text : "", now_ms, complaint);
        report_free(&report);
    }
    free(path);
    return status;
}

/* A file that cannot be read is somebody's to look at, and holds up no other. */
static enum status deliver(const struct watch *watch, const struct sighting *next, instant_t now,
                           int64_t now_ms, struct complaint *complaint) {
    char name[NAME_MAX + 1], text[sizeof complaint->text + 64];
    snprintf(name, sizeof name, "%s", next->name);
    struct errand errand = {.name = name,
                            .bytes = next->bytes,
                            .modified = next->modified,
                            .peilmoment = next->modified < now ? next->modified : now,
                            .request_id = watch->courier.fresh_id()};
    enum status status = files_hash(watch->folder, next, watch->max_bytes, errand.hash, complaint);
    if (status == STATUS_NO_MEMORY)
        return status;
    if (status != STATUS_OK) {
        snprintf(text, sizeof text, _("%s\nHet bestand wordt later nog eens geprobeerd.\n"),
                 complaint->text);
        return try_later(watch, name, now_ms, text, complaint);
    }
    if (!in_hand(watch, &errand))
        return take_in(watch, &errand, now_ms, complaint);
    folder_taken(watch->seen, name);
    return STATUS_OK;
}

static enum status deliver_all(const struct watch *watch, instant_t now, int64_t now_ms,
                               struct complaint *complaint) {
    const struct sighting *next;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (next = folder_next(watch->seen, now_ms))) {
        if (watch->enough && watch->enough(watch->context))
            break;
        status = lock_beat(watch->lock, now_ms, complaint);
        if (status == STATUS_OK)
            status = deliver(watch, next, now, now_ms, complaint);
    }
    return status;
}

/* ---- the round */

static enum status look(const struct watch *watch, int64_t now_ms, struct complaint *complaint) {
    struct sightings sightings;
    enum status status = files_list(watch->folder, &sightings, complaint);
    if (status != STATUS_OK)
        return status;
    status = folder_look(watch->seen, sightings.items, sightings.count, now_ms);
    files_free_sightings(&sightings);
    return status;
}

enum status watch_round(struct watch *watch, instant_t now, int64_t now_ms,
                        struct complaint *complaint) {
    enum status status = lock_beat(watch->lock, now_ms, complaint);
    if (status == STATUS_OK)
        status = look(watch, now_ms, complaint);
    if (status != STATUS_OK)
        return status;
    enum status asked = ask_after_all(watch, complaint);
    enum status delivered = deliver_all(watch, now, now_ms, complaint);
    status = journal_save(watch->journal, complaint);
    if (status == STATUS_OK)
        status = delivered;
    return status == STATUS_OK ? asked : status;
}
