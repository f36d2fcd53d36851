/* The life tables are asked for twice per aanbieder and hulpvorm and twice per hulpvorm, over
 * 90 and 365 days, as known at one instant. The region's are asked of the aanbieders whose
 * data are recent enough, so that what is too old for its own line does not come back in
 * another's. */
#include "client/report/startpunt.h"

#include "client/language.h"
#include "proto/model/limits.h"

#include <stdlib.h>

struct holder {
    struct agb agb;
    day_t data_on;
};

struct work {
    const struct figures_source *source;
    struct arena *arena;
    struct complaint *complaint;
    day_t on;
    instant_t as_known_at;
    bool is_virtual;
    struct figure_point own[2], region[2]; /* of 90 and of 365 days */
    bool has_region;
    size_t holder_count;
    struct holder *holders; /* by AGB-code */
    size_t row_count;
    struct startpunt_row *rows;
};

static const uint32_t windows[2] = {STARTPUNT_DAYS, STARTPUNT_LONG_DAYS};

static enum status ask(struct work *work, struct figures_question question,
                       struct figure_point *point) {
    struct series series;
    question.from = question.until = work->on;
    question.step = STEP_ONE;
    question.region_day = DAY_NONE;
    question.as_known_at = work->as_known_at;
    enum status status = source_ask(work->source, &question, work->arena, &series, work->complaint);
    if (status == STATUS_OK && series.point_count != 1)
        return complain(work->complaint, STATUS_MALFORMED,
                        _("de server gaf geen antwoord voor de dag"));
    if (status != STATUS_OK)
        return status;
    *point = series.points[0];
    work->as_known_at = series.as_known_at;
    work->is_virtual = series.is_virtual;
    return STATUS_OK;
}

static enum status ask_own(struct work *work) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < 2; i++) {
        const struct figures_question question = {.by_count = 2,
                                                  .by = {BY_AANBIEDER, BY_HULPVORM},
                                                  .measures = MEASURE_BIT(MEASURE_SURVIVAL) |
                                                              MEASURE_BIT(MEASURE_AANNAME),
                                                  .survival_days = windows[i]};
        status = ask(work, question, &work->own[i]);
    }
    return status;
}

/* A later day is known of this aanbieder. */
static void know_holder(struct work *work, const struct agb *agb, day_t data_on) {
    size_t at = 0;
    while (at < work->holder_count && strcmp(work->holders[at].agb.text, agb->text) < 0)
        at++;
    if (at == work->holder_count || strcmp(work->holders[at].agb.text, agb->text) != 0) {
        memmove(work->holders + at + 1, work->holders + at,
                (work->holder_count - at) * sizeof *work->holders);
        work->holders[at] = (struct holder){*agb, DAY_NONE};
        work->holder_count++;
    }
    if (data_on > work->holders[at].data_on)
        work->holders[at].data_on = data_on;
}

static struct agb agb_of(struct bytes key) {
    struct agb agb = {""};
    if (!agb_parse(key, &agb))
        agb.text[0] = '\0';
    return agb;
}

/* One snapshot is the whole list: whatever counts of an aanbieder is of the same day. */
static void know_from_point(struct work *work, const struct figure_point *point) {
    for (size_t i = 0; i < point->cell_count; i++) {
        struct agb agb = agb_of(point->cells[i].key[0]);
        know_holder(work, &agb, point->cells[i].figures.coverage.oldest);
    }
    for (size_t i = 0; i < point->aanname_count; i++)
        know_holder(work, &point->aanname[i].agb, day_of_instant(point->aanname[i].peilmoment));
}

/* A list that has run empty has no cell with coverage; its aanbieder alone as a total has. */
static enum status ask_rest(struct work *work) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < work->holder_count; i++) {
        struct figure_point point = {0};
        if (work->holders[i].data_on != DAY_NONE)
            continue;
        const struct figures_question question = {
            .measures = MEASURE_BIT(MEASURE_WAITING),
            .filter = {.aanbieder_count = 1, .aanbieders = &work->holders[i].agb}};
        status = ask(work, question, &point);
        if (status == STATUS_OK)
            work->holders[i].data_on = point.total.coverage.oldest;
    }
    return status;
}

