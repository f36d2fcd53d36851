/* The synthetic aanbieders: who they are, how large, and which help they give. Pure. */
#ifndef WACHTPOST_DEMO_AANBIEDERS_H
#define WACHTPOST_DEMO_AANBIEDERS_H

#include "client/demo/region.h"

/* How a kind of help flows: domain.md section 10, with KDC and dagbehandeling, and the
 * three kinds of verblijf, split in parts. */
struct flow {
    enum hulpvorm hulpvorm;
    double mean_days, sigma, a_year;
    double offered; /* probability that an aanbieder gives it */
    uint32_t productcategorie;
    bool residential;
};

#define FLOW_COUNT 11
extern const struct flow flows[FLOW_COUNT];

/* Ascending by AGB-code. Every kind of help is given by at least one of them. */
void aanbieders_make(struct chance *chance, struct region_aanbieder *aanbieders, size_t count);

/* CBS codes of the gemeenten of the region (since 2024). */
const char *region_gemeente(size_t index);
/* An index for region_gemeente, in proportion to inhabitants. */
size_t gemeente_draw(struct chance *chance);

#endif
