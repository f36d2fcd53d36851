/* Everything held about one place, for a parent's question; and its removal. Each fact is a line:
 * what it is, and names with values, with tabs between. wachtpostctl makes sentences or JSON of it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/command.h"
#include "daemon/engine/hold.h"
#include "daemon/engine/place_codes.h"
#include "daemon/engine/retain.h"
#include "daemon/engine/rows.h"
#include "daemon/engine/some_bodies.h"
#include "daemon/engine/takings.h"
#include "proto/model/list.h"

struct inzage {
    struct command *command;
    struct engine *engine;
    struct bytes id;
    struct place_key key;
    struct place_codes codes;
    struct past_rows rows;
    struct list events; /* uint64_t: deliveries that are kept */
    struct list alerts; /* uint64_t: numbers of those about it */
    enum status failure;
    char line[2048];
    size_t used;
};

/* ---- one fact */

static void begin(struct inzage *i, const char *what) {
    i->used = (size_t)snprintf(i->line, sizeof i->line, "%s", what);
}

static void add_text(struct inzage *i, const char *name, const char *text) {
    if (text[0] != '\0' && i->used < sizeof i->line)
        i->used +=
            (size_t)snprintf(i->line + i->used, sizeof i->line - i->used, "\t%s=%s", name, text);
}

static void add_bytes(struct inzage *i, const char *name, struct bytes text) {
    char room[256];
    snprintf(room, sizeof room, "%.*s", (int)text.size, text.size ? (const char *)text.at : "");
    add_text(i, name, room);
}

static void add_number(struct inzage *i, const char *name, uint64_t number) {
    char room[24];
    snprintf(room, sizeof room, "%" PRIu64, number);
    add_text(i, name, room);
}

static void add_day(struct inzage *i, const char *name, day_t day) {
    char room[DAY_TEXT_SIZE];
    if (day != DAY_NONE)
        add_text(i, name, day_text(day, room));
}

static void add_instant(struct inzage *i, const char *name, instant_t instant) {
    char room[INSTANT_TEXT_SIZE];
    if (instant != INSTANT_MAX)
        add_text(i, name, instant_text(instant, room));
}

static void end(struct inzage *i) {
    command_say(i->command, "%s", i->line);
}

/* ---- what is held */

static void add_dates(struct inzage *i, const struct place *place) {
    add_day(i, "oorspronkelijke_aanmelddatum", place->oorspronkelijke_aanmelddatum);
    add_day(i, "aanmelddatum", place->aanmelddatum);
    add_day(i, "verwijsdatum", place->verwijsdatum);
    add_day(i, "toewijzingsdatum", place->toewijzingsdatum);
    add_day(i, "compleet_datum", place->compleet_datum);
    add_day(i, "intakedatum", place->intakedatum);
    add_day(i, "maatregel_start", place->maatregel_start);
    add_day(i, "urgentie_datum", place->urgentie_datum);
    add_day(i, "overbrugging_sinds", place->overbrugging_sinds);
    add_day(i, "laatst_geverifieerd", place->laatst_geverifieerd);
}

static void add_place(struct inzage *i, const struct place *place) {
    add_text(i, "gemeente", place->gemeente);
    add_text(i, "hulpvorm", hulpvorm_name(place->hulpvorm));
    add_text(i, "maatregel", maatregel_name(place->maatregel));
    add_text(i, "gi", place->gi.text);
    add_text(i, "urgentie", urgentie_name(place->urgentie));
    add_text(i, "overbrugging", overbrugging_name(place->overbrugging));
    add_text(i, "leeftijdsband", leeftijdsband_name(place->leeftijdsband));
    add_text(i, "regie", regie_name(place->regie));
    if (place->productcategorie)
        add_number(i, "productcategorie", place->productcategorie);
    if (place->verwijzer)
        add_number(i, "verwijzer", place->verwijzer);
    add_text(i, "machtiging_uithuisplaatsing", place->machtiging_uithuisplaatsing ? "ja" : "");
    add_text(i, "eigen_wens", place->eigen_wens ? "ja" : "");
    add_text(i, "pseudoniem", place->has_pseudonym ? "ja" : "");
    add_dates(i, place);
}

