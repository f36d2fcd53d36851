#include "client/cli/outbox_show.h"

#include "client/language.h"
#include "client/render_json_parts.h"
#include "client/render_words.h"
#include "client/table.h"

#include <inttypes.h>

static const struct table_column columns[] = {{N_("reeks"), true},         {N_("levering"), true},
                                              {N_("in de outbox"), false}, {"bytes", true},
                                              {N_("stand"), false},        {N_("antwoord"), false}};

static const char *stand_words(const struct outbox_entry *entry) {
    switch (entry->state) {
    case OUTBOX_WAITING:
        return _("wacht");
    case OUTBOX_SET_ASIDE:
        return _("opzij gezet: onleesbaar voor de server");
    case OUTBOX_DELIVERED:
        break;
    }
    if (entry->outcome == ANSWER_HELD)
        return _("vastgehouden");
    return entry->outcome == ANSWER_REJECTED ? _("afgekeurd") : _("verwerkt");
}

/* What an earlier version put in has no instant. */
static void put_instant(struct table *table, instant_t instant) {
    char text[DUTCH_INSTANT_SIZE];
    if (instant == 0)
        table_put(table, bytes_of_text("-"));
    else
        table_print(table, "%s", dutch_instant(instant, text));
}

static void put_entry(struct table *table, const struct outbox_entry *entry) {
    table_print(table, "%" PRIu32, entry->generation);
    table_print(table, "%" PRIu64, entry->sequence);
    put_instant(table, entry->added_at);
    table_print(table, "%zu", entry->body_bytes);
    table_put(table, bytes_of_text(stand_words(entry)));
    put_instant(table, entry->settled_at);
}

enum status outbox_show(FILE *out, const struct outbox_view *view, struct arena *arena) {
    const struct outbox_standing *standing = &view->standing;
    fprintf(out, _("Outbox van %s in %s\n"), view->agb->text, view->folder);
    fprintf(out, _("Wachtend: %zu. Geleverd en nog bewaard: %zu. Opzij gezet: %zu.\n"),
            standing->waiting, standing->delivered, standing->set_aside);
    fprintf(out, _("De volgende levering krijgt nummer %" PRIu64 ".\n"), standing->next.sequence);
    if (view->count == 0)
        return STATUS_OK;
    fputc('\n', out);
    struct table table = table_new(arena, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < view->count; i++)
        put_entry(&table, &view->entries[i]);
    return table_write(out, &table);
}

static const char *const state_names[] = {[OUTBOX_WAITING] = "WAITING",
                                          [OUTBOX_DELIVERED] = "DELIVERED",
                                          [OUTBOX_SET_ASIDE] = "SET_ASIDE"};

static void put_name_or_null(struct json_builder *b, const char *name, const char *value) {
    if (value)
        json_put_name(b, name, value);
    else
        json_put(b, name, json_null());
}

static json_t *json_entry(const struct outbox_entry *entry) {
    struct json_builder b = json_builder_new();
    json_put_count(&b, "generation", entry->generation);
    json_put_hex(&b, "epoch", entry->epoch, EPOCH_BYTES);
    json_put_count(&b, "sequence", entry->sequence);
    json_put_name(&b, "state", state_names[entry->state]);
    put_name_or_null(&b, "outcome",
                     entry->state == OUTBOX_DELIVERED ? answer_name(entry->outcome) : NULL);
    json_put_instant(&b, "added_at", entry->added_at);
    json_put_instant(&b, "settled_at", entry->settled_at);
    json_put_count(&b, "bytes", entry->body_bytes);
    json_put_hex(&b, "content_hash", entry->hash, HASH_BYTES);
    return json_builder_take(&b);
}

static json_t *json_entries(const struct outbox_view *view) {
    json_t *array = json_array();
    for (size_t i = 0; i < view->count; i++)
        array = json_array_with(array, json_entry(&view->entries[i]));
    return array;
}

enum status outbox_show_json(FILE *out, const struct outbox_view *view) {
    const struct outbox_standing *standing = &view->standing;
    struct json_builder b = json_builder_new();
    json_put_name(&b, "agb_code", view->agb->text);
    json_put_name(&b, "folder", view->folder);
    put_name_or_null(&b, "stopped",
                     standing->stop == OUTBOX_RUNS ? NULL : outbox_stop_name(standing->stop));
    json_put_instant(&b, "stopped_at", standing->stopped_at);
    json_put_count(&b, "waiting", standing->waiting);
    json_put_count(&b, "delivered", standing->delivered);
    json_put_count(&b, "set_aside", standing->set_aside);
    json_put_hex(&b, "epoch", standing->next.epoch, EPOCH_BYTES);
    json_put_count(&b, "next_sequence", standing->next.sequence);
    json_put(&b, "snapshots", json_entries(view));
    return json_print(out, json_builder_take(&b)) ? STATUS_OK : STATUS_NO_MEMORY;
}
