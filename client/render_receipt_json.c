#include "client/render.h"

#include "client/render_json_parts.h"
#include "client/render_words.h"

static json_t *json_faults(const struct line_faults *faults) {
    json_t *array = json_array();
    for (enum fault_code code = FAULT_NONE; code < FAULT_CODE_COUNT; code++) {
        if (!faults->field[code])
            continue;
        struct json_builder b = json_builder_new();
        json_put_name(&b, "code", fault_code_name(code));
        json_put_name(&b, "field", faults->field[code]);
        json_put_name(&b, "sentence", fault_sentence(code));
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

static json_t *json_refused(const struct receipt *receipt, const struct wachtlijst *list) {
    json_t *array = json_array();
    for (size_t i = 0; i < receipt->refused_count; i++) {
        const struct refused_line *line = &receipt->refused[i];
        uint32_t row = row_of_refused(line, list);
        struct json_builder b = json_builder_new();
        json_put_name(&b, "section", line->section == SECTION_OUTFLOW ? "OUTFLOW" : "PLACES");
        json_put_count(&b, "index", line->index);
        json_put(&b, "row", row ? json_integer(row) : json_null());
        json_put_text(&b, "id", line->id);
        json_put(&b, "faults", json_faults(&line->faults));
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

static json_t *json_warnings(const struct receipt *receipt) {
    json_t *array = json_array();
    for (size_t i = 0; i < receipt->warning_count; i++) {
        const struct warning *warning = &receipt->warnings[i];
        struct json_builder b = json_builder_new();
        json_put_name(&b, "code",
                      warning->code == WARNING_AANNAME_CODE ? "AANNAME_CODE"
                                                            : "MAATREGEL_ZONDER_GI");
        json_put_text(&b, "id", warning->id);
        json_put_name(&b, "sentence", warning_sentence(warning->code));
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

static json_t *json_alert_refs(const struct receipt *receipt) {
    json_t *array = json_array();
    for (size_t i = 0; i < receipt->alert_count; i++) {
        struct json_builder b = json_builder_new();
        json_put_count(&b, "number", receipt->alerts[i].number);
        json_put_name(&b, "kind", alert_kind_name(receipt->alerts[i].kind));
        json_put_text(&b, "place_id", receipt->alerts[i].place_id);
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

static json_t *json_vanished(const struct receipt *receipt) {
    json_t *array = json_array();
    for (size_t i = 0; i < receipt->vanished_count; i++)
        array = json_array_with(array, json_text(receipt->vanished[i]));
    return array;
}

static void put_counts(struct json_builder *b, const struct receipt *receipt) {
    json_put_count(b, "previous", receipt->previous);
    json_put_count(b, "open", receipt->open);
    json_put_count(b, "new_places", receipt->new_places);
    json_put_count(b, "changed", receipt->changed);
    json_put_count(b, "left", receipt->left);
    json_put_count(b, "completed", receipt->completed);
    json_put_count(b, "would_leave", receipt->would_leave);
}

static json_t *json_receipt(const struct receipt *receipt, const struct wachtlijst *list) {
    struct json_builder b = json_builder_new();
    json_put_name(&b, "outcome", answer_name(receipt->outcome));
    json_put_name(&b, "agb_code", receipt->agb.text);
    json_put_hex(&b, "epoch", receipt->epoch, EPOCH_BYTES);
    json_put_count(&b, "sequence", receipt->sequence);
    json_put_hex(&b, "content_hash", receipt->content_hash, HASH_BYTES);
    json_put_instant(&b, "peilmoment", receipt->peilmoment);
    json_put_instant(&b, "recorded_at", receipt->recorded_at);
    json_put_count(&b, "event", receipt->event);
    json_put_bool(&b, "late", receipt->late);
    json_put_name(&b, "reject_reason", reject_reason_name(receipt->reject_reason));
    put_counts(&b, receipt);
    json_put(&b, "vanished", json_vanished(receipt));
    json_put(&b, "refused", json_refused(receipt, list));
    json_put(&b, "warnings", json_warnings(receipt));
    json_put(&b, "alerts", json_alert_refs(receipt));
    return json_builder_take(&b);
}

bool render_receipt_json(FILE *out, const struct reply_head *head, const struct receipt *receipt,
                         const struct wachtlijst *list) {
    struct json_builder b = json_builder_new();
    json_put_name(&b, "status", answer_name(head->status));
    json_put_text(&b, "sentence", head->sentence);
    json_put_instant(&b, "now", head->now);
    json_put_bool(&b, "virtual_clock", head->virtual_clock);
    json_put(&b, "receipt", receipt ? json_receipt(receipt, list) : json_null());
    return json_print(out, json_builder_take(&b));
}

bool render_mistakes_json(FILE *out, const struct csv_mistake *mistakes, size_t count) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        struct json_builder b = json_builder_new();
        json_put_count(&b, "row", mistakes[i].row);
        json_put_name(&b, "column", mistakes[i].column);
        json_put_name(&b, "kind", mistakes[i].kind);
        json_put_name(&b, "sentence", mistakes[i].sentence);
        array = json_array_with(array, json_builder_take(&b));
    }
    struct json_builder b = json_builder_new();
    json_put(&b, "mistakes", array);
    return json_print(out, json_builder_take(&b));
}
