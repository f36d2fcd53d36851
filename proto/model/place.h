/* A wachtplek as a snapshot line carries it (domain.md section 4). A plain value:
 * comparable, and its only pointer is the id, which the maker of the value owns. */
#ifndef WACHTPOST_MODEL_PLACE_H
#define WACHTPOST_MODEL_PLACE_H

#include "proto/model/codes.h"
#include "proto/model/day.h"

#define PSEUDONYM_BYTES 32
#define AGB_DIGITS 8
#define GEMEENTE_DIGITS 4

/* An AGB-code, eight digits and a NUL; empty text means none (GI onbekend). */
struct agb {
    char text[AGB_DIGITS + 1];
};

/* Checks the eight digits. False: not an AGB-code, `agb` untouched. */
bool agb_parse(struct bytes text, struct agb *agb);

struct place {
    struct bytes id;
    bool has_pseudonym;
    uint8_t pseudonym[PSEUDONYM_BYTES];
    uint32_t pseudonym_epoch;
    char gemeente[GEMEENTE_DIGITS + 1];
    enum hulpvorm hulpvorm;
    uint32_t productcategorie;
    uint32_t verwijzer;
    enum maatregel maatregel;
    day_t maatregel_start; /* every day below: DAY_NONE when absent */
    struct agb gi;
    bool machtiging_uithuisplaatsing;
    enum urgentie urgentie;
    day_t urgentie_datum;
    enum overbrugging overbrugging;
    day_t overbrugging_sinds;
    enum leeftijdsband leeftijdsband;
    enum regie regie;
    bool eigen_wens;
    day_t laatst_geverifieerd;
    day_t oorspronkelijke_aanmelddatum;
    day_t aanmelddatum;
    day_t verwijsdatum;
    day_t toewijzingsdatum;
    day_t compleet_datum;
    day_t intakedatum;
};

/* Nothing known of it, and no date. */
struct place place_without_dates(void);

/* The day the wait is counted from and which field gave it (rules.md 1.2);
 * DAY_NONE and CLOCK_NONE when none of the four is there. */
day_t place_start(const struct place *place, enum clock *clock);

/* Every field the same, the id included. An absent pseudonym's bytes do not count. */
bool place_equal(const struct place *a, const struct place *b);

#endif
