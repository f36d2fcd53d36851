#include "proto/wire/wire.h"

#include "proto/wire/convert.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Receipt ReceiptMessage;
typedef Wachtpost__V1__RefusedLine RefusedMessage;
typedef Wachtpost__V1__Fault FaultMessage;
typedef Wachtpost__V1__Warning WarningMessage;
typedef Wachtpost__V1__AlertRef AlertRefMessage;

/* ---- out */

static void write_vanished(struct conversion *c, const struct receipt *from, ReceiptMessage *to) {
    to->vanished = convert_array(c, from->vanished_count, sizeof *to->vanished);
    for (size_t i = 0; to->vanished && i < from->vanished_count; i++)
        to->vanished[i] = convert_data(from->vanished[i]);
    to->n_vanished = from->vanished_count;
}

static FaultMessage *write_fault(struct conversion *c, enum fault_code code, const char *field) {
    FaultMessage *to = convert_message(c, &wachtpost__v1__fault__descriptor);
    if (to == NULL)
        return NULL;
    to->code = (Wachtpost__V1__FaultCode)code;
    to->field = convert_text(c, bytes_of_text(field));
    to->sentence = convert_text(c, bytes_of_text(fault_sentence(code)));
    return to;
}

static void write_faults(struct conversion *c, const struct line_faults *from, RefusedMessage *to) {
    to->faults = convert_array(c, FAULT_CODE_COUNT, sizeof *to->faults);
    for (int code = FAULT_ID; to->faults && code < FAULT_CODE_COUNT; code++)
        if (from->field[code])
            to->faults[to->n_faults++] = write_fault(c, (enum fault_code)code, from->field[code]);
}

static RefusedMessage *write_refused_line(struct conversion *c, const struct refused_line *from) {
    RefusedMessage *to = convert_message(c, &wachtpost__v1__refused_line__descriptor);
    if (to == NULL)
        return NULL;
    to->section = (Wachtpost__V1__LineSection)from->section;
    to->index = from->index;
    to->id = convert_data(from->id);
    write_faults(c, &from->faults, to);
    return to;
}

static void write_refused(struct conversion *c, const struct receipt *from, ReceiptMessage *to) {
    to->refused = convert_array(c, from->refused_count, sizeof *to->refused);
    for (size_t i = 0; to->refused && i < from->refused_count; i++)
        to->refused[i] = write_refused_line(c, &from->refused[i]);
    to->n_refused = from->refused_count;
}

static WarningMessage *write_warning(struct conversion *c, const struct warning *from) {
    WarningMessage *to = convert_message(c, &wachtpost__v1__warning__descriptor);
    if (to == NULL)
        return NULL;
    to->code = (Wachtpost__V1__WarningCode)from->code;
    to->id = convert_data(from->id);
    to->sentence = convert_text(c, bytes_of_text(warning_sentence(from->code)));
    return to;
}

static void write_warnings(struct conversion *c, const struct receipt *from, ReceiptMessage *to) {
    to->warnings = convert_array(c, from->warning_count, sizeof *to->warnings);
    for (size_t i = 0; to->warnings && i < from->warning_count; i++)
        to->warnings[i] = write_warning(c, &from->warnings[i]);
    to->n_warnings = from->warning_count;
}

static AlertRefMessage *write_alert_ref(struct conversion *c, const struct alert_ref *from) {
    AlertRefMessage *to = convert_message(c, &wachtpost__v1__alert_ref__descriptor);
    if (to == NULL)
        return NULL;
    to->number = from->number;
    to->kind = (Wachtpost__V1__AlertKind)from->kind;
    to->place_id = convert_data(from->place_id);
    return to;
}

static void write_alert_refs(struct conversion *c, const struct receipt *from, ReceiptMessage *to) {
    to->alerts = convert_array(c, from->alert_count, sizeof *to->alerts);
    for (size_t i = 0; to->alerts && i < from->alert_count; i++)
        to->alerts[i] = write_alert_ref(c, &from->alerts[i]);
    to->n_alerts = from->alert_count;
}

static void write_facts(struct conversion *c, const struct receipt *from, ReceiptMessage *to) {
    to->outcome = (Wachtpost__V1__StatusCode)from->outcome;
    to->agb_code = convert_text(c, bytes_of_text(from->agb.text));
    to->epoch = convert_data(bytes_of(from->epoch, EPOCH_BYTES));
    to->sequence = from->sequence;
    to->content_hash = convert_data(bytes_of(from->content_hash, HASH_BYTES));
    to->peilmoment = from->peilmoment;
    to->recorded_at = from->recorded_at;
    to->event = from->event;
    to->late = from->late;
    to->reject_reason = (Wachtpost__V1__RejectReason)from->reject_reason;
    to->previous = from->previous;
    to->open = from->open;
    to->new_places = from->new_places;
    to->changed = from->changed;
    to->left = from->left;
    to->completed = from->completed;
    to->would_leave = from->would_leave;
}

