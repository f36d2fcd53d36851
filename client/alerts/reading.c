#include "client/alerts/reading.h"

#include "client/language.h"
#include "proto/model/limits.h"

/* The pause after a failure of the server or the disk, when no bell rings. */
#define RETRY_MS 1000
#define BACKOFF_FIRST_MS 1000
#define BACKOFF_MOST_MS (5 * 60 * 1000)

int64_t reading_backoff_ms(unsigned failures) {
    int64_t wait_ms = BACKOFF_FIRST_MS;
    for (unsigned i = 1; i < failures && wait_ms < BACKOFF_MOST_MS; i++)
        wait_ms *= 2;
    return wait_ms < BACKOFF_MOST_MS ? wait_ms : BACKOFF_MOST_MS;
}

/* One reply on its way to the taker. */
struct page {
    struct reading *reading;
    struct complaint *complaint;
    bool taker_failed;
};

static bool is_wanted(const struct reading *reading, const struct alert *alert) {
    if (!sieve_admits(reading->sieve, alert))
        return false;
    struct identity identity = identity_of(alert);
    return !reading->ledger || !ledger_knows(reading->ledger, &identity);
}

static void note(struct reading *reading, const struct alert *alerts, size_t count) {
    reading->taken += count;
    reading->unsettled = true;
    for (size_t i = 0; reading->ledger && i < count; i++) {
        struct identity identity = identity_of(&alerts[i]);
        ledger_note(reading->ledger, &identity);
    }
}

static enum status take_page(void *context, const struct alert *alerts, size_t count) {
    struct page *page = context;
    struct reading *reading = page->reading;
    struct alert *wanted = arena_array(reading->asker.arena, count, sizeof *wanted);
    size_t wanted_count = 0;
    if (!wanted)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (is_wanted(reading, &alerts[i]))
            wanted[wanted_count++] = alerts[i];
    if (wanted_count == 0)
        return STATUS_OK;
    enum status status =
        reading->taker.take(reading->taker.context, wanted, wanted_count, page->complaint);
    page->taker_failed = status != STATUS_OK;
    if (status == STATUS_OK)
        note(reading, wanted, wanted_count);
    return status;
}

static bool same_cursor(const struct cursor *a, const struct cursor *b) {
    return a->present == b->present && a->number == b->number &&
           memcmp(a->incarnation, b->incarnation, INCARNATION_BYTES) == 0;
}

/* One reply, taken and noted in memory. */
static enum status next_page(struct reading *reading, bool *more, bool *taker_failed,
                             struct complaint *complaint) {
    struct page page = {.reading = reading, .complaint = complaint};
    struct subscription subscription = {.asker = reading->asker,
                                        .cursor = reading->cursor,
                                        .most = reading->taker.most,
                                        .handle = take_page,
                                        .context = &page};
    enum status status = subscription_page(&subscription, &reading->head, more, complaint);
    *taker_failed = page.taker_failed;
    if (!same_cursor(&reading->cursor, &subscription.cursor))
        reading->unsettled = true;
    reading->cursor = subscription.cursor;
    return status;
}

enum status reading_settle(struct reading *reading, struct complaint *complaint) {
    enum status status = STATUS_OK;
    if (!reading->unsettled)
        return STATUS_OK;
    if (reading->ledger)
        status = ledger_keep(reading->ledger, complaint);
    if (status == STATUS_OK && reading->cursor_path)
        status = cursor_write(reading->cursor_path, &reading->cursor, complaint);
    reading->unsettled = status != STATUS_OK;
    return status;
}

static bool is_asked(const struct reading *reading) {
    return reading->signals && signals_waiting(reading->signals);
}

enum status reading_catch_up(struct reading *reading, struct complaint *complaint) {
    enum status status = STATUS_OK;
    bool more = true, taker_failed;
    while (status == STATUS_OK && more && !is_asked(reading)) {
        status = next_page(reading, &more, &taker_failed, complaint);
        if (status == STATUS_OK && !reading->at_the_end)
            status = reading_settle(reading, complaint);
    }
    return status;
}

/* What a follower's try came to: a trouble that passes, or TROUBLE_NONE with how it went. */
struct attempt {
    enum trouble trouble;
    enum status status;
};

