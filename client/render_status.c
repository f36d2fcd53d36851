#include "client/render.h"

#include "client/hex.h"
#include "client/language.h"
#include "client/render_words.h"

#include <inttypes.h>

static void write_held(FILE *out, const struct held_status *held) {
    char instant[DUTCH_INSTANT_SIZE], epoch[HEX_SIZE(EPOCH_BYTES)], hash[HEX_SIZE(HASH_BYTES)];
    if (!held->present)
        return;
    fprintf(out,
            _("   VASTGEHOUDEN: levering %" PRIu64 ", peilmoment %s: %u van %u plekken zouden "
              "verdwijnen.\n"),
            held->sequence, dutch_instant(held->peilmoment, instant), held->would_leave,
            held->open);
    fprintf(out, "   epoch %s\n   hash  %s\n", hex_text(bytes_of(held->epoch, EPOCH_BYTES), epoch),
            hex_text(bytes_of(held->content_hash, HASH_BYTES), hash));
}

static void write_aanbieder(FILE *out, const struct aanbieder_status *aanbieder) {
    char day[DUTCH_DAY_SIZE], peilmoment[DUTCH_INSTANT_SIZE], count[COUNT_WORDS_SIZE];
    fprintf(out, "%s ", aanbieder->agb.text);
    write_text(out, aanbieder->naam);
    if (aanbieder->sequence == 0)
        fprintf(out, _(": nog niets geleverd"));
    else
        fprintf(out, _(": %s open; levering %" PRIu64 " ontvangen op %s, peilmoment %s"),
                count_words(aanbieder->open, "plek", "plekken", count), aanbieder->sequence,
                dutch_day(aanbieder->received_on, day),
                dutch_instant(aanbieder->peilmoment, peilmoment));
    fprintf(out, _("; afgesproken: elke %s%s\n"),
            count_words(aanbieder->interval_days, "dag", "dagen", count),
            aanbieder->silent ? _("; STIL") : "");
    write_held(out, &aanbieder->held);
}

static void write_norms(FILE *out, const struct status_reply *status) {
    char day[DUTCH_DAY_SIZE], id[SHOWN_TEXT_SIZE], description[SHOWN_TEXT_SIZE];
    for (size_t i = 0; i < status->norm_count; i++)
        fprintf(out, _("Norm %s vanaf %s: %s\n"), shown_text(status->norms[i].id, id),
                dutch_day(status->norms[i].from, day),
                shown_text(status->norms[i].description, description));
}

/* As the contract names it; what a newer daemon says is shown as it is. */
static const char *hold_reason(struct bytes reason, char room[SHOWN_TEXT_SIZE]) {
    static const struct {
        const char *name, *words;
    } known[] = {
        {"drift", N_("de klok is meer dan een kwartier verzet")},
        {"gap", N_("na een herstart is de laatste gebeurtenis meer dan 36 uur geleden")},
        {"behind", N_("na een herstart loopt de klok meer dan 36 uur achter")},
        {"unsynchronised", N_("na een herstart wordt de klok niet gelijk gehouden")},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (bytes_equal(reason, bytes_of_text(known[i].name)))
            return said(known[i].words);
    return shown_text(reason, room);
}

static void write_hold(FILE *out, const struct clock_hold *hold) {
    char since[DUTCH_INSTANT_SIZE], reason[SHOWN_TEXT_SIZE];
    if (hold->present)
        fprintf(out,
                _("DE KLOK IS AANGEHOUDEN sinds %s: %s. Er wordt niets beoordeeld en niets "
                  "aangenomen, tot wachtpostctl release op de server.\n"),
                dutch_instant(hold->since, since), hold_reason(hold->reason, reason));
}

void render_status(FILE *out, const struct status_reply *status) {
    char now[DUTCH_INSTANT_SIZE], day[DUTCH_DAY_SIZE], version[SHOWN_TEXT_SIZE];
    char reason[SHOWN_TEXT_SIZE];
    fprintf(out,
            status->head.virtual_clock
                ? _("wachtpostd %s, regelversie %u; het is daar %s (VIRTUELE KLOK); beoordeeld tot "
                    "en met %s\n")
                : _("wachtpostd %s, regelversie %u; het is daar %s; beoordeeld tot en met %s\n"),
            shown_text(status->version, version), status->rules_version,
            dutch_instant(status->head.now, now), dutch_day(status->evaluated_day, day));
    write_hold(out, &status->clock_hold);
    write_norms(out, status);
    if (status->expected)
        fprintf(out, _("Leveringen binnen de afgesproken tijd: %u van %u\n"), status->received,
                status->expected);
    if (status->alert_head)
        fprintf(out, _("Laatste alert: %" PRIu64 "\n"), status->alert_head);
    if (status->journal_head)
        fprintf(out, _("Laatste gebeurtenis: %" PRIu64 "\n"), status->journal_head);
    for (size_t i = 0; i < status->aanbieder_count; i++)
        write_aanbieder(out, &status->aanbieders[i]);
    for (size_t i = 0; i < status->refused_count; i++)
        if (status->refused[i].count > 0)
            fprintf(out, _("Geweigerd (%s): %" PRIu64 "\n"),
                    shown_text(status->refused[i].reason, reason), status->refused[i].count);
}
