#include "client/render.h"

#include "client/hex.h"
#include "client/render_words.h"

#include <inttypes.h>

static void write_held(FILE *out, const struct held_status *held) {
    char instant[DUTCH_INSTANT_SIZE], epoch[HEX_SIZE(EPOCH_BYTES)], hash[HEX_SIZE(HASH_BYTES)];
    if (!held->present)
        return;
    fprintf(out,
            "   VASTGEHOUDEN: levering %" PRIu64 ", peilmoment %s: %u van %u plekken zouden "
            "verdwijnen.\n",
            held->sequence, dutch_instant(held->peilmoment, instant), held->would_leave,
            held->open);
    fprintf(out, "   epoch %s\n   hash  %s\n", hex_text(bytes_of(held->epoch, EPOCH_BYTES), epoch),
            hex_text(bytes_of(held->content_hash, HASH_BYTES), hash));
}

static void write_aanbieder(FILE *out, const struct aanbieder_status *aanbieder) {
    char day[DUTCH_DAY_SIZE], peilmoment[DUTCH_INSTANT_SIZE], count[DUTCH_COUNT_SIZE];
    fprintf(out, "%s ", aanbieder->agb.text);
    write_text(out, aanbieder->naam);
    if (aanbieder->sequence == 0)
        fprintf(out, ": nog niets geleverd");
    else
        fprintf(out, ": %s open; levering %" PRIu64 " ontvangen op %s, peilmoment %s",
                dutch_count(aanbieder->open, "plek", "plekken", count), aanbieder->sequence,
                dutch_day(aanbieder->received_on, day),
                dutch_instant(aanbieder->peilmoment, peilmoment));
    fprintf(out, "; afgesproken: elke %s%s\n",
            dutch_count(aanbieder->interval_days, "dag", "dagen", count),
            aanbieder->silent ? "; STIL" : "");
    write_held(out, &aanbieder->held);
}

static void write_norms(FILE *out, const struct status_reply *status) {
    char day[DUTCH_DAY_SIZE];
    for (size_t i = 0; i < status->norm_count; i++) {
        fprintf(out, "Norm ");
        write_text(out, status->norms[i].id);
        fprintf(out, " vanaf %s: ", dutch_day(status->norms[i].from, day));
        write_text(out, status->norms[i].description);
        fprintf(out, "\n");
    }
}

/* As the contract names it; what a newer daemon says is shown as it is. */
static void write_hold_reason(FILE *out, struct bytes reason) {
    static const struct {
        const char *name, *words;
    } known[] = {
        {"drift", "de klok is meer dan een kwartier verzet"},
        {"gap", "na een herstart is de laatste gebeurtenis meer dan 36 uur geleden"},
        {"behind", "na een herstart loopt de klok meer dan 36 uur achter"},
        {"unsynchronised", "na een herstart wordt de klok niet gelijk gehouden"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (bytes_equal(reason, bytes_of_text(known[i].name))) {
            fputs(known[i].words, out);
            return;
        }
    write_text(out, reason);
}

static void write_hold(FILE *out, const struct clock_hold *hold) {
    char since[DUTCH_INSTANT_SIZE];
    if (!hold->present)
        return;
    fprintf(out, "DE KLOK IS AANGEHOUDEN sinds %s: ", dutch_instant(hold->since, since));
    write_hold_reason(out, hold->reason);
    fprintf(out, ". Er wordt niets beoordeeld en niets aangenomen, tot wachtpostctl release op de "
                 "server.\n");
}

void render_status(FILE *out, const struct status_reply *status) {
    char now[DUTCH_INSTANT_SIZE], day[DUTCH_DAY_SIZE];
    fprintf(out, "wachtpostd ");
    write_text(out, status->version);
    fprintf(out, ", regelversie %u; het is daar %s%s; beoordeeld tot en met %s\n",
            status->rules_version, dutch_instant(status->head.now, now),
            status->head.virtual_clock ? " (VIRTUELE KLOK)" : "",
            dutch_day(status->evaluated_day, day));
    write_hold(out, &status->clock_hold);
    write_norms(out, status);
    if (status->expected)
        fprintf(out, "Leveringen binnen de afgesproken tijd: %u van %u\n", status->received,
                status->expected);
    if (status->alert_head)
        fprintf(out, "Laatste alert: %" PRIu64 "\n", status->alert_head);
    if (status->journal_head)
        fprintf(out, "Laatste gebeurtenis: %" PRIu64 "\n", status->journal_head);
    for (size_t i = 0; i < status->aanbieder_count; i++)
        write_aanbieder(out, &status->aanbieders[i]);
    for (size_t i = 0; i < status->refused_count; i++) {
        if (status->refused[i].count == 0)
            continue;
        fprintf(out, "Geweigerd (");
        write_text(out, status->refused[i].reason);
        fprintf(out, "): %" PRIu64 "\n", status->refused[i].count);
    }
}
