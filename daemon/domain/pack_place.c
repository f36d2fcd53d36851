#include "daemon/domain/pack_place.h"

#include "daemon/domain/traits.h"
#include "proto/model/text.h"

/* Which of a place's optional fields are there, in order of the contract: absent ones
 * cost a bit. */
enum field {
    HAS_PSEUDONYM = 1 << 0,
    HAS_CATEGORIE = 1 << 1,
    HAS_VERWIJZER = 1 << 2,
    HAS_MAATREGEL = 1 << 3,
    HAS_GI = 1 << 4,
    HAS_URGENTIE = 1 << 5,
    HAS_OVERBRUGGING = 1 << 6,
    HAS_SOORT = 1 << 7, /* leeftijdsband, regie and the two flags */
    HAS_GEVERIFIEERD = 1 << 8,
    HAS_OORSPRONKELIJK = 1 << 9,
    HAS_AANMELD = 1 << 10,
    HAS_VERWIJS = 1 << 11,
    HAS_TOEWIJZING = 1 << 12,
    HAS_COMPLEET = 1 << 13,
    HAS_INTAKE = 1 << 14,
};

static uint32_t fields_of(const struct place *place) {
    uint32_t fields = 0;
    bool soort = place->leeftijdsband || place->regie || place->eigen_wens ||
                 place->machtiging_uithuisplaatsing;
    fields |= place->has_pseudonym ? HAS_PSEUDONYM : 0;
    fields |= place->productcategorie ? HAS_CATEGORIE : 0;
    fields |= place->verwijzer ? HAS_VERWIJZER : 0;
    fields |= place->maatregel || place->maatregel_start != DAY_NONE ? HAS_MAATREGEL : 0;
    fields |= place->gi.text[0] ? HAS_GI : 0;
    fields |= place->urgentie || place->urgentie_datum != DAY_NONE ? HAS_URGENTIE : 0;
    fields |= place->overbrugging || place->overbrugging_sinds != DAY_NONE ? HAS_OVERBRUGGING : 0;
    fields |= soort ? HAS_SOORT : 0;
    fields |= place->laatst_geverifieerd != DAY_NONE ? HAS_GEVERIFIEERD : 0;
    fields |= place->oorspronkelijke_aanmelddatum != DAY_NONE ? HAS_OORSPRONKELIJK : 0;
    fields |= place->aanmelddatum != DAY_NONE ? HAS_AANMELD : 0;
    fields |= place->verwijsdatum != DAY_NONE ? HAS_VERWIJS : 0;
    fields |= place->toewijzingsdatum != DAY_NONE ? HAS_TOEWIJZING : 0;
    fields |= place->compleet_datum != DAY_NONE ? HAS_COMPLEET : 0;
    fields |= place->intakedatum != DAY_NONE ? HAS_INTAKE : 0;
    return fields;
}

void code_agb(struct codec *codec, struct agb *agb) {
    bool present = agb->text[0] != '\0';
    codec_bool(codec, &present);
    if (present)
        codec_raw(codec, agb->text, AGB_DIGITS);
}

static void code_soort(struct codec *codec, struct place *place) {
    CODEC_CODE(codec, &place->leeftijdsband, LEEFTIJDSBAND_COUNT);
    CODEC_CODE(codec, &place->regie, REGIE_COUNT);
    codec_bool(codec, &place->eigen_wens);
    codec_bool(codec, &place->machtiging_uithuisplaatsing);
}

static void code_facts(struct codec *codec, struct place *place, uint32_t fields) {
    if (fields & HAS_PSEUDONYM) {
        place->has_pseudonym = true;
        codec_raw(codec, place->pseudonym, sizeof place->pseudonym);
    }
    codec_u32(codec, &place->pseudonym_epoch);
    if (fields & HAS_CATEGORIE)
        codec_u32(codec, &place->productcategorie);
    if (fields & HAS_VERWIJZER)
        codec_u32(codec, &place->verwijzer);
    if (fields & HAS_MAATREGEL) {
        CODEC_CODE(codec, &place->maatregel, MAATREGEL_COUNT);
        codec_day(codec, &place->maatregel_start);
    }
    if (fields & HAS_GI)
        code_agb(codec, &place->gi);
    if (fields & HAS_URGENTIE) {
        CODEC_CODE(codec, &place->urgentie, URGENTIE_COUNT);
        codec_day(codec, &place->urgentie_datum);
    }
    if (fields & HAS_OVERBRUGGING) {
        CODEC_CODE(codec, &place->overbrugging, OVERBRUGGING_COUNT);
        codec_day(codec, &place->overbrugging_sinds);
    }
    if (fields & HAS_SOORT)
        code_soort(codec, place);
}

