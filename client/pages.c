#include "client/pages.h"

#include "client/language.h"

static enum status complain_stuck(struct complaint *complaint) {
    return complain(complaint, STATUS_MALFORMED, _("de server bladert niet verder"));
}

/* Copies the page's rows behind those before; the first page makes room for all. */
static enum status gather(struct arena *arena, const struct places_reply *page, uint32_t start,
                          struct place_row **rows, size_t *row_count) {
    size_t all = page->count > start ? page->count - start : 0;
    if (!*rows)
        *rows = arena_array(arena, all, sizeof **rows);
    if (!*rows)
        return STATUS_NO_MEMORY;
    if (page->row_count > all - *row_count)
        return STATUS_MALFORMED;
    if (page->row_count > 0)
        memcpy(*rows + *row_count, page->rows, page->row_count * sizeof **rows);
    *row_count += page->row_count;
    return STATUS_OK;
}

enum status pages_places(const struct asker *asker, const struct places_request *request,
                         struct places_reply *reply, struct complaint *complaint) {
    struct places_request question = *request;
    struct place_row *rows = NULL;
    size_t row_count = 0;
    uint32_t count = 0;
    for (;;) {
        enum status status = ask_places(asker, &question, reply, complaint);
        if (status != STATUS_OK || reply->head.status != ANSWER_OK)
            return status;
        if (rows && reply->count != count)
            return complain_stuck(complaint);
        count = reply->count;
        status = gather(asker->arena, reply, request->offset, &rows, &row_count);
        if (status == STATUS_MALFORMED)
            return complain_stuck(complaint);
        if (status != STATUS_OK)
            return status;
        if (reply->next_offset == 0)
            break;
        if (reply->next_offset <= question.offset)
            return complain_stuck(complaint);
        question.offset = reply->next_offset;
        question.as_known_at = reply->as_known_at;
    }
    reply->rows = rows;
    reply->row_count = row_count;
    return STATUS_OK;
}

enum status pages_figures(const struct asker *asker, const struct figures_request *request,
                          figures_take *take, void *context, struct reply_head *head,
                          struct complaint *complaint) {
    struct figures_request question = *request;
    for (;;) {
        struct figures_reply page;
        enum status status = ask_figures(asker, &question, &page, complaint);
        if (status != STATUS_OK)
            return status;
        *head = page.head;
        if (page.head.status != ANSWER_OK)
            return STATUS_OK;
        status = take(context, &page);
        if (status != STATUS_OK || page.next_from == DAY_NONE)
            return status;
        if (page.next_from <= question.question.from || page.next_from > question.question.until)
            return complain_stuck(complaint);
        question.question.from = page.next_from;
        question.question.as_known_at = page.as_known_at;
        arena_reset(asker->arena);
    }
}