static enum status find_holders(struct work *work) {
    size_t most = work->own[0].cell_count + work->own[0].aanname_count + work->own[1].cell_count +
                  work->own[1].aanname_count;
    work->holders = arena_array(work->arena, most + 1, sizeof *work->holders);
    if (!work->holders)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < 2; i++)
        know_from_point(work, &work->own[i]);
    return ask_rest(work);
}

static bool is_recent(const struct work *work, day_t data_on) {
    return data_on != DAY_NONE && work->on - data_on <= STARTPUNT_MAX_AGE_DAYS;
}

/* The recent ones as a filter; empty when all are. False: more than a filter can hold. */
static bool choose_recent(const struct work *work, struct agb *recent, size_t *count) {
    *count = 0;
    for (size_t i = 0; i < work->holder_count; i++)
        if (is_recent(work, work->holders[i].data_on))
            recent[(*count)++] = work->holders[i].agb;
    if (*count == 0)
        return false;
    if (*count == work->holder_count)
        *count = 0;
    return *count <= MAX_FILTER_VALUES;
}

static enum status ask_region(struct work *work) {
    size_t count;
    struct agb *recent = arena_array(work->arena, work->holder_count + 1, sizeof *recent);
    if (!recent)
        return STATUS_NO_MEMORY;
    work->has_region = choose_recent(work, recent, &count);
    enum status status = STATUS_OK;
    for (size_t i = 0; work->has_region && status == STATUS_OK && i < 2; i++) {
        const struct figures_question question = {
            .by_count = 1,
            .by = {BY_HULPVORM},
            .measures = MEASURE_BIT(MEASURE_SURVIVAL),
            .filter = {.aanbieder_count = count, .aanbieders = recent},
            .survival_days = windows[i]};
        status = ask(work, question, &work->region[i]);
    }
    return status;
}

static int compare_rows(const void *a, const void *b) {
    const struct startpunt_row *left = a, *right = b;
    int order = strcmp(left->agb.text, right->agb.text);
    return order != 0 ? order
                      : (left->hulpvorm > right->hulpvorm) - (left->hulpvorm < right->hulpvorm);
}

static void add_row(struct work *work, const struct agb *agb, enum hulpvorm hulpvorm) {
    if (hulpvorm != HULPVORM_ONBEKEND && hulpvorm != CRISIS && agb->text[0])
        work->rows[work->row_count++] = (struct startpunt_row){.agb = *agb, .hulpvorm = hulpvorm};
}

static void drop_doubles(struct work *work) {
    size_t kept = 0;
    if (work->row_count > 1)
        qsort(work->rows, work->row_count, sizeof *work->rows, compare_rows);
    for (size_t i = 0; i < work->row_count; i++)
        if (kept == 0 || compare_rows(&work->rows[kept - 1], &work->rows[i]) != 0)
            work->rows[kept++] = work->rows[i];
    work->row_count = kept;
}

/* Wherever somebody waited or began in the last year, or is said to be taken or not. */
static enum status list_rows(struct work *work) {
    size_t most = 0;
    for (size_t i = 0; i < 2; i++)
        most += work->own[i].cell_count + work->own[i].aanname_count;
    work->rows = arena_array(work->arena, most + 1, sizeof *work->rows);
    if (!work->rows)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < 2; i++) {
        const struct figure_point *point = &work->own[i];
        for (size_t k = 0; k < point->cell_count; k++) {
            enum hulpvorm hulpvorm = HULPVORM_ONBEKEND;
            struct agb agb = agb_of(point->cells[k].key[0]);
            if (hulpvorm_parse(point->cells[k].key[1], &hulpvorm))
                add_row(work, &agb, hulpvorm);
        }
        for (size_t k = 0; k < point->aanname_count; k++)
            add_row(work, &point->aanname[k].agb, point->aanname[k].hulpvorm);
    }
    drop_doubles(work);
    return STATUS_OK;
}

