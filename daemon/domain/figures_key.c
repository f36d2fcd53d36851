#include "daemon/domain/figures_key.h"

#include <stdio.h>

#include "proto/model/status.h"

static void append(struct key *key, const char *text) {
    size_t size = strlen(text) + 1;
    ENSURE(size <= sizeof key->text - key->size);
    memcpy(key->text + key->size, text, size);
    key->size += size;
}

/* 0 is onbekend in every code list. */
static void append_code(struct key *key, unsigned code, const char *name) {
    append(key, code == 0 ? "" : name);
}

static void append_number(struct key *key, uint32_t number) {
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    append_code(key, number, text);
}

static void append_dimension(struct key *key, enum dimension by, const struct agb *agb,
                             const struct place *place) {
    switch (by) {
    case BY_AANBIEDER:
        append(key, agb->text);
        break;
    case BY_HULPVORM:
        append_code(key, place->hulpvorm, hulpvorm_name(place->hulpvorm));
        break;
    case BY_GEMEENTE:
        append(key, place->gemeente);
        break;
    case BY_MAATREGEL:
        append_code(key, place->maatregel, maatregel_name(place->maatregel));
        break;
    case BY_GI:
        append(key, place->gi.text);
        break;
    case BY_URGENTIE:
        append_code(key, place->urgentie, urgentie_name(place->urgentie));
        break;
    case BY_PRODUCTCATEGORIE:
        append_number(key, place->productcategorie);
        break;
    case BY_LEEFTIJDSBAND:
        append_code(key, place->leeftijdsband, leeftijdsband_name(place->leeftijdsband));
        break;
    case BY_NOTHING:
    case DIMENSION_COUNT:
        append(key, "");
        break;
    }
}

void key_write(struct key *key, const struct figures_question *question, const struct agb *agb,
               const struct place *place) {
    key->size = 0;
    for (size_t i = 0; i < question->by_count; i++)
        append_dimension(key, question->by[i], agb, place);
}

void key_read(struct bytes written, size_t by_count, struct bytes texts[DIMENSION_COUNT]) {
    const uint8_t *at = written.at;
    for (size_t i = 0; i < by_count; i++) {
        texts[i] = bytes_of_text((const char *)at);
        at += texts[i].size + 1;
    }
}