static void add_leaving(struct inzage *i, const struct known_place *known) {
    const struct departure *last =
        known->departure_count ? &known->departures[known->departure_count - 1] : NULL;
    if (last == NULL || known->open)
        return;
    add_text(i, "reden", uitstroomreden_name(last->reden));
    add_day(i, "vertrokken_op", last->datum);
}

static enum status tell_version(struct inzage *i, const struct history_row *row) {
    instant_t recorded;
    enum status status = store_event_instant(i->engine->txn, row->event, &recorded);
    if (status != STATUS_OK)
        return status;
    begin(i, "versie");
    add_instant(i, "vastgelegd", recorded);
    if (row->kind == HISTORY_COMPLETED) {
        add_text(i, "soort", "vertrek aangevuld");
        add_text(i, "reden", uitstroomreden_name(row->reden));
        add_day(i, "vertrokken_op", row->datum);
    } else {
        add_text(i, "soort",
                 row->kind == HISTORY_PASSED ? "kwam en vertrok"
                 : row->known.open           ? "wacht"
                                             : "vertrokken");
        add_instant(i, "geldig_van", row->from);
        add_instant(i, "geldig_tot", row->until);
        if (row->known.open)
            add_day(i, "wacht_sinds", row->known.wait.start);
        add_leaving(i, &row->known);
        add_place(i, &row->known.place);
    }
    end(i);
    return STATUS_OK;
}

static enum status tell_versions(struct inzage *i) {
    enum status status = STATUS_OK;
    for (size_t k = 0; k < i->rows.count && status == STATUS_OK; k++)
        status = tell_version(i, &i->rows.at[k]);
    return status;
}

static enum status tell_delivery(struct inzage *i, uint64_t event) {
    uint8_t key[8];
    struct bytes outcome;
    struct receipt receipt;
    store_key_u64(key, event);
    arena_reset(i->engine->scratch);
    enum status status = store_get(i->engine->txn, TABLE_OUTCOME, bytes_of(key, sizeof key),
                                   i->engine->scratch, &outcome);
    if (status == STATUS_OK)
        status = wire_decode_receipt(outcome, i->engine->scratch, &receipt);
    if (status != STATUS_OK)
        return status == STATUS_NO_MEMORY ? status : STATUS_DAMAGED;
    begin(i, "levering");
    add_text(i, "aanbieder", receipt.agb.text);
    add_number(i, "nummer", receipt.sequence);
    add_instant(i, "peilmoment", receipt.peilmoment);
    add_instant(i, "vastgelegd", receipt.recorded_at);
    add_text(i, "uitkomst", answer_name(receipt.outcome));
    end(i);
    return STATUS_OK;
}

static enum status tell_deliveries(struct inzage *i) {
    const uint64_t *events = i->events.items;
    enum status status = STATUS_OK;
    for (size_t k = 0; k < i->events.count && status == STATUS_OK; k++)
        status = tell_delivery(i, events[k]);
    return status;
}

static bool is_of(const struct inzage *i, const struct agb *agb) {
    for (size_t k = 0; k < i->codes.count; k++)
        if (strcmp(i->codes.at[k].text, agb->text) == 0)
            return true;
    return false;
}

static bool tell_alert(void *context, struct bytes key, struct bytes value) {
    struct inzage *i = context;
    struct routed_alert routed;
    struct alert alert;
    (void)key;
    arena_reset(i->engine->scratch);
    i->failure = unpack_routed(value, i->engine->scratch, &routed);
    if (i->failure != STATUS_OK || !alert_concerns_place(routed.kind) || !is_of(i, &routed.agb))
        return i->failure == STATUS_OK;
    i->failure = wire_decode_alert(routed.alert, i->engine->scratch, &alert);
    if (i->failure != STATUS_OK || !bytes_equal(alert.place.place_id, i->id))
        return i->failure == STATUS_OK;
    uint64_t *noted = list_add(&i->alerts);
    if (noted)
        *noted = alert.number;
    begin(i, "melding");
    add_number(i, "nummer", alert.number);
    add_text(i, "soort", alert_kind_name(alert.kind));
    add_day(i, "over", alert.due);
    add_instant(i, "vastgelegd", alert.recorded_at);
    end(i);
    return true;
}