static bool has_enough(const struct survival *survival) {
    return survival && survival->starts >= STARTPUNT_MIN_STARTS;
}

static const struct survival *own_table(const struct figure_point *point,
                                        const struct startpunt_row *row) {
    for (size_t i = 0; i < point->cell_count; i++)
        if (bytes_equal(point->cells[i].key[0], bytes_of_text(row->agb.text)) &&
            bytes_equal(point->cells[i].key[1], bytes_of_text(hulpvorm_name(row->hulpvorm))))
            return &point->cells[i].figures.survival;
    return NULL;
}

static const struct survival *region_table(const struct work *work, size_t window,
                                           enum hulpvorm hulpvorm) {
    const struct figure_point *point = &work->region[window];
    for (size_t i = 0; work->has_region && i < point->cell_count; i++)
        if (bytes_equal(point->cells[i].key[0], bytes_of_text(hulpvorm_name(hulpvorm))))
            return &point->cells[i].figures.survival;
    return NULL;
}

/* The first table with starts enough. */
static void choose_basis(const struct work *work, struct startpunt_row *row) {
    const struct survival *tables[] = {own_table(&work->own[0], row), own_table(&work->own[1], row),
                                       region_table(work, 0, row->hulpvorm),
                                       region_table(work, 1, row->hulpvorm)};
    row->basis = BASIS_FEW;
    for (size_t i = 0; row->basis == BASIS_FEW && i < sizeof tables / sizeof *tables; i++)
        if (has_enough(tables[i])) {
            row->basis = (enum basis)(BASIS_AANBIEDER + i);
            row->survival = *tables[i];
        }
}

static enum aanname aanname_of(const struct work *work, const struct startpunt_row *row) {
    const struct figure_point *point = &work->own[0];
    for (size_t i = 0; i < point->aanname_count; i++)
        if (strcmp(point->aanname[i].agb.text, row->agb.text) == 0 &&
            point->aanname[i].hulpvorm == row->hulpvorm)
            return point->aanname[i].status;
    return AANNAME_ONBEKEND;
}

static void fill_row(const struct work *work, struct startpunt_row *row) {
    row->data_on = DAY_NONE;
    for (size_t i = 0; i < work->holder_count; i++)
        if (strcmp(work->holders[i].agb.text, row->agb.text) == 0)
            row->data_on = work->holders[i].data_on;
    row->basis = BASIS_OLD;
    if (!is_recent(work, row->data_on))
        return;
    row->aanname = aanname_of(work, row);
    choose_basis(work, row);
}

enum status startpunt_make(const struct figures_source *source, day_t on, struct arena *arena,
                           struct startpunt *startpunt, struct complaint *complaint) {
    struct work work = {.source = source, .arena = arena, .complaint = complaint, .on = on};
    enum status status = ask_own(&work);
    if (status == STATUS_OK)
        status = find_holders(&work);
    if (status == STATUS_OK)
        status = ask_region(&work);
    if (status == STATUS_OK)
        status = list_rows(&work);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < work.row_count; i++)
        fill_row(&work, &work.rows[i]);
    *startpunt =
        (struct startpunt){on, work.as_known_at, work.is_virtual, work.row_count, work.rows};
    return STATUS_OK;
}

const char *basis_name(enum basis basis) {
    static const char *const names[BASIS_COUNT] = {
        [BASIS_OLD] = "gegevens_te_oud",          [BASIS_FEW] = "te_weinig_gegevens",
        [BASIS_AANBIEDER] = "aanbieder_90_dagen", [BASIS_LONG] = "aanbieder_365_dagen",
        [BASIS_REGION] = "regio_90_dagen",        [BASIS_REGION_LONG] = "regio_365_dagen",
    };
    return names[basis];
}

uint32_t startpunt_weeks(uint32_t days) {
    uint32_t weeks = days / 7 + (days % 7 > 0);
    return weeks > 0 ? weeks : 1;
}
