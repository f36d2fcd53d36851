#include "client/lib/receipt.h"

#include "proto/model/limits.h"

#include <stdlib.h>

/* A receipt and what is shown of it, all in one arena. */
struct wachtpost_receipt {
    struct arena *arena;
    struct receipt receipt;
    size_t mistake_count;
    struct wachtpost_mistake *mistakes;
    const char **vanished;
    const char **warned; /* the id of each warning */
};

static size_t count_faults(const struct receipt *receipt) {
    size_t count = 0;
    for (size_t i = 0; i < receipt->refused_count; i++)
        for (size_t code = 0; code < FAULT_CODE_COUNT; code++)
            count += receipt->refused[i].faults.field[code] != NULL;
    return count;
}

static bool show_refused(struct wachtpost_receipt *receipt, const struct refused_line *line) {
    const char *id = lib_text(receipt->arena, line->id);
    if (!id)
        return false;
    for (enum fault_code code = FAULT_NONE; code < FAULT_CODE_COUNT; code++)
        if (line->faults.field[code])
            receipt->mistakes[receipt->mistake_count++] = (struct wachtpost_mistake){
                .id = id,
                .field = line->faults.field[code],
                .code = fault_code_name(code),
                .sentence = fault_sentence(code),
                .section = line->section == SECTION_OUTFLOW ? WACHTPOST_SECTION_OUTFLOW
                                                            : WACHTPOST_SECTION_PLACES,
                .line = line->index + 1};
    return true;
}

static bool show_ids(struct wachtpost_receipt *receipt) {
    const struct receipt *from = &receipt->receipt;
    for (size_t i = 0; i < from->refused_count; i++)
        if (!show_refused(receipt, &from->refused[i]))
            return false;
    for (size_t i = 0; i < from->vanished_count; i++) {
        receipt->vanished[i] = lib_text(receipt->arena, from->vanished[i]);
        if (!receipt->vanished[i])
            return false;
    }
    for (size_t i = 0; i < from->warning_count; i++) {
        receipt->warned[i] = lib_text(receipt->arena, from->warnings[i].id);
        if (!receipt->warned[i])
            return false;
    }
    return true;
}

static enum status read_into(struct wachtpost_receipt *receipt, struct bytes bytes) {
    receipt->arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    if (!receipt->arena)
        return STATUS_NO_MEMORY;
    enum status status = wire_decode_receipt(bytes, receipt->arena, &receipt->receipt);
    if (status != STATUS_OK)
        return status;
    const struct receipt *from = &receipt->receipt;
    receipt->mistakes = arena_array(receipt->arena, count_faults(from), sizeof *receipt->mistakes);
    receipt->vanished =
        arena_array(receipt->arena, from->vanished_count, sizeof *receipt->vanished);
    receipt->warned = arena_array(receipt->arena, from->warning_count, sizeof *receipt->warned);
    if (!receipt->mistakes || !receipt->vanished || !receipt->warned || !show_ids(receipt))
        return STATUS_NO_MEMORY;
    return STATUS_OK;
}

enum status receipt_read(struct bytes bytes, struct wachtpost_receipt **receipt) {
    struct wachtpost_receipt *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    enum status status = read_into(fresh, bytes);
    if (status == STATUS_OK)
        *receipt = fresh;
    else
        wachtpost_receipt_free(&fresh);
    return status;
}

enum wachtpost_status wachtpost_receipt_read(const void *bytes, size_t size,
                                             struct wachtpost_receipt **receipt,
                                             struct wachtpost_error *error) {
    if (!bytes || !receipt)
        return lib_misuse(error, __func__);
    enum status status = receipt_read(bytes_of(bytes, size), receipt);
    if (status == STATUS_MALFORMED)
        return lib_say(error, WACHTPOST_BAD_INPUT,
                       "Deze bytes zijn geen leesbare ontvangstbevestiging.");
    return lib_fail(error, status, NULL);
}

void wachtpost_receipt_free(struct wachtpost_receipt **receipt) {
    if (!receipt || !*receipt)
        return;
    arena_free(&(*receipt)->arena);
    free(*receipt);
    *receipt = NULL;
}

enum wachtpost_status wachtpost_receipt_summarise(const struct wachtpost_receipt *receipt,
                                                  struct wachtpost_receipt_summary *summary) {
    if (!receipt)
        return WACHTPOST_MISUSE;
    const struct receipt *from = &receipt->receipt;
    bool rejected = from->reject_reason != REJECT_NONE;
    struct wachtpost_receipt_summary own = {
        .peilmoment = from->peilmoment,
        .recorded_at = from->recorded_at,
        .sequence = from->sequence,
        .agb = from->agb.text,
        .reject_reason = rejected ? reject_reason_name(from->reject_reason) : "",
        .reject_sentence = rejected ? reject_reason_sentence(from->reject_reason) : "",
        .outcome = (int32_t)from->outcome,
        .late = from->late,
        .previous = from->previous,
        .open = from->open,
        .new_places = from->new_places,
        .changed = from->changed,
        .left = from->left,
        .completed = from->completed,
        .would_leave = from->would_leave,
    };
    memcpy(own.epoch, from->epoch, sizeof own.epoch);
    memcpy(own.content_hash, from->content_hash, sizeof own.content_hash);
    return struct_give(summary, &own, sizeof own) ? WACHTPOST_OK : WACHTPOST_MISUSE;
}

size_t wachtpost_receipt_mistakes(const struct wachtpost_receipt *receipt) {
    return receipt ? receipt->mistake_count : 0;
}

enum wachtpost_status wachtpost_receipt_mistake(const struct wachtpost_receipt *receipt,
                                                size_t index, struct wachtpost_mistake *mistake) {
    if (!receipt)
        return WACHTPOST_MISUSE;
    if (index >= receipt->mistake_count)
        return WACHTPOST_ABSENT;
    return struct_give(mistake, &receipt->mistakes[index], sizeof *receipt->mistakes)
               ? WACHTPOST_OK
               : WACHTPOST_MISUSE;
}

size_t wachtpost_receipt_vanished(const struct wachtpost_receipt *receipt) {
    return receipt ? receipt->receipt.vanished_count : 0;
}

const char *wachtpost_receipt_vanished_id(const struct wachtpost_receipt *receipt, size_t index) {
    return index < wachtpost_receipt_vanished(receipt) ? receipt->vanished[index] : NULL;
}

size_t wachtpost_receipt_warnings(const struct wachtpost_receipt *receipt) {
    return receipt ? receipt->receipt.warning_count : 0;
}

const char *wachtpost_receipt_warning(const struct wachtpost_receipt *receipt, size_t index,
                                      const char **id) {
    if (index >= wachtpost_receipt_warnings(receipt))
        return NULL;
    if (id)
        *id = receipt->warned[index];
    return warning_sentence(receipt->receipt.warnings[index].code);
}