static enum status tell_alerts(struct inzage *i) {
    const struct bytes all = {NULL, 0};
    enum status status = store_walk(i->engine->txn, TABLE_ALERT, all, all, tell_alert, i);
    if (status == STATUS_OK && i->alerts.out_of_memory)
        return STATUS_NO_MEMORY;
    return status != STATUS_OK              ? status
           : i->failure == STATUS_MALFORMED ? STATUS_DAMAGED
                                            : i->failure;
}

static enum status tell_takings(struct inzage *i) {
    const struct taking *takings;
    size_t count;
    enum status status =
        takings_of(i->engine, &i->codes.now, i->id, i->command->arena, &takings, &count);
    for (size_t k = 0; k < count && status == STATUS_OK; k++) {
        begin(i, "opgepakt");
        add_instant(i, "vastgelegd", takings[k].recorded_at);
        add_bytes(i, "door", takings[k].who);
        add_text(i, "stand", taken_state_name(takings[k].state));
        add_text(i, "belemmering", obstacle_name(takings[k].obstacle));
        end(i);
    }
    return status;
}

/* ---- who saw it */

static enum audit_match match(const struct inzage *i, const struct audit_line *line) {
    struct audit_wish wish = {.has_plek = true,
                              .plek = i->key,
                              .alerts = i->alerts.items,
                              .alert_count = i->alerts.count};
    enum audit_match best = AUDIT_NO;
    for (size_t k = 0; k < i->codes.count; k++) {
        wish.agb = i->codes.at[k];
        const enum audit_match found = audit_match(&wish, line);
        best = found > best ? found : best;
    }
    return best;
}

static bool tell_seen(void *context, struct bytes key, struct bytes value) {
    struct inzage *i = context;
    struct audit_line line;
    (void)key;
    arena_reset(i->engine->scratch);
    i->failure = unpack_audit_line(value, i->engine->scratch, &line);
    const enum audit_match found = i->failure == STATUS_OK ? match(i, &line) : AUDIT_NO;
    if (found == AUDIT_NO)
        return i->failure == STATUS_OK;
    begin(i, "gezien");
    add_instant(i, "op", line.instant);
    add_bytes(i, "door",
              line.party == AUDIT_OPERATOR ? bytes_of_text("de beheerder van de machine")
                                           : line.participant);
    add_bytes(i, "persoon", line.persoon);
    add_bytes(i, "wat_deed_die", line.act);
    add_text(i, "uitkomst", answer_name(line.outcome));
    add_text(i, "zeker", found == AUDIT_YES ? "ja" : "nee, de plek kan in de lijst hebben gestaan");
    end(i);
    return true;
}

static enum status tell_audit(struct inzage *i) {
    const struct bytes all = {NULL, 0};
    enum status status = store_walk(i->engine->txn, TABLE_AUDIT, all, all, tell_seen, i);
    return status == STATUS_OK ? i->failure : status;
}

/* ---- all of it */

static enum status last_said(struct inzage *i, day_t *day) {
    instant_t instant = 0;
    enum status status = STATUS_OK;
    *day = DAY_NONE;
    for (size_t k = 0; k < i->rows.count && status == STATUS_OK; k++) {
        const struct history_row *row = &i->rows.at[k];
        status = store_event_instant(i->engine->txn, row->event, &instant);
        if (row->kind != HISTORY_COMPLETED && row->from > instant)
            instant = row->from;
        if (day_of_instant(instant) > *day)
            *day = day_of_instant(instant);
    }
    return status;
}

