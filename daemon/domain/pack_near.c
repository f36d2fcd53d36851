#include "daemon/domain/pack_near.h"

#include <string.h>

#include "daemon/domain/pack_place.h"

/* ---- numbers */

static uint64_t zigzag(int64_t value) {
    return ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

/* The number as it wraps, below zero as if it were added. */
static uint64_t unzigzag(uint64_t bits) {
    return (bits >> 1) ^ (bits & 1 ? UINT64_MAX : 0);
}

static int64_t signed_of(uint64_t bits) {
    int64_t value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

void codec_u64_before(struct codec *codec, uint64_t *value, uint64_t later) {
    uint64_t difference = later - *value;
    codec_u64(codec, &difference);
    *value = later - difference;
}

void codec_size(struct codec *codec, size_t *value, size_t most) {
    uint64_t wide = *value;
    codec_u64(codec, &wide);
    if (wide > most) {
        codec_fail(codec, STATUS_DAMAGED);
        wide = 0;
    }
    *value = (size_t)wide;
}

/* 0: none. */
void codec_day_near(struct codec *codec, day_t *day, day_t near) {
    const int64_t from = near == DAY_NONE ? 0 : near;
    uint64_t code = *day == DAY_NONE ? 0 : zigzag(*day - from) + 1;
    codec_u64(codec, &code);
    if (codec->writing)
        return;
    *day = DAY_NONE;
    if (code == 0)
        return;
    if (code > (uint64_t)1 << 34) {
        codec_fail(codec, STATUS_DAMAGED);
        return;
    }
    const int64_t value = from + signed_of(unzigzag(code - 1));
    if (value <= DAY_NONE || value > INT32_MAX)
        codec_fail(codec, STATUS_DAMAGED);
    else
        *day = (day_t)value;
}

/* The unit in the last two bits; WHOLE has no room for them, and the difference follows. */
enum unit { UNIT_MICROSECOND, UNIT_SECOND, UNIT_MINUTE, UNIT_WHOLE, UNIT_COUNT };
static const int64_t unit_microseconds[UNIT_COUNT] = {1, MICROSECONDS_PER_SECOND,
                                                      60 * MICROSECONDS_PER_SECOND, 1};

static enum unit unit_of(int64_t difference) {
    if (difference % unit_microseconds[UNIT_MINUTE] == 0)
        return UNIT_MINUTE;
    if (difference % unit_microseconds[UNIT_SECOND] == 0)
        return UNIT_SECOND;
    return zigzag(difference) >> 62 ? UNIT_WHOLE : UNIT_MICROSECOND;
}

void codec_instant_near(struct codec *codec, instant_t *instant, instant_t near) {
    const int64_t difference = codec->writing ? signed_of((uint64_t)*instant - (uint64_t)near) : 0;
    enum unit unit = unit_of(difference);
    uint64_t units = zigzag(difference / unit_microseconds[unit]);
    uint64_t code = unit == UNIT_WHOLE ? unit : units << 2 | unit;
    codec_u64(codec, &code);
    unit = code & 3;
    if (unit == UNIT_WHOLE)
        codec_u64(codec, &units);
    else
        units = code >> 2;
    if (!codec->writing)
        *instant = signed_of((uint64_t)near + unzigzag(units) * (uint64_t)unit_microseconds[unit]);
}

/* ---- places */

/* Fields that are one day, and those that are one small number. */
#define DAYS(X)                                                                                    \
    X(FIELD_GEVERIFIEERD, laatst_geverifieerd)                                                     \
    X(FIELD_TOEWIJZING, toewijzingsdatum)                                                          \
    X(FIELD_COMPLEET, compleet_datum)                                                              \
    X(FIELD_INTAKE, intakedatum)                                                                   \
    X(FIELD_AANMELD, aanmelddatum)                                                                 \
    X(FIELD_VERWIJS, verwijsdatum)                                                                 \
    X(FIELD_OORSPRONKELIJK, oorspronkelijke_aanmelddatum)

/* Those that change most stand first, so that which ones did fits in a byte. */
enum field {
    FIELD_GEVERIFIEERD = 1 << 0,
    FIELD_URGENTIE = 1 << 1,     /* and its date */
    FIELD_OVERBRUGGING = 1 << 2, /* and since when */
    FIELD_TOEWIJZING = 1 << 3,
    FIELD_COMPLEET = 1 << 4,
    FIELD_MAATREGEL = 1 << 5, /* and its start */
    FIELD_INTAKE = 1 << 6,
    FIELD_GI = 1 << 7,
    FIELD_SOORT = 1 << 8, /* leeftijdsband, regie and the two flags */
    FIELD_HULPVORM = 1 << 9,
    FIELD_CATEGORIE = 1 << 10,
    FIELD_VERWIJZER = 1 << 11,
    FIELD_AANMELD = 1 << 12,
    FIELD_VERWIJS = 1 << 13,
    FIELD_OORSPRONKELIJK = 1 << 14,
    FIELD_GEMEENTE = 1 << 15,
    FIELD_JEUGDIGE = 1 << 16, /* pseudonym and its epoch */
    FIELD_ID = 1 << 17,
    FIELDS = 1 << 18
};

static bool same_jeugdige(const struct place *a, const struct place *b) {
    if (a->has_pseudonym != b->has_pseudonym || a->pseudonym_epoch != b->pseudonym_epoch)
        return false;
    return !a->has_pseudonym || memcmp(a->pseudonym, b->pseudonym, PSEUDONYM_BYTES) == 0;
}

/* leeftijdsband, regie and the two flags as one number. */
static uint32_t soort_of(const struct place *place) {
    return (uint32_t)place->machtiging_uithuisplaatsing | (uint32_t)place->eigen_wens << 1 |
           (uint32_t)place->regie << 2 | (uint32_t)place->leeftijdsband << 5;
}

static void code_soort(struct codec *codec, struct place *place) {
    uint32_t soort = soort_of(place);
    codec_u32(codec, &soort);
    uint32_t regie = soort >> 2 & 7, leeftijdsband = soort >> 5;
    if (regie >= REGIE_COUNT || leeftijdsband >= LEEFTIJDSBAND_COUNT) {
        codec_fail(codec, STATUS_DAMAGED);
        return;
    }
    place->machtiging_uithuisplaatsing = soort & 1;
    place->eigen_wens = soort & 2;
    place->regie = regie;
    place->leeftijdsband = leeftijdsband;
}

static uint32_t fields_of_case(const struct place *a, const struct place *b) {
    uint32_t fields = 0;
    fields |=
        a->urgentie != b->urgentie || a->urgentie_datum != b->urgentie_datum ? FIELD_URGENTIE : 0;
    fields |= a->overbrugging != b->overbrugging || a->overbrugging_sinds != b->overbrugging_sinds
                  ? FIELD_OVERBRUGGING
                  : 0;
    fields |= a->maatregel != b->maatregel || a->maatregel_start != b->maatregel_start
                  ? FIELD_MAATREGEL
                  : 0;
    fields |= memcmp(a->gi.text, b->gi.text, AGB_DIGITS) != 0 ? FIELD_GI : 0;
    fields |= soort_of(a) != soort_of(b) ? FIELD_SOORT : 0;
    return fields;
}

/* Which fields are not the same in both. */
static uint32_t fields_between(const struct place *a, const struct place *b) {
    uint32_t fields = fields_of_case(a, b);
#define X(field, name) fields |= a->name != b->name ? (uint32_t)field : 0;
    DAYS(X)
#undef X
    fields |= a->hulpvorm != b->hulpvorm ? FIELD_HULPVORM : 0;
    fields |= a->productcategorie != b->productcategorie ? FIELD_CATEGORIE : 0;
    fields |= a->verwijzer != b->verwijzer ? FIELD_VERWIJZER : 0;
    fields |= memcmp(a->gemeente, b->gemeente, GEMEENTE_DIGITS) != 0 ? FIELD_GEMEENTE : 0;
    fields |= same_jeugdige(a, b) ? 0 : FIELD_JEUGDIGE;
    fields |= bytes_equal(a->id, b->id) ? 0 : FIELD_ID;
    return fields;
}

static void code_jeugdige(struct codec *codec, struct place *place) {
    codec_bool(codec, &place->has_pseudonym);
    codec_u32(codec, &place->pseudonym_epoch);
    if (place->has_pseudonym)
        codec_raw(codec, place->pseudonym, PSEUDONYM_BYTES);
    else if (!codec->writing)
        memset(place->pseudonym, 0, PSEUDONYM_BYTES);
}

static void code_gi(struct codec *codec, struct agb *gi) {
    if (!codec->writing)
        *gi = (struct agb){""};
    code_agb(codec, gi);
}

static void code_case(struct codec *codec, struct place *place, uint32_t fields, day_t near) {
    if (fields & FIELD_URGENTIE) {
        CODEC_CODE(codec, &place->urgentie, URGENTIE_COUNT);
        codec_day_near(codec, &place->urgentie_datum, near);
    }
    if (fields & FIELD_OVERBRUGGING) {
        CODEC_CODE(codec, &place->overbrugging, OVERBRUGGING_COUNT);
        codec_day_near(codec, &place->overbrugging_sinds, near);
    }
    if (fields & FIELD_MAATREGEL) {
        CODEC_CODE(codec, &place->maatregel, MAATREGEL_COUNT);
        codec_day_near(codec, &place->maatregel_start, near);
    }
    if (fields & FIELD_GI)
        code_gi(codec, &place->gi);
    if (fields & FIELD_SOORT)
        code_soort(codec, place);
}

void code_place_near(struct codec *codec, struct place *place, const struct place *before,
                     day_t near) {
    uint32_t fields = codec->writing ? fields_between(place, before) : 0;
    codec_u32(codec, &fields);
    if (fields >= FIELDS)
        codec_fail(codec, STATUS_DAMAGED);
    if (!codec->writing)
        *place = *before;
    code_case(codec, place, fields, near);
#define X(field, name)                                                                             \
    if (fields & (uint32_t)field)                                                                  \
        codec_day_near(codec, &place->name, near);
    DAYS(X)
#undef X
    if (fields & FIELD_HULPVORM)
        CODEC_CODE(codec, &place->hulpvorm, HULPVORM_COUNT);
    if (fields & FIELD_CATEGORIE)
        codec_u32(codec, &place->productcategorie);
    if (fields & FIELD_VERWIJZER)
        codec_u32(codec, &place->verwijzer);
    if (fields & FIELD_GEMEENTE)
        codec_raw(codec, place->gemeente, GEMEENTE_DIGITS);
    if (fields & FIELD_JEUGDIGE)
        code_jeugdige(codec, place);
    if (fields & FIELD_ID)
        codec_bytes(codec, &place->id);
    code_place_check(codec, place);
}
