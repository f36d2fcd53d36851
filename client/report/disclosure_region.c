#include "client/report/disclosure_inside.h"

/* Whether a part can be shown next to its whole. */
static bool part_is_safe(uint64_t whole, uint64_t part) {
    return count_is_safe(part) && count_is_safe(whole - part);
}

/* As suppress.h judges the total of a table: by places and by the persons that hold them. */
static bool places_are_safe(const struct figures *figures) {
    const struct count *all = &figures->waiting[WAITING_ALL],
                       *beyond = &figures->beyond[WAITING_ALL];
    return part_is_safe(all->places, beyond->places) && count_is_safe(all->jeugdigen_upper) &&
           count_is_safe(beyond->jeugdigen_upper);
}

static void show_places(struct line *region) {
    show(region, "wachtplekken");
    show(region, "wachtplekken_schadelijk");
    show(region, "aandeel_schadelijk");
}

/* Of those waiting within the norm and beyond it, those with and without overbrugging. */
static void show_netto(struct line *region) {
    const struct count *waiting = region->figures.waiting, *beyond = region->figures.beyond;
    uint32_t within = waiting[WAITING_ALL].places - beyond[WAITING_ALL].places;
    uint32_t netto_within = waiting[WAITING_NETTO].places - beyond[WAITING_NETTO].places;
    bool may = part_is_safe(within, netto_within) &&
               part_is_safe(beyond[WAITING_ALL].places, beyond[WAITING_NETTO].places);
    show_if(may, region, "wachtplekken_netto");
    show_if(may, region, "wachtplekken_schadelijk_netto");
    show_if(may, region, "aandeel_schadelijk_netto");
}

/* A maatregel's children among `whole`, beside `other` of them that are shown already. */
static bool maatregel_is_safe(uint32_t whole, uint32_t part, uint32_t other) {
    return count_is_safe(part) && count_is_safe(whole - part) &&
           count_is_safe(whole - part - other);
}

/* Beyond the norm comes first: it is the doorbraakaanpak's line. All of them are shown beside
 * it only when those within the norm can be told too. */
static void show_maatregel(struct line *region) {
    const struct count *waiting = region->figures.waiting, *beyond = region->figures.beyond;
    uint32_t beyond_all = beyond[WAITING_ALL].places;
    uint32_t within_all = waiting[WAITING_ALL].places - beyond_all;
    uint32_t beyond_shown = 0, within_shown = 0;
    static const struct {
        enum waiting reading;
        const char *beyond, *waiting;
    } readings[] = {
        {WAITING_BESCHERMING, "wachtplekken_schadelijk_bescherming", "wachtplekken_bescherming"},
        {WAITING_RECLASSERING, "wachtplekken_schadelijk_jeugdreclassering",
         "wachtplekken_jeugdreclassering"},
    };
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        uint32_t part = beyond[readings[i].reading].places;
        uint32_t within = waiting[readings[i].reading].places - part;
        if (!maatregel_is_safe(beyond_all, part, beyond_shown))
            continue;
        show(region, readings[i].beyond);
        beyond_shown += part;
        if (!maatregel_is_safe(within_all, within, within_shown))
            continue;
        show(region, readings[i].waiting);
        within_shown += within;
    }
}

/* Least and most each by itself: without pseudonyms the least is one. */
static void show_bound(struct line *region, uint32_t all, uint32_t beyond, const char *all_name,
                       const char *beyond_name) {
    show_if(count_is_safe(all), region, all_name);
    show_if(count_is_safe(all) && part_is_safe(all, beyond), region, beyond_name);
}

static void show_jeugdigen(struct line *region) {
    const struct count *all = &region->figures.waiting[WAITING_ALL];
    const struct count *beyond = &region->figures.beyond[WAITING_ALL];
    show_bound(region, all->jeugdigen_lower, beyond->jeugdigen_lower, "jeugdigen_minstens",
               "jeugdigen_schadelijk_minstens");
    show_bound(region, all->jeugdigen_upper, beyond->jeugdigen_upper, "jeugdigen_hoogstens",
               "jeugdigen_schadelijk_hoogstens");
}

