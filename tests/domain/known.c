#include "tests/domain/known.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/pack_place.h"
#include "tests/domain/scene.h"

day_t random_day(uint64_t *seed) {
    uint64_t dice = scene_random(seed);
    return dice % 3 ? (day_t)(dice / 3 % 40000) - 10000 : DAY_NONE;
}

static struct party random_party(uint64_t *seed) {
    struct party party = {"0503", {""}, scene_random(seed) % HULPVORM_COUNT};
    if (scene_random(seed) % 2)
        memcpy(party.gi.text, "06012345", 9);
    return party;
}

struct wait random_wait(uint64_t *seed, struct arena *arena) {
    struct wait wait = {.name = scene_random(seed), .start = random_day(seed)};
    wait.opened_by.sequence = scene_random(seed);
    wait.opened_by.event = scene_random(seed) >> 20;
    wait.opened_by.peilmoment = (int64_t)scene_random(seed);
    wait.opened_by.epoch[scene_random(seed) % EPOCH_BYTES] = (uint8_t)scene_random(seed);
    wait.told.count = scene_random(seed) % (MAX_STANDING + 1);
    for (size_t i = 0; i < wait.told.count; i++)
        wait.told.standing[i] = (struct standing){NIVEAU, level_months[i % LEVEL_COUNT],
                                                  random_day(seed), scene_random(seed) >> 32};
    wait.told.counted = scene_random(seed) % 16;
    wait.told.party_count = scene_random(seed) % 3;
    struct party *parties = arena_array(arena, wait.told.party_count, sizeof *parties);
    for (size_t i = 0; i < wait.told.party_count; i++)
        parties[i] = random_party(seed);
    wait.told.parties = parties;
    return wait;
}

struct known_place random_known_place(uint64_t *seed, struct arena *arena, bool open) {
    struct known_place known = {.open = open, .next_due = DAY_NONE};
    known.place = scene_place("plek-1", 20250101);
    known.place.hulpvorm = scene_random(seed) % HULPVORM_COUNT;
    known.place.has_pseudonym = scene_random(seed) % 2;
    if (known.place.has_pseudonym)
        memset(known.place.pseudonym, (int)(scene_random(seed) & 0xff), PSEUDONYM_BYTES);
    known.place.pseudonym_epoch = (uint32_t)(scene_random(seed) % 4);
    known.place.productcategorie = (uint32_t)(scene_random(seed) % 2 * 45);
    known.place.verwijzer = (uint32_t)(scene_random(seed) % 3);
    known.place.maatregel = scene_random(seed) % MAATREGEL_COUNT;
    known.place.maatregel_start = random_day(seed);
    known.place.urgentie = scene_random(seed) % URGENTIE_COUNT;
    known.place.urgentie_datum = random_day(seed);
    known.place.overbrugging = scene_random(seed) % OVERBRUGGING_COUNT;
    known.place.overbrugging_sinds = random_day(seed);
    known.place.leeftijdsband = scene_random(seed) % LEEFTIJDSBAND_COUNT;
    known.place.regie = scene_random(seed) % REGIE_COUNT;
    known.place.eigen_wens = scene_random(seed) % 2;
    known.place.machtiging_uithuisplaatsing = scene_random(seed) % 2;
    known.place.laatst_geverifieerd = random_day(seed);
    known.place.verwijsdatum = random_day(seed);
    known.place.compleet_datum = random_day(seed);
    known.place.intakedatum = random_day(seed);
    if (scene_random(seed) % 2)
        memcpy(known.place.gi.text, "06012345", 9);
    if (open) {
        known.wait = random_wait(seed, arena);
        known.next_due = random_day(seed);
    }
    known.departure_count = scene_random(seed) % 3;
    struct departure *departures = arena_array(arena, known.departure_count, sizeof *departures);
    for (size_t i = 0; i < known.departure_count; i++)
        departures[i] = (struct departure){random_wait(seed, arena), ADMIN_FOUT,
                                           random_day(seed),         scene_random(seed),
                                           scene_random(seed) % 2,   scene_random(seed) % 9};
    known.departures = departures;
    known.telling_count = scene_random(seed) % 4;
    struct telling *tellings = arena_array(arena, known.telling_count, sizeof *tellings);
    for (size_t i = 0; i < known.telling_count; i++)
        tellings[i] = (struct telling){random_day(seed), VAN_LIJST, 0, 1 + (uint32_t)i};
    known.tellings = tellings;
    return known;
}

struct bytes pack_whole_place(const struct known_place *known, struct arena *arena) {
    struct codec codec = codec_writer(arena);
    struct known_place copy = *known;
    struct bytes record;
    codec_version(&codec, 1);
    code_known_place(&codec, &copy);
    assert_int_equal(codec_written(&codec, &record), STATUS_OK);
    return record;
}

static void assert_same_wait(const struct wait *a, const struct wait *b) {
    assert_int_equal(a->name, b->name);
    assert_int_equal(a->start, b->start);
    assert_memory_equal(&a->opened_by, &b->opened_by, sizeof a->opened_by);
    assert_int_equal(a->told.count, b->told.count);
    for (size_t i = 0; i < a->told.count; i++) {
        assert_int_equal(a->told.standing[i].kind, b->told.standing[i].kind);
        assert_int_equal(a->told.standing[i].level, b->told.standing[i].level);
        assert_int_equal(a->told.standing[i].start, b->told.standing[i].start);
        assert_int_equal(a->told.standing[i].number, b->told.standing[i].number);
    }
    assert_int_equal(a->told.counted, b->told.counted);
    assert_int_equal(a->told.party_count, b->told.party_count);
    for (size_t i = 0; i < a->told.party_count; i++) {
        assert_string_equal(a->told.parties[i].gemeente, b->told.parties[i].gemeente);
        assert_string_equal(a->told.parties[i].gi.text, b->told.parties[i].gi.text);
        assert_int_equal(a->told.parties[i].hulpvorm, b->told.parties[i].hulpvorm);
    }
}

void assert_same_place(const struct known_place *a, const struct known_place *b) {
    assert_true(place_equal(&a->place, &b->place));
    assert_int_equal(a->open, b->open);
    assert_int_equal(a->next_due, b->next_due);
    if (a->open)
        assert_same_wait(&a->wait, &b->wait);
    assert_int_equal(a->departure_count, b->departure_count);
    for (size_t i = 0; i < a->departure_count; i++) {
        assert_same_wait(&a->departures[i].wait, &b->departures[i].wait);
        assert_int_equal(a->departures[i].reden, b->departures[i].reden);
        assert_int_equal(a->departures[i].datum, b->departures[i].datum);
        assert_int_equal(a->departures[i].event, b->departures[i].event);
        assert_int_equal(a->departures[i].voids, b->departures[i].voids);
        assert_int_equal(a->departures[i].van_lijst, b->departures[i].van_lijst);
    }
    assert_int_equal(a->telling_count, b->telling_count);
    for (size_t i = 0; i < a->telling_count; i++)
        assert_memory_equal(&a->tellings[i], &b->tellings[i], sizeof a->tellings[i]);
}
