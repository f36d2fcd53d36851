#include "daemon/domain/book.h"

#include <string.h>

#include "daemon/domain/page.h"

enum status book_status(const struct book *book) {
    return book->out_of_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

static struct aanbieder_alert *write_holder(struct book *book, enum alert_kind kind) {
    struct written *written = page_write(book, kind, book->today);
    if (written == NULL)
        return NULL;
    written->alert.holder.silent_since = DAY_NONE;
    return &written->alert.holder;
}

static uint64_t write_stil(struct book *book, const struct aanbieder_head *head, uint64_t ends) {
    struct aanbieder_alert *alert = write_holder(book, STIL);
    if (alert == NULL)
        return 0;
    alert->ends = ends;
    alert->interval_days = head->interval_days;
    alert->silent_since = head->received_on;
    return book->next_number - 1;
}

uint64_t book_stil(struct book *book, const struct aanbieder_head *head) {
    return write_stil(book, head, 0);
}

uint64_t book_stil_ends(struct book *book, const struct aanbieder_head *head) {
    return write_stil(book, head, head->stil);
}

static uint64_t write_afwijkend(struct book *book, const struct held *held, uint64_t ends,
                                enum hold_end end) {
    struct aanbieder_alert *alert = write_holder(book, AFWIJKEND);
    if (alert == NULL)
        return 0;
    alert->ends = ends;
    alert->end = end;
    memcpy(alert->epoch, held->epoch, sizeof alert->epoch);
    alert->sequence = held->sequence;
    memcpy(alert->content_hash, held->content_hash, sizeof alert->content_hash);
    alert->peilmoment = held->peilmoment;
    alert->open = held->open;
    alert->would_leave = held->would_leave;
    return book->next_number - 1;
}

uint64_t book_afwijkend(struct book *book, const struct held *held) {
    return write_afwijkend(book, held, 0, HOLD_STANDS);
}

uint64_t book_afwijkend_ends(struct book *book, const struct held *held, enum hold_end end) {
    return write_afwijkend(book, held, held->alert, end);
}
