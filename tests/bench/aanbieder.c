#include "tests/bench/aanbieder.h"

#include "proto/wire/wire.h"
#include "tests/bench/bench.h"

#include <stdio.h>

#define SCRATCH_BYTES (8 << 20)
#define FIRST_AGB 6000000
#define LATEST_START_DAYS 5
#define START_SPREAD_DAYS 40

struct agb aanbieder_agb(size_t number) {
    struct agb agb;
    snprintf(agb.text, sizeof agb.text, "%08zu", (FIRST_AGB + number) % 100000000);
    return agb;
}

void aanbieder_set_start(struct aanbieder *aanbieder, size_t place, day_t start) {
    struct raw_place *set = &aanbieder->places[place];
    set->aanmelddatum = day_to_number(start);
    set->verwijsdatum = day_to_number(start - 3);
    set->toewijzingsdatum = day_to_number(start);
    set->compleet_datum = day_to_number(start);
}

static void init_place(struct aanbieder *aanbieder, size_t i, day_t today) {
    static const char *const gemeenten[] = {"0518", "0503", "0637", "1783", "0603"};
    char child[32];
    /* Sorted bytewise. */
    snprintf(aanbieder->ids[i], sizeof aanbieder->ids[i], "W%03zu-%02zx", i % 1000, i * 7 % 256);
    int size = snprintf(child, sizeof child, "%s/%zu", aanbieder->agb.text, i);
    keys_hash(bytes_of(child, (size_t)size), aanbieder->pseudonyms[i]);
    aanbieder->places[i] = (struct raw_place){
        .id = bytes_of_text(aanbieder->ids[i]),
        .jeugdige = bytes_of(aanbieder->pseudonyms[i], PSEUDONYM_BYTES),
        .jeugdige_epoch = 1,
        .gemeente = bytes_of_text(gemeenten[i % (sizeof gemeenten / sizeof gemeenten[0])]),
        .hulpvorm = 1 + (int32_t)(i % OVERIG),
        .productcategorie = 54,
        .verwijzer = 2,
        .maatregel = i % 10 == 0 ? OTS : MAATREGEL_GEEN,
        .gi = bytes_of_text(i % 10 == 0 ? "06012345" : ""),
        .urgentie = URGENTIE_REGULIER,
        .urgentie_datum = day_to_number(today),
        .overbrugging = 1 + (int32_t)(i % 3),
        .leeftijdsband = 1 + (int32_t)(i % 3),
        .regie = REGIE_LOKAAL_TEAM,
        .laatst_geverifieerd = day_to_number(today),
    };
    aanbieder_set_start(aanbieder, i, today - LATEST_START_DAYS - (day_t)(i % START_SPREAD_DAYS));
}

void aanbieder_init(struct aanbieder *aanbieder, size_t number, struct peer *peer, day_t today) {
    *aanbieder = (struct aanbieder){.agb = aanbieder_agb(number), .peer = peer};
    memcpy(aanbieder->epoch, aanbieder->agb.text, AGB_DIGITS);
    for (size_t i = 0; i < PLACES; i++)
        init_place(aanbieder, i, today);
}

void aanbieder_change(struct aanbieder *aanbieder) {
    for (size_t i = 0; i < CHANGED_PLACES; i++) {
        struct raw_place *place = &aanbieder->places[aanbieder->next_change++ % PLACES];
        place->urgentie = place->urgentie % URGENTIE_HOOG + 1;
    }
}

void aanbieder_prepare(struct aanbieder *aanbieder, instant_t peilmoment, struct arena *arena,
                       struct prepared *push) {
    struct snapshot snapshot = {.agb_code = bytes_of_text(aanbieder->agb.text),
                                .sequence = ++aanbieder->sequence,
                                .peilmoment = peilmoment,
                                .place_count = PLACES,
                                .places = aanbieder->places,
                                .system_name = bytes_of_text("wachtpost-bench"),
                                .system_version = bytes_of_text(WACHTPOST_VERSION)};
    struct arena *scratch = arena_new(SCRATCH_BYTES);
    struct bytes body;
    memcpy(snapshot.epoch, aanbieder->epoch, EPOCH_BYTES);
    NEED(scratch && wire_encode_snapshot(&snapshot, scratch, &body) == STATUS_OK, "out of memory");
    body = arena_copy(arena, body);
    NEED(body.at, "out of memory");
    peer_prepare(aanbieder->peer, "PUSH", body, push);
    arena_free(&scratch);
}