static enum status tell_place(struct inzage *i) {
    const bool open = rows_say_open(&i->rows);
    day_t said;
    enum status status = last_said(i, &said);
    if (status != STATUS_OK)
        return status;
    begin(i, "plek");
    add_text(i, "aanbieder", i->codes.now.text);
    add_bytes(i, "plek", i->id);
    add_text(i, "op_de_wachtlijst", open ? "ja" : "nee");
    if (!open && said != DAY_NONE)
        add_day(i, "vergeten_op", retain_forgotten_on(&engine_rules(i->engine)->retention, said));
    end(i);
    return STATUS_OK;
}

static enum status gather(struct inzage *i) {
    enum status status =
        rows_load(i->engine->txn, &i->codes.now, &i->key, i->command->arena, &i->rows);
    for (size_t k = 0; k < i->codes.count && status == STATUS_OK; k++)
        status = bodies_with_place(i->engine, &i->codes.at[k], &i->key, &i->events);
    return status;
}

static enum status on_record(struct inzage *i, const char *act) {
    char detail[32];
    snprintf(detail, sizeof detail, "uid=%u", i->command->uid);
    return engine_audit_operator_place(i->engine, act, &i->codes.now, &i->key, detail);
}

/* The place that the words name. STATUS_BAD_INPUT, which was said. */
static enum status find(struct command *command, struct inzage *i) {
    struct agb agb;
    *i = (struct inzage){.command = command,
                         .engine = command->engine,
                         .events = LIST_OF(command->arena, uint64_t),
                         .alerts = LIST_OF(command->arena, uint64_t)};
    if (command->count != 3)
        return STATUS_MALFORMED;
    i->id = bytes_of_text(command->words[2]);
    if (!agb_parse(bytes_of_text(command->words[1]), &agb)) {
        command_say(command, "%s is geen AGB-code (acht cijfers)", command->words[1]);
        return STATUS_BAD_INPUT;
    }
    i->key = rows_place_key(i->engine->store, i->id);
    enum status status = engine_evaluate_days(i->engine);
    if (status == STATUS_OK)
        status = place_codes_of(i->engine, &agb, command->arena, &i->codes);
    if (status != STATUS_ABSENT)
        return status;
    command_say(command, "er is geen aanbieder met AGB-code %s", agb.text);
    return STATUS_BAD_INPUT;
}

enum status command_inzage(struct command *command) {
    static enum status (*const parts[])(struct inzage * i) = {
        tell_place, tell_versions, tell_deliveries, tell_alerts, tell_takings, tell_audit};
    struct inzage i;
    enum status status = find(command, &i);
    if (status == STATUS_OK)
        status = gather(&i);
    if (status != STATUS_OK)
        return status;
    if (i.rows.count == 0 && i.events.count == 0)
        command_say(command, "niets");
    for (size_t k = 0; (i.rows.count || i.events.count) && k < sizeof parts / sizeof *parts; k++)
        if (status == STATUS_OK)
            status = parts[k](&i);
    return status == STATUS_OK ? on_record(&i, "INZAGE") : status;
}

enum status command_wis(struct command *command) {
    struct inzage i;
    const char *why = NULL;
    enum status status = find(command, &i);
    if (status == STATUS_OK && engine_is_held(i.engine)) {
        command_say(command, "niets gewist: de klok wordt niet geloofd (wachtpostctl status)");
        return STATUS_BUSY;
    }
    if (status == STATUS_OK)
        status = engine_erase_place(i.engine, &i.codes.now, &i.key, &why);
    if (status == STATUS_OK && why) {
        command_say(command, "niets gewist: %s", why);
        return STATUS_BAD_INPUT;
    }
    if (status == STATUS_OK)
        status = on_record(&i, "WIS");
    if (status == STATUS_OK)
        command_say(command, "gewist: alles wat over deze plek bewaard werd");
    if (status == STATUS_OK)
        engine_begin_key(i.engine);
    return status;
}
