#include "client/report/fact.h"

#include "client/report/disclosure.h"
#include "proto/model/suppress.h"

#include <inttypes.h>
#include <stdio.h>

/* Half up. */
static uint64_t divided(uint64_t numerator, uint64_t denominator) {
    return (2 * numerator + denominator) / (2 * denominator);
}

/* Means and shares; of the region's aanbieders too, which the public sees as they are. */
static bool is_fraction(size_t figure) {
    static const char mean[] = "_gemiddeld";
    const char *name = figure_name(figure)->name;
    size_t size = strlen(name), tail = sizeof mean - 1;
    bool is_mean = size > tail && strcmp(name + size - tail, mean) == 0;
    enum figure_unit unit = figure_name(figure)->unit;
    return unit == UNIT_PROCENT || (unit == UNIT_DAGEN && is_mean);
}

static struct fact exact(size_t figure, const struct figure_value *value) {
    uint64_t scale = figure_name(figure)->unit == UNIT_PROCENT ? 100 : 1;
    bool has_tenth = is_fraction(figure);
    return (struct fact){.tenths = divided(10 * scale * value->numerator, value->denominator),
                         .state = FACT_SHOWN,
                         .has_tenth = has_tenth};
}

static struct fact whole(uint64_t number, bool rounded) {
    return (struct fact){.tenths = 10 * number, .state = FACT_SHOWN, .rounded = rounded};
}

static struct fact share(const struct figure_value *value) {
    uint64_t part = suppress_round(value->numerator), all = suppress_round(value->denominator);
    return all == 0 ? (struct fact){.state = FACT_NONE} : whole(divided(100 * part, all), true);
}

/* Marked lines have ten or more; what is not so marked here is a mistake of ours. */
static struct fact days(const struct figure_value *value) {
    ENSURE(value->rests_on >= SUPPRESS_DAYS_BELOW);
    return whole(divided(value->numerator, value->denominator), false);
}

static struct fact released(enum release release, size_t figure, const struct figure_value *value) {
    switch (release) {
    case RELEASE_COUNT:
        return whole(suppress_round(value->numerator), true);
    case RELEASE_SHARE:
        return share(value);
    case RELEASE_DAYS:
        return days(value);
    case RELEASE_PLAIN:
        return exact(figure, value);
    case RELEASE_NEVER:
        break;
    }
    return (struct fact){.state = FACT_HIDDEN};
}

struct fact fact_of(const struct line *line, size_t figure, enum audience audience, day_t on) {
    struct figure_value value;
    if (!line->shown[figure])
        return (struct fact){.state = FACT_HIDDEN};
    if (!figure_value(figure, &line->figures, on, &value))
        return (struct fact){.state = FACT_NONE};
    if (audience == AUDIENCE_CIRCLE)
        return exact(figure, &value);
    return released(disclosure_release(figure, line->by), figure, &value);
}

struct fact fact_named(const struct line *line, const char *figure, enum audience audience,
                       day_t on) {
    return fact_of(line, figure_named(figure), audience, on);
}

const char *fact_text(const struct fact *fact, char mark, char text[FACT_TEXT_SIZE]) {
    if (fact->state != FACT_SHOWN)
        text[0] = '\0';
    else if (fact->has_tenth)
        snprintf(text, FACT_TEXT_SIZE, "%" PRIu64 "%c%" PRIu64, fact->tenths / 10, mark,
                 fact->tenths % 10);
    else
        snprintf(text, FACT_TEXT_SIZE, "%" PRIu64, fact->tenths / 10);
    return text;
}

/* Dots between thousands, up to the decimal mark. */
static void group_thousands(const char *plain, char text[FACT_TEXT_SIZE]) {
    size_t digits = strcspn(plain, ","), at = 0;
    for (size_t i = 0; plain[i] && at + 2 < FACT_TEXT_SIZE; i++) {
        if (i > 0 && i < digits && (digits - i) % 3 == 0)
            text[at++] = '.';
        text[at++] = plain[i];
    }
    text[at] = '\0';
}

const char *fact_words(const struct fact *fact, char text[FACT_TEXT_SIZE]) {
    char plain[FACT_TEXT_SIZE];
    if (fact->state == FACT_SHOWN)
        group_thousands(fact_text(fact, ',', plain), text);
    else
        strcpy(text, fact->state == FACT_HIDDEN ? "verborgen" : "–");
    return text;
}