static void code_dates(struct codec *codec, struct place *place, uint32_t fields) {
    const struct {
        uint32_t field;
        day_t *day;
    } dates[] = {
        {HAS_GEVERIFIEERD, &place->laatst_geverifieerd},
        {HAS_OORSPRONKELIJK, &place->oorspronkelijke_aanmelddatum},
        {HAS_AANMELD, &place->aanmelddatum},
        {HAS_VERWIJS, &place->verwijsdatum},
        {HAS_TOEWIJZING, &place->toewijzingsdatum},
        {HAS_COMPLEET, &place->compleet_datum},
        {HAS_INTAKE, &place->intakedatum},
    };
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        if (fields & dates[i].field)
            codec_day(codec, dates[i].day);
}

void code_place_check(struct codec *codec, const struct place *place) {
    bool possible = text_is_digits(bytes_of(place->gemeente, GEMEENTE_DIGITS), GEMEENTE_DIGITS) &&
                    (place->gi.text[0] == '\0' ||
                     text_is_digits(bytes_of(place->gi.text, AGB_DIGITS), AGB_DIGITS)) &&
                    place->productcategorie < 1U << TRAIT_PRODUCTCATEGORIE_BITS;
    if (!codec->writing && !possible)
        codec_fail(codec, STATUS_DAMAGED);
}

void code_place(struct codec *codec, struct place *place) {
    uint32_t fields = codec->writing ? fields_of(place) : 0;
    if (!codec->writing)
        *place = place_without_dates();
    codec_bytes(codec, &place->id);
    codec_u32(codec, &fields);
    codec_raw(codec, place->gemeente, GEMEENTE_DIGITS);
    CODEC_CODE(codec, &place->hulpvorm, HULPVORM_COUNT);
    code_facts(codec, place, fields);
    code_dates(codec, place, fields);
    code_place_check(codec, place);
}

static void code_ref(struct codec *codec, struct snapshot_ref *ref) {
    codec_epoch(codec, ref->epoch);
    codec_u64(codec, &ref->sequence);
    codec_i64(codec, &ref->peilmoment);
    codec_u64(codec, &ref->event);
}

void code_party(struct codec *codec, struct party *party) {
    codec_raw(codec, party->gemeente, GEMEENTE_DIGITS);
    code_agb(codec, &party->gi);
    CODEC_CODE(codec, &party->hulpvorm, HULPVORM_COUNT);
}

static void code_told(struct codec *codec, struct told *told) {
    codec_count(codec, &told->count);
    if (told->count > MAX_STANDING) {
        codec_fail(codec, STATUS_DAMAGED);
        told->count = 0;
    }
    for (size_t i = 0; i < told->count; i++) {
        struct standing *standing = &told->standing[i];
        CODEC_CODE(codec, &standing->kind, ALERT_KIND_COUNT);
        codec_u32(codec, &standing->level);
        codec_day(codec, &standing->start);
        codec_u64(codec, &standing->number);
    }
    codec_code(codec, &told->counted, 2 * COUNTED_DREIGEND);
    CODE_ARRAY(codec, told->parties, told->party_count, struct party, code_party);
}

static void code_wait(struct codec *codec, struct wait *wait) {
    codec_u64(codec, &wait->name);
    codec_day(codec, &wait->start);
    code_ref(codec, &wait->opened_by);
    code_told(codec, &wait->told);
}

static void code_departure(struct codec *codec, struct departure *departure) {
    code_wait(codec, &departure->wait);
    CODEC_CODE(codec, &departure->reden, UITSTROOMREDEN_COUNT);
    codec_day(codec, &departure->datum);
    codec_u64(codec, &departure->event);
    codec_bool(codec, &departure->voids);
    codec_u64(codec, &departure->van_lijst);
}

void code_telling(struct codec *codec, struct telling *telling) {
    codec_day(codec, &telling->start);
    CODEC_CODE(codec, &telling->kind, ALERT_KIND_COUNT);
    codec_u32(codec, &telling->level);
    codec_u32(codec, &telling->count);
}

void code_known_place(struct codec *codec, struct known_place *known) {
    code_place(codec, &known->place);
    codec_bool(codec, &known->open);
    if (known->open) {
        code_wait(codec, &known->wait);
        codec_day(codec, &known->next_due);
    } else {
        known->next_due = DAY_NONE;
    }
    CODE_ARRAY(codec, known->departures, known->departure_count, struct departure, code_departure);
    CODE_ARRAY(codec, known->tellings, known->telling_count, struct telling, code_telling);
}
