/* Replies and the receipt in them. */
#include "tests/wire/shown.h"

json_t *with_reply_head(const struct reply_head *head) {
    json_t *object = json_object(), *shown = json_object();
    show_code(shown, "status", "STATUS_CODE", (int)head->status, answer_name(head->status));
    show_number(shown, "retry_after_ms", head->retry_after_ms);
    show_number(shown, "now", head->now);
    show_flag(shown, "virtual_clock", head->virtual_clock);
    json_object_set_new(object, "head", shown);
    return object;
}

static json_t *shown_refused(const struct refused_line *line) {
    json_t *object = json_object(), *faults = json_array();
    show_code(object, "section", "LINE_SECTION", (int)line->section,
              line->section == SECTION_PLACES ? "PLACES" : "OUTFLOW");
    show_number(object, "index", line->index);
    show_text(object, "id", line->id);
    for (int code = FAULT_ID; code < FAULT_CODE_COUNT; code++) {
        if (line->faults.field[code] == NULL)
            continue;
        json_t *fault = json_object();
        show_code(fault, "code", "FAULT_CODE", code, fault_code_name((enum fault_code)code));
        show_text(fault, "field", bytes_of_text(line->faults.field[code]));
        json_array_append_new(faults, fault);
    }
    show_list(object, "faults", faults);
    return object;
}

static void show_lists(json_t *object, const struct receipt *receipt) {
    json_t *vanished = json_array(), *refused = json_array(), *warnings = json_array(),
           *alerts = json_array();
    for (size_t i = 0; i < receipt->vanished_count; i++)
        json_array_append_new(vanished, shown_text(receipt->vanished[i]));
    for (size_t i = 0; i < receipt->refused_count; i++)
        json_array_append_new(refused, shown_refused(&receipt->refused[i]));
    for (size_t i = 0; i < receipt->warning_count; i++) {
        json_t *warning = json_object();
        show_code(warning, "code", "WARNING_CODE", (int)receipt->warnings[i].code,
                  "MAATREGEL_ZONDER_GI");
        show_text(warning, "id", receipt->warnings[i].id);
        json_array_append_new(warnings, warning);
    }
    for (size_t i = 0; i < receipt->alert_count; i++) {
        json_t *alert = json_object();
        show_number(alert, "number", (int64_t)receipt->alerts[i].number);
        show_code(alert, "kind", "ALERT_KIND", (int)receipt->alerts[i].kind,
                  alert_kind_name(receipt->alerts[i].kind));
        show_text(alert, "place_id", receipt->alerts[i].place_id);
        json_array_append_new(alerts, alert);
    }
    show_list(object, "vanished", vanished);
    show_list(object, "refused", refused);
    show_list(object, "warnings", warnings);
    show_list(object, "alerts", alerts);
}

static json_t *shown_receipt(const struct receipt *receipt) {
    json_t *object = json_object();
    show_code(object, "outcome", "STATUS_CODE", (int)receipt->outcome,
              answer_name(receipt->outcome));
    show_text(object, "agb_code", bytes_of_text(receipt->agb.text));
    show_hex(object, "epoch", bytes_of(receipt->epoch, EPOCH_BYTES));
    show_number(object, "sequence", (int64_t)receipt->sequence);
    show_hex(object, "content_hash", bytes_of(receipt->content_hash, HASH_BYTES));
    show_number(object, "peilmoment", receipt->peilmoment);
    show_number(object, "recorded_at", receipt->recorded_at);
    show_number(object, "event", (int64_t)receipt->event);
    show_flag(object, "late", receipt->late);
    show_code(object, "reject_reason", "REJECT_REASON", (int)receipt->reject_reason,
              reject_reason_name(receipt->reject_reason));
    show_number(object, "previous", receipt->previous);
    show_number(object, "open", receipt->open);
    show_number(object, "new_places", receipt->new_places);
    show_number(object, "changed", receipt->changed);
    show_number(object, "left", receipt->left);
    show_number(object, "completed", receipt->completed);
    show_number(object, "would_leave", receipt->would_leave);
    show_lists(object, receipt);
    return object;
}

json_t *shown_push_reply(const struct push_reply *reply, const struct receipt *receipt) {
    json_t *object = with_reply_head(&reply->head);
    if (reply->receipt.size > 0)
        json_object_set_new(object, "receipt", shown_receipt(receipt));
    show_number(object, "expected_sequence", (int64_t)reply->expected_sequence);
    return object;
}

json_t *shown_alerts_reply(const struct alerts_reply *reply, const struct alert *alerts) {
    json_t *object = with_reply_head(&reply->head), *list = json_array();
    for (size_t i = 0; i < reply->alert_count; i++)
        json_array_append_new(list, shown_alert(&alerts[i]));
    show_list(object, "alerts", list);
    show_cursor(object, &reply->cursor);
    show_flag(object, "more", reply->more);
    return object;
}