/* Marks those parts of one number that can be shown beside it. */
static enum status show_parts(struct line *region, const uint32_t *parts, const char *const *names,
                              size_t count, struct arena *arena) {
    bool *hidden = arena_array(arena, count, sizeof *hidden);
    if (!hidden)
        return STATUS_NO_MEMORY;
    enum status status = parts_hide(parts, count, arena, hidden);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        show_if(!hidden[i], region, names[i]);
    return status;
}

/* The bands up to three months and those after it each are parts of a number of their own:
 * by the norm of three months those are the numbers within and beyond it. */
static enum status show_bands(struct line *region, struct arena *arena) {
    static const char *const names[BAND_COUNT] = {
        "wachtplekken_0_1_maanden",    "wachtplekken_1_2_maanden", "wachtplekken_2_3_maanden",
        "wachtplekken_3_6_maanden",    "wachtplekken_6_9_maanden", "wachtplekken_9_12_maanden",
        "wachtplekken_12_plus_maanden"};
    enum { SHORT = 3 };
    const struct figures *figures = &region->figures;
    uint64_t longer = 0, beyond = figures->beyond[WAITING_ALL].places;
    for (size_t i = SHORT; i < BAND_COUNT; i++)
        longer += figures->bands[i];
    if (!count_is_safe(longer > beyond ? longer - beyond : beyond - longer))
        return STATUS_OK;
    enum status status = show_parts(region, figures->bands, names, SHORT, arena);
    if (status == STATUS_OK)
        status =
            show_parts(region, figures->bands + SHORT, names + SHORT, BAND_COUNT - SHORT, arena);
    return status;
}

static enum status show_flows(struct line *region, struct arena *arena) {
    static const char *const names[] = {"uitstroom_gestart", "uitstroom_admin_opgeschoond",
                                        "uitstroom_overig"};
    const uint32_t *left = region->figures.left;
    uint32_t all = 0;
    for (size_t reden = 0; reden < UITSTROOMREDEN_COUNT; reden++)
        all += left[reden];
    const uint32_t parts[] = {left[GESTART], left[ADMIN_OPGESCHOOND],
                              all - left[GESTART] - left[ADMIN_OPGESCHOOND]};
    show_if(count_is_safe(region->figures.inflow), region, "instroom");
    show_if(count_is_safe(all), region, "uitstroom");
    return show_parts(region, parts, names, sizeof parts / sizeof *parts, arena);
}

static void show_started(struct line *region) {
    const struct figures *figures = &region->figures;
    bool may = part_is_safe(figures->realised.count, figures->realised_within);
    show_if(count_is_safe(figures->realised.count), region, "gestart_plekken");
    show_if(may, region, "gestart_binnen_norm");
    show_if(may, region, "aandeel_gestart_binnen_norm");
}

static void show_days(struct line *region) {
    const struct figures *figures = &region->figures;
    if (figures->days.count >= SUPPRESS_DAYS_BELOW) {
        show_waited(region);
        show(region, "wachtdagen_langst");
    }
    if (figures->realised.count >= SUPPRESS_DAYS_BELOW)
        show_realised(region);
    for (size_t phase = 0; phase < PHASE_COUNT; phase++)
        show_if(figures->phases[phase].count >= SUPPRESS_DAYS_BELOW, region, phase_figures[phase]);
}

static void show_aanbieders(struct line *region) {
    static const char *const names[] = {
        "aanbieders_met_plekken",
        "aanbieders_3_maanden_gemiddeld",
        "aanbieders_3_maanden_langst",
        "aanbieders_3_maanden_p80",
        "aandeel_aanbieders_3_maanden_gemiddeld",
        "aandeel_aanbieders_3_maanden_langst",
        "aandeel_aanbieders_3_maanden_p80",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        show(region, names[i]);
}

/* Where even the places cannot be shown, nothing about children can. */
enum status disclose_region(struct line *region, struct arena *arena) {
    show_coverage(region);
    if (!places_are_safe(&region->figures))
        return STATUS_OK;
    show_places(region);
    show_netto(region);
    show_maatregel(region);
    show_jeugdigen(region);
    show_started(region);
    show_days(region);
    show_aanbieders(region);
    enum status status = show_bands(region, arena);
    if (status == STATUS_OK)
        status = show_flows(region, arena);
    if (status == STATUS_OK)
        status =
            show_parts(region, region->figures.obstacles, obstacle_figures, OBSTACLE_COUNT, arena);
    return status;
}
