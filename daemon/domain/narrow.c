#include "daemon/domain/narrow.h"

typedef bool same_item(const void *a, const void *b);

static bool same_text(const void *a, const void *b) {
    return bytes_equal(*(const struct bytes *)a, *(const struct bytes *)b);
}

static bool same_agb(const void *a, const void *b) {
    return strcmp(((const struct agb *)a)->text, ((const struct agb *)b)->text) == 0;
}

struct set {
    const void *items;
    size_t count, size;
    same_item *same;
};

static bool holds(const struct set *set, const void *item) {
    for (size_t i = 0; i < set->count; i++)
        if (set->same((const uint8_t *)set->items + i * set->size, item))
            return true;
    return false;
}

/* What stands in both; an empty list is everything. */
static enum status intersect(struct set *asked, const struct set *allowed, struct arena *arena,
                             bool *nothing) {
    if (allowed->count == 0)
        return STATUS_OK;
    if (asked->count == 0) {
        *asked = *allowed;
        return STATUS_OK;
    }
    uint8_t *both = arena_array(arena, asked->count, asked->size);
    size_t count = 0;
    if (both == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < asked->count; i++) {
        const uint8_t *item = (const uint8_t *)asked->items + i * asked->size;
        if (holds(allowed, item))
            memcpy(both + count++ * asked->size, item, asked->size);
    }
    asked->items = both;
    asked->count = count;
    *nothing |= count == 0;
    return STATUS_OK;
}

static void intersect_bits(uint32_t *asked, uint32_t allowed, bool *nothing) {
    if (allowed == 0)
        return;
    *asked = *asked == 0 ? allowed : *asked & allowed;
    *nothing |= *asked == 0;
}

enum status narrow_to_scope(struct filter *filter, const struct scope *scope, struct arena *arena,
                            bool *nothing) {
    struct set gemeenten = {filter->gemeenten, filter->gemeente_count, sizeof(struct bytes),
                            same_text};
    struct set gis = {filter->gis, filter->gi_count, sizeof(struct agb), same_agb};
    const struct set scope_gemeenten = {scope->gemeenten, scope->gemeente_count,
                                        sizeof(struct bytes), same_text};
    const struct set scope_gis = {scope->gis, scope->gi_count, sizeof(struct agb), same_agb};
    *nothing = false;
    enum status status = intersect(&gemeenten, &scope_gemeenten, arena, nothing);
    if (status == STATUS_OK)
        status = intersect(&gis, &scope_gis, arena, nothing);
    if (status != STATUS_OK)
        return status;
    intersect_bits(&filter->hulpvormen, scope->hulpvormen, nothing);
    filter->gemeenten = gemeenten.items;
    filter->gemeente_count = gemeenten.count;
    filter->gis = gis.items;
    filter->gi_count = gis.count;
    return STATUS_OK;
}

enum status narrow_to_own(struct filter *filter, const struct participant *participant,
                          struct arena *arena, bool *nothing) {
    struct agb *codes = arena_array(arena, participant->aanbieder_count, sizeof *codes);
    *nothing = participant->aanbieder_count == 0;
    if (codes == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < participant->aanbieder_count; i++)
        codes[i] = participant->aanbieders[i].agb;
    struct set asked = {filter->aanbieders, filter->aanbieder_count, sizeof *codes, same_agb};
    const struct set own = {codes, participant->aanbieder_count, sizeof *codes, same_agb};
    enum status status = intersect(&asked, &own, arena, nothing);
    filter->aanbieders = asked.items;
    filter->aanbieder_count = asked.count;
    return status;
}
