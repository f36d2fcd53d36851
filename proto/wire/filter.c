#include "proto/wire/filter.h"

#include "proto/model/limits.h"
#include "proto/model/text.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Filter FilterMessage;

/* Lists of codes: the field, and how many codes there are. Bits in the model. */
#define CODE_LISTS(X)                                                                              \
    X(hulpvormen, HULPVORM_COUNT)                                                                  \
    X(maatregelen, MAATREGEL_COUNT)                                                                \
    X(urgenties, URGENTIE_COUNT)

static uint32_t bit_of(int code) {
    return UINT32_C(1) << code;
}

/* ---- out */

static bool admits_everything(const struct filter *filter) {
    return filter->aanbieder_count == 0 && filter->gemeente_count == 0 && filter->gi_count == 0 &&
           filter->hulpvormen == 0 && filter->maatregelen == 0 && filter->urgenties == 0;
}

static char **write_agbs(struct conversion *c, const struct agb *agbs, size_t count) {
    char **texts = convert_array(c, count, sizeof *texts);
    for (size_t i = 0; texts && i < count; i++)
        texts[i] = convert_text(c, bytes_of_text(agbs[i].text));
    return texts;
}

static char **write_texts(struct conversion *c, const struct bytes *values, size_t count) {
    char **texts = convert_array(c, count, sizeof *texts);
    for (size_t i = 0; texts && i < count; i++)
        texts[i] = convert_text(c, values[i]);
    return texts;
}

#define X(list, count)                                                                             \
    static void write_##list(struct conversion *c, uint32_t bits, FilterMessage *to) {             \
        to->list = convert_array(c, count, sizeof *to->list);                                      \
        for (int code = 0; to->list && code < count; code++)                                       \
            if (bits & bit_of(code))                                                               \
                to->list[to->n_##list++] = code;                                                   \
    }
CODE_LISTS(X)
#undef X

FilterMessage *filter_to_message(struct conversion *c, const struct filter *from) {
    FilterMessage *to =
        admits_everything(from) ? NULL : convert_message(c, &wachtpost__v1__filter__descriptor);
    if (to == NULL)
        return NULL;
    to->aanbieders = write_agbs(c, from->aanbieders, from->aanbieder_count);
    to->n_aanbieders = from->aanbieder_count;
    to->gemeenten = write_texts(c, from->gemeenten, from->gemeente_count);
    to->n_gemeenten = from->gemeente_count;
    to->gis = write_agbs(c, from->gis, from->gi_count);
    to->n_gis = from->gi_count;
    write_hulpvormen(c, from->hulpvormen, to);
    write_maatregelen(c, from->maatregelen, to);
    write_urgenties(c, from->urgenties, to);
    return to;
}

/* ---- in */

static bool list_fits(struct conversion *c, size_t count) {
    if (count > MAX_FILTER_VALUES)
        convert_fail(c, STATUS_MALFORMED);
    return c->status == STATUS_OK;
}

static const struct agb *read_agbs(struct conversion *c, char *const *texts, size_t count) {
    struct agb *agbs = list_fits(c, count) ? convert_array(c, count, sizeof *agbs) : NULL;
    for (size_t i = 0; agbs && i < count; i++)
        convert_agb(c, texts[i], &agbs[i]);
    return agbs;
}

static const struct agb *read_aanbieders(struct conversion *c, char *const *texts, size_t count) {
    const struct agb *agbs = read_agbs(c, texts, count);
    for (size_t i = 0; agbs && i < count; i++)
        if (agbs[i].text[0] == '\0')
            convert_fail(c, STATUS_MALFORMED);
    return agbs;
}

static const struct bytes *read_gemeenten(struct conversion *c, char *const *texts, size_t count) {
    struct bytes *gemeenten =
        list_fits(c, count) ? convert_array(c, count, sizeof *gemeenten) : NULL;
    for (size_t i = 0; gemeenten && i < count; i++) {
        gemeenten[i] = bytes_of_text(texts[i]);
        if (!text_is_digits(gemeenten[i], GEMEENTE_DIGITS))
            convert_fail(c, STATUS_MALFORMED);
    }
    return gemeenten;
}

#define X(list, count)                                                                             \
    static uint32_t read_##list(struct conversion *c, const FilterMessage *from) {                 \
        uint32_t bits = 0;                                                                         \
        for (size_t i = 0; list_fits(c, from->n_##list) && i < from->n_##list; i++)                \
            bits |= bit_of(convert_code(c, (int)from->list[i], count));                            \
        return bits;                                                                               \
    }
CODE_LISTS(X)
#undef X

void filter_from_message(struct conversion *c, const FilterMessage *from, struct filter *to) {
    *to = (struct filter){0};
    if (from == NULL)
        return;
    to->aanbieders = read_aanbieders(c, from->aanbieders, from->n_aanbieders);
    to->aanbieder_count = from->n_aanbieders;
    to->gemeenten = read_gemeenten(c, from->gemeenten, from->n_gemeenten);
    to->gemeente_count = from->n_gemeenten;
    to->gis = read_agbs(c, from->gis, from->n_gis);
    to->gi_count = from->n_gis;
    to->hulpvormen = read_hulpvormen(c, from);
    to->maatregelen = read_maatregelen(c, from);
    to->urgenties = read_urgenties(c, from);
}
