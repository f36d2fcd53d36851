#include "daemon/engine/state.h"

#include <stdio.h>

struct book engine_book(struct engine *engine, const struct aanbieder_head *head, day_t today,
                        instant_t instant) {
    const struct rules_settings *rules = engine_rules(engine);
    return (struct book){.arena = engine->work,
                         .norm = norm_on(rules->norms, rules->norm_count, today),
                         .today = today,
                         .recorded_at = instant,
                         .agb = head->agb,
                         .data_peilmoment = head->peilmoment,
                         .next_number = store_log_head(engine->txn, TABLE_ALERT) + 1};
}

static enum status fill_in_place(struct engine *engine, struct written *written) {
    struct place_alert *place = &written->alert.place;
    if (written->has_pseudonym) {
        uint32_t open;
        enum status status =
            state_places_of_jeugdige(engine, written->pseudonym_epoch, written->pseudonym, &open);
        if (status != STATUS_OK)
            return status;
        /* The place itself is among them, unless it left. */
        bool itself = written->about_open;
        place->other_places_known = true;
        place->other_places = open - (open > 0 && itself);
    }
    return rank_place_alert(&engine_rules(engine)->rank_order, written->alert.kind, engine->work,
                            place);
}

static void fill_in_aanbieder(const struct engine *engine, struct alert *alert) {
    const struct registered *found = engine_find_registered(engine, &alert->agb);
    if (found == NULL)
        return;
    alert->aanbieder = bytes_of_text(found->aanbieder->naam);
    alert->telefoon = bytes_of_text(found->aanbieder->telefoon);
    alert->mail = bytes_of_text(found->aanbieder->mail);
}

static enum status append_alert(struct engine *engine, struct written *written) {
    struct alert *alert = &written->alert;
    struct routed_alert routed = {.kind = alert->kind,
                                  .agb = alert->agb,
                                  .party_count = written->party_count,
                                  .parties = written->parties};
    struct bytes record;
    fill_in_aanbieder(engine, alert);
    enum status status = STATUS_OK;
    if (alert_concerns_place(alert->kind))
        status = fill_in_place(engine, written);
    if (status == STATUS_OK)
        status = wire_encode_alert(alert, engine->work, &routed.alert);
    if (status == STATUS_OK)
        status = pack_routed(&routed, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    store_log_append(engine->txn, TABLE_ALERT, alert->number, record);
    meters_note_alert(&engine->meters, alert->kind);
    return store_failure(engine->txn);
}

enum status engine_publish(struct engine *engine, struct book *book,
                           const struct alert_ref **refs) {
    enum status status = book_status(book);
    struct alert_ref *list = arena_array(engine->work, book->count, sizeof *list);
    if (list == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < book->count && status == STATUS_OK; i++) {
        const struct alert *alert = &book->written[i].alert;
        list[i] = (struct alert_ref){alert->number, alert->kind, alert->place.place_id};
        status = append_alert(engine, &book->written[i]);
    }
    engine->rang |= book->count > 0;
    *refs = list;
    return status;
}
