#include "client/demo/play.h"
#include "client/language.h"

#include <stdlib.h>

static enum status keep(struct book *book, struct bytes body) {
    if (book->today_count == book->today_capacity) {
        size_t capacity = book->today_capacity * 2 + 256;
        struct alert *today = reallocarray(book->today, capacity, sizeof *today);
        if (!today)
            return STATUS_NO_MEMORY;
        book->today = today;
        book->today_capacity = capacity;
    }
    return wire_decode_alert(body, book->arena, &book->today[book->today_count++]);
}

/* The silence of an aanbieder is seen here first: no receipt brings it. */
static void tell_silence(struct play *play, day_t day, const struct alert *alert) {
    char since[DAY_WORDS_SIZE], number[NUMBER_TEXT_SIZE];
    bool ends = alert->holder.ends > 0;
    screen_event(&play->screen, day, "%.*s: %s (%s %s)", (int)alert->aanbieder.size,
                 (const char *)alert->aanbieder.at, ends ? _("levert weer") : _("stil"),
                 alert_kind_name(STIL), number_text(alert->number, number));
    screen_line(&play->screen, _("           geen levering sinds %s; afgesproken is elke %u dagen"),
                day_words(alert->holder.silent_since, since), alert->holder.interval_days);
}

static void count(struct play *play, day_t day, const struct alert *alert) {
    struct book *book = &play->book;
    if (day == play->first_day)
        book->first_day[alert->kind]++;
    else
        book->later[alert->kind]++;
    if (alert->kind == STIL)
        tell_silence(play, day, alert);
}

static enum status read_reply(struct play *play, day_t day, const struct alerts_reply *reply) {
    for (size_t i = 0; i < reply->alert_count; i++) {
        enum status status = keep(&play->book, reply->alerts[i]);
        if (status != STATUS_OK)
            return status;
        count(play, day, &play->book.today[play->book.today_count - 1]);
    }
    play->book.cursor = reply->cursor;
    return STATUS_OK;
}

enum status play_read_book(struct play *play, day_t day, struct complaint *complaint) {
    struct asker asker = play_asker(play, play->coordinator_line);
    struct book *book = &play->book;
    struct alerts_reply reply = {.more = true};
    book->today_count = 0;
    arena_reset(book->arena);
    asker.arena = book->arena;
    while (reply.more) {
        enum status status = ask_alerts(&asker, &book->cursor, 0, &reply, complaint);
        if (status == STATUS_OK && reply.head.status != ANSWER_OK)
            return complain(complaint, STATUS_DAMAGED, _("lezen van de alerts gaf %s"),
                            answer_name(reply.head.status));
        if (status == STATUS_OK)
            status = read_reply(play, day, &reply);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}
