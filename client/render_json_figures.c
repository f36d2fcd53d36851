#include "client/render_json_figures.h"

static const char *const phase_from[PHASE_COUNT] = {
    "verwijsdatum", "aanmelddatum", "compleet_datum", "toewijzingsdatum", "intakedatum"};
static const char *const phase_to[PHASE_COUNT] = {
    "aanmelddatum", "compleet_datum", "toewijzingsdatum", "intakedatum", "uitstroomdatum"};

static bool asked(uint32_t measures, enum measure measure) {
    return (measures & MEASURE_BIT(measure)) != 0;
}

/* Only what the measures hold. */
static json_t *json_count(const struct count *count, uint32_t measures) {
    struct json_builder b = json_builder_new();
    if (asked(measures, MEASURE_WAITING))
        json_put_count(&b, "places", count->places);
    if (asked(measures, MEASURE_JEUGDIGEN)) {
        json_put_count(&b, "jeugdigen_lower", count->jeugdigen_lower);
        json_put_count(&b, "jeugdigen_upper", count->jeugdigen_upper);
    }
    return json_builder_take(&b);
}

static void put_counts(struct json_builder *b, const struct figures *figures, uint32_t measures) {
    static const char *const waiting[WAITING_COUNT] = {"waiting", "waiting_netto",
                                                       "waiting_bescherming",
                                                       "waiting_reclassering", "waiting_adjusted"};
    static const char *const beyond[WAITING_COUNT] = {
        "beyond", "beyond_netto", "beyond_bescherming", "beyond_reclassering", "beyond_adjusted"};
    for (size_t reading = 0; reading < WAITING_COUNT; reading++) {
        json_put(b, waiting[reading], json_count(&figures->waiting[reading], measures));
        json_put(b, beyond[reading], json_count(&figures->beyond[reading], measures));
    }
}

json_t *json_days(const struct days *days) {
    struct json_builder b = json_builder_new();
    json_put_count(&b, "count", days->count);
    json_put_count(&b, "sum", days->sum);
    json_put_count(&b, "median", days->median);
    json_put_count(&b, "p80", days->p80);
    json_put_count(&b, "p92", days->p92);
    json_put_count(&b, "longest", days->longest);
    return json_builder_take(&b);
}

static json_t *json_bands(const struct figures *figures) {
    struct json_builder b = json_builder_new();
    for (size_t band = 0; band < BAND_COUNT; band++)
        json_put_count(&b, band_names[band], figures->bands[band]);
    return json_builder_take(&b);
}

static void put_days(struct json_builder *b, const struct figures *figures) {
    json_put(b, "days", json_days(&figures->days));
    json_put_count(b, "aanbieders", figures->aanbieders);
    json_put_count(b, "aanbieders_mean", figures->aanbieders_mean);
    json_put_count(b, "aanbieders_longest", figures->aanbieders_longest);
    json_put_count(b, "aanbieders_p80", figures->aanbieders_p80);
}

static void put_flows(struct json_builder *b, const struct figures *figures) {
    struct json_builder left = json_builder_new();
    for (size_t reden = 0; reden < UITSTROOMREDEN_COUNT; reden++)
        json_put_count(&left, uitstroomreden_name((enum uitstroomreden)reden),
                       figures->left[reden]);
    json_put_count(b, "inflow", figures->inflow);
    json_put(b, "left", json_builder_take(&left));
}

static void put_realised(struct json_builder *b, const struct figures *figures) {
    json_t *phases = json_array();
    for (size_t phase = 0; phase < PHASE_COUNT; phase++) {
        struct json_builder one = json_builder_new();
        json_put_name(&one, "from", phase_from[phase]);
        json_put_name(&one, "to", phase_to[phase]);
        json_put_count(&one, "count", figures->phases[phase].count);
        json_put_count(&one, "sum", figures->phases[phase].sum);
        phases = json_array_with(phases, json_builder_take(&one));
    }
    json_put(b, "realised", json_days(&figures->realised));
    json_put_count(b, "realised_within", figures->realised_within);
    json_put(b, "phases", phases);
}

static void put_taken(struct json_builder *b, const struct figures *figures) {
    struct json_builder taken = json_builder_new(), obstacles = json_builder_new();
    for (size_t state = 0; state < TAKEN_STATE_COUNT; state++)
        json_put_count(&taken, taken_state_name((enum taken_state)state), figures->taken[state]);
    for (size_t obstacle = 0; obstacle < OBSTACLE_COUNT; obstacle++)
        json_put_count(&obstacles, obstacle_name((enum obstacle)obstacle),
                       figures->obstacles[obstacle]);
    json_put(b, "taken", json_builder_take(&taken));
    json_put(b, "obstacles", json_builder_take(&obstacles));
}

static json_t *json_known(bool known, uint32_t days) {
    return known ? json_integer(days) : json_null();
}

static json_t *json_survival(const struct survival *survival) {
    struct json_builder b = json_builder_new();
    json_put_count(&b, "starts", survival->starts);
    json_put_count(&b, "at_risk", survival->at_risk);
    json_put(&b, "half_days", json_known(survival->half_known, survival->half_days));
    json_put(&b, "eighty_days", json_known(survival->eighty_known, survival->eighty_days));
    return json_builder_take(&b);
}

json_t *json_coverage(const struct coverage *coverage) {
    struct json_builder b = json_builder_new();
    json_put_count(&b, "expected", coverage->expected);
    json_put_count(&b, "fresh", coverage->fresh);
    json_put_count(&b, "stale", coverage->stale);
    json_put_count(&b, "dropped", coverage->dropped);
    json_put_day(&b, "oldest", coverage->oldest);
    json_put_count(&b, "deliveries", coverage->deliveries);
    return json_builder_take(&b);
}

json_t *json_figures(const struct figures *figures, uint32_t measures) {
    struct json_builder b = json_builder_new();
    if (asked(measures, MEASURE_WAITING) || asked(measures, MEASURE_JEUGDIGEN))
        put_counts(&b, figures, measures);
    if (asked(measures, MEASURE_WAITING)) {
        json_put_count(&b, "without_clock", figures->without_clock);
        json_put(&b, "bands", json_bands(figures));
    }
    if (asked(measures, MEASURE_DAYS))
        put_days(&b, figures);
    if (asked(measures, MEASURE_FLOWS))
        put_flows(&b, figures);
    if (asked(measures, MEASURE_REALISED))
        put_realised(&b, figures);
    if (asked(measures, MEASURE_TAKEN))
        put_taken(&b, figures);
    if (asked(measures, MEASURE_SURVIVAL))
        json_put(&b, "survival", json_survival(&figures->survival));
    json_put(&b, "coverage", json_coverage(&figures->coverage));
    return json_builder_take(&b);
}