static enum trouble trouble_of(const struct reading *reading, enum status status,
                               bool taker_failed) {
    if (taker_failed)
        return reading->taker.patient ? TROUBLE_TAKER : TROUBLE_NONE;
    if (status == STATUS_UNREACHABLE || status == STATUS_NO_MEMORY)
        return TROUBLE_SERVER;
    bool later = reading->head.status == ANSWER_LATER || reading->head.status == ANSWER_STALE;
    return status == STATUS_OK && later ? TROUBLE_SERVER : TROUBLE_NONE;
}

static void explain_answer(const struct reply_head *head, struct complaint *complaint) {
    if (head->status == ANSWER_LATER)
        complain(complaint, STATUS_UNREACHABLE, _("de server kan nu niet antwoorden"));
    if (head->status == ANSWER_STALE)
        complain(
            complaint, STATUS_UNREACHABLE,
            _("de klok van deze computer verschilt meer dan vijf minuten met die van de server"));
}

/* As reading_catch_up, but a disk that takes no cursor does not stop the alerts: what was taken
 * is known in memory, and settled as soon as the disk has room again. */
static struct attempt attempt(struct reading *reading, struct complaint *complaint) {
    bool more = true, taker_failed = false;
    enum status status = STATUS_OK, settled = STATUS_OK;
    struct complaint of_disk = {0};
    complaint->text[0] = 0;
    while (status == STATUS_OK && more && !is_asked(reading)) {
        status = next_page(reading, &more, &taker_failed, complaint);
        settled = reading_settle(reading, &of_disk);
    }
    struct attempt attempt = {trouble_of(reading, status, taker_failed), status};
    if (attempt.trouble == TROUBLE_SERVER && status == STATUS_OK)
        explain_answer(&reading->head, complaint);
    bool went_well = status == STATUS_OK && reading->head.status == ANSWER_OK;
    if (attempt.trouble == TROUBLE_NONE && went_well && settled != STATUS_OK) {
        attempt.trouble = TROUBLE_DISK;
        *complaint = of_disk;
    }
    return attempt;
}

/* A taker that fails must not be asked sooner because a bell rings. */
static enum status wait_for_more(const struct reading *reading, struct bell *bell,
                                 enum trouble trouble, int64_t wait_ms,
                                 struct complaint *complaint) {
    if (trouble == TROUBLE_TAKER) {
        signals_wait(reading->signals, wait_ms);
        return STATUS_OK;
    }
    enum status status = bell_wait(bell, wait_ms);
    if (status == STATUS_FORBIDDEN)
        return complain(complaint, status, _("de bel laat deze sleutel niet (meer) toe"));
    if (status != STATUS_NO_MEMORY)
        return status;
    signals_wait(reading->signals, RETRY_MS);
    return STATUS_OK;
}

static int64_t pause_ms(enum trouble trouble, unsigned failures) {
    switch (trouble) {
    case TROUBLE_NONE:
        break;
    case TROUBLE_SERVER:
    case TROUBLE_DISK:
        return RETRY_MS;
    case TROUBLE_TAKER:
        return reading_backoff_ms(failures);
    }
    return ALERT_POLL_INTERVAL_MS;
}

enum status reading_follow(struct reading *reading, struct bell *bell,
                           const struct follower *follower, struct complaint *complaint) {
    enum trouble before = TROUBLE_NONE;
    enum status status = STATUS_OK;
    unsigned failures = 0;
    while (status == STATUS_OK) {
        reading->head.status = ANSWER_OK;
        struct attempt now = attempt(reading, complaint);
        if (is_asked(reading))
            break;
        if (now.trouble == TROUBLE_NONE &&
            (now.status != STATUS_OK || reading->head.status != ANSWER_OK))
            return now.status;
        failures = now.trouble == TROUBLE_TAKER ? failures + 1 : 0;
        int64_t wait_ms = pause_ms(now.trouble, failures);
        if (now.trouble != before || now.trouble == TROUBLE_TAKER)
            follower->tell(follower->context, now.trouble, complaint, wait_ms);
        before = now.trouble;
        status = wait_for_more(reading, bell, now.trouble, wait_ms, complaint);
    }
    return status;
}