enum status wire_encode_receipt(const struct receipt *receipt, struct arena *arena,
                                struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReceiptMessage message = WACHTPOST__V1__RECEIPT__INIT;
    write_facts(&c, receipt, &message);
    write_vanished(&c, receipt, &message);
    write_refused(&c, receipt, &message);
    write_warnings(&c, receipt, &message);
    write_alert_refs(&c, receipt, &message);
    return convert_pack(&c, &message.base, NULL, out);
}

/* ---- in */

static void read_vanished(struct conversion *c, const ReceiptMessage *from, struct receipt *to) {
    struct bytes *vanished = convert_array(c, from->n_vanished, sizeof *vanished);
    for (size_t i = 0; vanished && i < from->n_vanished; i++)
        vanished[i] = convert_bytes(from->vanished[i]);
    to->vanished = vanished;
    to->vanished_count = from->n_vanished;
}

static void read_fault(struct conversion *c, const FaultMessage *from, struct line_faults *to) {
    int code = convert_code(c, (int)from->code, FAULT_CODE_COUNT);
    /* A code comes once on a line. */
    if (code == FAULT_NONE || to->field[code])
        convert_fail(c, STATUS_MALFORMED);
    else
        to->field[code] = from->field;
}

static void read_refused(struct conversion *c, const ReceiptMessage *from, struct receipt *to) {
    struct refused_line *refused = convert_array(c, from->n_refused, sizeof *refused);
    for (size_t i = 0; refused && i < from->n_refused; i++) {
        const RefusedMessage *line = from->refused[i];
        refused[i].section =
            (enum line_section)convert_code(c, (int)line->section, SECTION_OUTFLOW + 1);
        refused[i].index = line->index;
        refused[i].id = convert_bytes(line->id);
        for (size_t j = 0; j < line->n_faults; j++)
            read_fault(c, line->faults[j], &refused[i].faults);
    }
    to->refused = refused;
    to->refused_count = from->n_refused;
}

static void read_warnings(struct conversion *c, const ReceiptMessage *from, struct receipt *to) {
    struct warning *warnings = convert_array(c, from->n_warnings, sizeof *warnings);
    for (size_t i = 0; warnings && i < from->n_warnings; i++) {
        const WarningMessage *warning = from->warnings[i];
        warnings[i].code =
            (enum warning_code)convert_code(c, (int)warning->code, WARNING_AANNAME_CODE + 1);
        warnings[i].id = convert_bytes(warning->id);
    }
    to->warnings = warnings;
    to->warning_count = from->n_warnings;
}

static void read_alert_refs(struct conversion *c, const ReceiptMessage *from, struct receipt *to) {
    struct alert_ref *alerts = convert_array(c, from->n_alerts, sizeof *alerts);
    for (size_t i = 0; alerts && i < from->n_alerts; i++) {
        const AlertRefMessage *alert = from->alerts[i];
        alerts[i].number = alert->number;
        alerts[i].kind = (enum alert_kind)convert_code(c, (int)alert->kind, ALERT_KIND_COUNT);
        alerts[i].place_id = convert_bytes(alert->place_id);
    }
    to->alerts = alerts;
    to->alert_count = from->n_alerts;
}

static void read_facts(struct conversion *c, const ReceiptMessage *from, struct receipt *to) {
    to->outcome = (enum answer)convert_code(c, (int)from->outcome, ANSWER_COUNT);
    convert_agb(c, from->agb_code, &to->agb);
    convert_fixed(c, from->epoch, to->epoch, EPOCH_BYTES);
    to->sequence = from->sequence;
    convert_fixed(c, from->content_hash, to->content_hash, HASH_BYTES);
    to->peilmoment = from->peilmoment;
    to->recorded_at = from->recorded_at;
    to->event = from->event;
    to->late = from->late;
    to->reject_reason =
        (enum reject_reason)convert_code(c, (int)from->reject_reason, REJECT_REASON_COUNT);
    to->previous = from->previous;
    to->open = from->open;
    to->new_places = from->new_places;
    to->changed = from->changed;
    to->left = from->left;
    to->completed = from->completed;
    to->would_leave = from->would_leave;
}

enum status wire_decode_receipt(struct bytes body, struct arena *arena, struct receipt *out) {
    struct conversion c = convert_in(arena);
    ReceiptMessage message;
    struct receipt receipt = {0};
    enum status status = convert_decode(&wachtpost__v1__receipt__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    read_facts(&c, &message, &receipt);
    read_vanished(&c, &message, &receipt);
    read_refused(&c, &message, &receipt);
    read_warnings(&c, &message, &receipt);
    read_alert_refs(&c, &message, &receipt);
    if (c.status == STATUS_OK)
        *out = receipt;
    return c.status;
}
