#include "client/demo/aanbieders.h"

#include "proto/model/status.h"

#include <math.h>
#include <stdio.h>

const struct flow flows[FLOW_COUNT] = {
    {AMBULANT_JO, 50, 0.7, 8000, 0.40, 45, false},
    {AMBULANTE_JEUGD_GGZ, 140, 0.8, 6100, 0.45, 54, false},
    {LVB_AMBULANT, 90, 0.8, 2000, 0.20, 45, false},
    {DYSLEXIE, 45, 0.5, 2000, 0.20, 54, false},
    {DAGBEHANDELING, 140, 0.7, 210, 0.10, 41, false},
    {KDC, 140, 0.7, 260, 0.06, 41, false},
    {VERBLIJF_OPEN, 64, 0.8, 860, 0.10, 44, true},
    {INTEGRALE_VERBLIJFSHULP, 64, 0.8, 430, 0.05, 43, true},
    {JEUGDZORGPLUS, 64, 0.8, 140, 0.02, 43, true},
    {GEZINSHUIS, 131, 0.7, 170, 0.08, 44, true},
    {PLEEGZORG, 161, 0.6, 300, 0.05, 44, true},
};

#define SIZE_SIGMA 1.59

/* The region's nine gemeenten since 2024, and their inhabitants. */
static const struct {
    const char *code;
    double inhabitants;
} gemeenten[] = {{"0503", 103595}, {"0518", 545838}, {"0603", 54450},
                 {"0629", 26305},  {"0637", 125285}, {"1783", 110375},
                 {"1842", 19341},  {"1916", 76534},  {"1926", 55308}};
#define GEMEENTEN (sizeof gemeenten / sizeof *gemeenten)

/* 13 and 37 have no common factor: 481 names before one comes twice. */
static const char *const kinds[13] = {"Jeugdhulp", "Praktijk",         "Stichting",  "Jeugdzorg",
                                      "Zorggroep", "Kinderpraktijk",   "Gezinshulp", "Centrum",
                                      "Jeugdteam", "Expertisecentrum", "Werkplaats", "Behandelhuis",
                                      "Zorghuis"};
static const char *const proper[37] = {
    "De Linde",       "Het Kompas",   "De Vlieger",    "De Horizon",     "Het Baken",
    "De Duinroos",    "De Schakel",   "Het Anker",     "De Meerpaal",    "De Zwaluw",
    "De Brug",        "Het Palet",    "De Waterlelie", "De Vuurtoren",   "De Wilg",
    "Het Kristal",    "De Regenboog", "De Zandbank",   "De Kiem",        "Het Spoor",
    "De Leeuwerik",   "De Oever",     "Het Bosje",     "De Molen",       "De Sprong",
    "De Tuinfluiter", "Het Veld",     "De Haven",      "De Springplank", "De Ooievaar",
    "Het Schip",      "De Eik",       "De Parel",      "Het Nest",       "De Kastanje",
    "De Zeester",     "De Klaver"};

const char *region_gemeente(size_t index) {
    return gemeenten[index].code;
}

size_t gemeente_draw(struct chance *chance) {
    double weights[GEMEENTEN];
    for (size_t i = 0; i < GEMEENTEN; i++)
        weights[i] = gemeenten[i].inhabitants;
    return chance_weighted(chance, weights, GEMEENTEN);
}

/* The standard normal value below which this share lies, by bisection. */
static double normal_quantile(double share) {
    double low = -8, high = 8;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (erfc(-middle / M_SQRT2) / 2 < share)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Quantiles rather than lots: each region then has the same few large and many small
 * ones; the lots decide who is which. */
static void draw_sizes(struct chance *chance, struct region_aanbieder *aanbieders, size_t count) {
    for (size_t i = 0; i < count; i++)
        aanbieders[i].size = exp(SIZE_SIGMA * normal_quantile(((double)i + 0.5) / (double)count));
    for (size_t i = count - 1; i > 0; i--) {
        size_t other = chance_below(chance, (uint32_t)i + 1);
        double size = aanbieders[i].size;
        aanbieders[i].size = aanbieders[other].size;
        aanbieders[other].size = size;
    }
}

static void draw_hulpvormen(struct chance *chance, struct region_aanbieder *aanbieder) {
    for (size_t f = 0; f < FLOW_COUNT; f++)
        if (chance_hits(chance, flows[f].offered))
            aanbieder->hulpvormen |= 1U << flows[f].hulpvorm;
    if (aanbieder->hulpvormen == 0)
        aanbieder->hulpvormen = 1U << flows[chance_below(chance, 2)].hulpvorm;
}

static void name(struct region_aanbieder *aanbieder, size_t index) {
    snprintf(aanbieder->agb.text, sizeof aanbieder->agb.text, "%08u",
             94001001 + 7 * (unsigned)index);
    snprintf(aanbieder->naam, sizeof aanbieder->naam, "%s %s", kinds[index * 7 % 13],
             proper[index % 37]);
    snprintf(aanbieder->telefoon, sizeof aanbieder->telefoon, "070 000 %04u",
             1001 + (unsigned)index);
    snprintf(aanbieder->mail, sizeof aanbieder->mail, "wachtlijst@%s.example", aanbieder->agb.text);
}

void aanbieders_make(struct chance *chance, struct region_aanbieder *aanbieders, size_t count) {
    ENSURE(count > 0);
    draw_sizes(chance, aanbieders, count);
    for (size_t i = 0; i < count; i++) {
        name(&aanbieders[i], i);
        draw_hulpvormen(chance, &aanbieders[i]);
        aanbieders[i].gemeente = gemeente_draw(chance);
    }
    for (size_t f = 0; f < FLOW_COUNT; f++)
        aanbieders[f * 7 % count].hulpvormen |= 1U << flows[f].hulpvorm;
}
