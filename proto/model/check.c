#include "proto/model/check.h"

#include <stdlib.h>

#include "proto/model/limits.h"
#include "proto/model/text.h"
#include "proto/model/words.h"

static const struct {
    const char *name, *sentence;
} codes[FAULT_CODE_COUNT] = {
    [FAULT_NONE] = {"NONE", ""},
    [FAULT_ID] = {"ID", N_("Geef een id van 1 tot 64 bytes in UTF-8 zonder stuurtekens; een "
                           "meegestuurde plek heeft geen of hetzelfde id.")},
    [FAULT_DUBBEL] = {"DUBBEL", N_("Dit id stond al eerder in deze levering; lever elke plek één "
                                   "keer.")},
    [FAULT_DATUM] = {"DATUM",
                     N_("Deze datum bestaat niet of ontbreekt; vul een bestaande dag in.")},
    [FAULT_GEEN_STARTDATUM] = {"GEEN_STARTDATUM",
                               N_("Vul ten minste een aanmelddatum, verwijsdatum "
                                  "of toewijzingsdatum in.")},
    [FAULT_TOEKOMST] = {"TOEKOMST",
                        N_("Deze datum ligt na het peilmoment; verbeter hem. Alleen een "
                           "intake mag tot 12 maanden vooruit gepland staan.")},
    [FAULT_TE_OUD] = {"TE_OUD", N_("Dit wachten begon meer dan tien jaar voor het peilmoment; "
                                   "verbeter de datum.")},
    [FAULT_GEMEENTE] = {"GEMEENTE", N_("Vul de CBS-code van de gemeente in: vier cijfers, met "
                                       "voorloopnul.")},
    [FAULT_BUITEN_REGIO] = {"BUITEN_REGIO", N_("Deze gemeente hoort op het peilmoment niet bij de "
                                               "regio; laat deze regel voortaan weg.")},
    [FAULT_CODE] = {"CODE", N_("Deze code staat niet in de lijst of ontbreekt; kies er een uit de "
                               "lijst (een GI is een AGB-code van acht cijfers).")},
    [FAULT_PSEUDONIEM] = {"PSEUDONIEM",
                          N_("Een pseudoniem is precies 32 bytes; laat het leeg als u "
                             "er geen hebt.")},
    [FAULT_BSN] = {"BSN",
                   N_("In dit id staat een BSN; geef de plek een eigen id en stuur nooit een "
                      "BSN mee.")},
    [FAULT_UITSTROOMDATUM] = {"UITSTROOMDATUM", N_("Deze uitstroom ligt voor het begin van het "
                                                   "wachten; verbeter de uitstroomdatum of de "
                                                   "startdatum.")},
    [FAULT_ONBEKENDE_PLEK] = {"ONBEKENDE_PLEK",
                              N_("Deze plek staat niet open. Meldde u dit vertrek "
                                 "al, laat deze regel dan weg. Kwam en vertrok zij sinds de vorige "
                                 "levering, stuur haar gegevens mee.")},
};

const char *fault_code_name(enum fault_code code) {
    return codes[code].name;
}

const char *fault_sentence(enum fault_code code) {
    return codes[code].sentence;
}

bool line_faults_any(const struct line_faults *faults) {
    for (size_t code = 0; code < FAULT_CODE_COUNT; code++)
        if (faults->field[code])
            return true;
    return false;
}

bool line_faults_only(const struct line_faults *faults, enum fault_code only) {
    for (size_t code = 0; code < FAULT_CODE_COUNT; code++)
        if ((faults->field[code] != NULL) != (code == only))
            return false;
    return true;
}

/* One place under test: its fields are taken over one by one, in the contract's
 * order, so that the first fault noted with a code is the one to name. */
struct field;
struct line {
    const struct raw_place *raw;
    struct place *place;
    day_t day; /* of the peilmoment */
    bool carried;
    struct line_faults *faults;
    const struct field *start_field; /* the first start date present, or NULL */
    day_t start;                     /* DAY_NONE also when that date is none */
};

struct field {
    const char *name, *carried_name;
    void (*take)(struct line *line, const struct field *field);
    size_t raw_at, place_at; /* offsets, for the fields that are one number */
    uint32_t least, below;   /* take_code */
    bool (*known)(uint32_t value);
    int months_ahead; /* take_date: how far it may lie beyond the peilmoment */
    bool starts;      /* one of the four start dates */
};

static void note(struct line_faults *faults, enum fault_code code, const char *name) {
    if (faults->field[code] == NULL)
        faults->field[code] = name;
}

static void note_field(struct line *line, enum fault_code code, const struct field *field) {
    note(line->faults, code, line->carried ? field->carried_name : field->name);
}

static uint32_t raw_number(const struct line *line, const struct field *field) {
    uint32_t number;
    memcpy(&number, (const char *)line->raw + field->raw_at, sizeof number);
    return number;
}

static void put_number(struct line *line, const struct field *field, uint32_t number) {
    memcpy((char *)line->place + field->place_at, &number, sizeof number);
}

/* A negative code is a large one here, and outside every list. */
static void take_code(struct line *line, const struct field *field) {
    uint32_t code = raw_number(line, field);
    if (code >= field->least && code < field->below)
        put_number(line, field, code);
    else
        note_field(line, FAULT_CODE, field);
}

static void take_listed(struct line *line, const struct field *field) {
    uint32_t code = raw_number(line, field);
    if (field->known(code))
        put_number(line, field, code);
    else
        note_field(line, FAULT_CODE, field);
}

static void take_number(struct line *line, const struct field *field) {
    put_number(line, field, raw_number(line, field));
}

static void take_date(struct line *line, const struct field *field) {
    uint32_t number = raw_number(line, field);
    day_t date = number == 0 ? DAY_NONE : day_of_number(number);
    put_number(line, field, (uint32_t)date);
    if (number == 0)
        return;
    if (field->starts && line->start_field == NULL) {
        line->start_field = field;
        line->start = date;
    }
    if (date == DAY_NONE)
        note_field(line, FAULT_DATUM, field);
    else if (date > line->day && date > day_add_months(line->day, field->months_ahead))
        note_field(line, FAULT_TOEKOMST, field);
}

static void take_jeugdige(struct line *line, const struct field *field) {
    struct bytes pseudonym = line->raw->jeugdige;
    if (pseudonym.size == 0)
        return;
    if (pseudonym.size != PSEUDONYM_BYTES) {
        note_field(line, FAULT_PSEUDONIEM, field);
        return;
    }
    line->place->has_pseudonym = true;
    memcpy(line->place->pseudonym, pseudonym.at, PSEUDONYM_BYTES);
}

static void take_gemeente(struct line *line, const struct field *field) {
    struct bytes gemeente = line->raw->gemeente;
    if (!text_is_digits(gemeente, GEMEENTE_DIGITS)) {
        note_field(line, FAULT_GEMEENTE, field);
        return;
    }
    memcpy(line->place->gemeente, gemeente.at, GEMEENTE_DIGITS);
    if (!gemeente_in_region(gemeente, line->day))
        note_field(line, FAULT_BUITEN_REGIO, field);
}

static void take_gi(struct line *line, const struct field *field) {
    if (line->raw->gi.size != 0 && !agb_parse(line->raw->gi, &line->place->gi))
        note_field(line, FAULT_CODE, field);
}

static void take_flags(struct line *line, const struct field *field) {
    (void)field;
    line->place->machtiging_uithuisplaatsing = line->raw->machtiging_uithuisplaatsing;
    line->place->eigen_wens = line->raw->eigen_wens;
}

_Static_assert(sizeof(enum hulpvorm) == sizeof(uint32_t), "codes are copied as numbers");
_Static_assert(sizeof(day_t) == sizeof(uint32_t), "days are copied as numbers");

#define FIELD(field, how) .name = #field, .carried_name = "place." #field, .take = how
#define AT(raw, own)                                                                               \
    .raw_at = offsetof(struct raw_place, raw), .place_at = offsetof(struct place, own)
#define CODE(field, from, count)                                                                   \
    { FIELD(field, take_code), AT(field, field), .least = from, .below = count }
#define LISTED(field)                                                                              \
    { FIELD(field, take_listed), AT(field, field), .known = field##_known }
#define DATE(field)                                                                                \
    { FIELD(field, take_date), AT(field, field) }
#define START(field)                                                                               \
    { FIELD(field, take_date), AT(field, field), .starts = true }
#define PLANNED(field)                                                                             \
    { FIELD(field, take_date), AT(field, field), .months_ahead = 12 }

/* Every field but the id, in the contract's order; the start dates among them in the
 * order in which they start the clock (rules.md 1.2). */
static const struct field fields[] = {
    {FIELD(jeugdige, take_jeugdige)},
    {FIELD(jeugdige_epoch, take_number), AT(jeugdige_epoch, pseudonym_epoch)},
    {FIELD(gemeente, take_gemeente)},
    CODE(hulpvorm, AMBULANT_JO, HULPVORM_COUNT),
    LISTED(productcategorie),
    LISTED(verwijzer),
    CODE(maatregel, MAATREGEL_ONBEKEND, MAATREGEL_COUNT),
    DATE(maatregel_start),
    {FIELD(gi, take_gi)},
    {FIELD(machtiging_uithuisplaatsing, take_flags)},
    CODE(urgentie, URGENTIE_ONBEKEND, URGENTIE_COUNT),
    DATE(urgentie_datum),
    CODE(overbrugging, OVERBRUGGING_ONBEKEND, OVERBRUGGING_COUNT),
    DATE(overbrugging_sinds),
    CODE(leeftijdsband, LEEFTIJD_ONBEKEND, LEEFTIJDSBAND_COUNT),
    CODE(regie, REGIE_ONBEKEND, REGIE_COUNT),
    DATE(laatst_geverifieerd),
    START(oorspronkelijke_aanmelddatum),
    START(aanmelddatum),
    START(verwijsdatum),
    START(toewijzingsdatum),
    DATE(compleet_datum),
    PLANNED(intakedatum),
};

enum { OLDEST_WAIT_MONTHS = 120, OLDEST_WAIT_LEAST_DAYS = 3651 };

/* So many months are never fewer days, so that hardly any line asks the calendar. */
static bool too_old(day_t start, day_t day) {
    return start < day - OLDEST_WAIT_LEAST_DAYS && start < day_add_months(day, -OLDEST_WAIT_MONTHS);
}

/* Everything but the id; gives the start day when it can be told, else DAY_NONE. */
static day_t check_fields(const struct raw_place *raw, struct bytes id, day_t day, bool carried,
                          struct line_faults *faults, struct place *place) {
    struct line line = {raw, place, day, carried, faults, NULL, DAY_NONE};
    *place = (struct place){.id = id};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        fields[i].take(&line, &fields[i]);
    if (line.start_field == NULL)
        note(faults, FAULT_GEEN_STARTDATUM,
             carried ? "place.oorspronkelijke_aanmelddatum" : "oorspronkelijke_aanmelddatum");
    else if (line.start != DAY_NONE && too_old(line.start, day))
        note_field(&line, FAULT_TE_OUD, line.start_field);
    return line.start;
}

static void check_id(struct bytes id, bool seen, struct line_faults *faults) {
    *faults = (struct line_faults){0};
    if (id.size == 0 || id.size > MAX_ID_BYTES || !text_is_utf8(id) || text_has_control(id))
        note(faults, FAULT_ID, "id");
    if (seen)
        note(faults, FAULT_DUBBEL, "id");
    if (text_holds_bsn(id))
        note(faults, FAULT_BSN, "id");
}

void check_place(const struct raw_place *raw, day_t day, bool seen, struct line_faults *faults,
                 struct place *place) {
    check_id(raw->id, seen, faults);
    check_fields(raw, raw->id, day, false, faults, place);
}

static void check_left_on(uint32_t number, day_t day, struct line_faults *faults, day_t *left_on) {
    *left_on = day_of_number(number);
    if (*left_on == DAY_NONE)
        note(faults, FAULT_DATUM, "datum");
    else if (*left_on > day)
        note(faults, FAULT_TOEKOMST, "datum");
}

/* The start day the date of leaving is held against. A leaving being completed has a
 * known one; a place carried with another is a wait of its own that came and left. */
static day_t start_of_leaving(const struct known_wait *known, bool state_known,
                              day_t carried_start) {
    bool is_known = state_known && (known->open || known->left_onbekend);
    return is_known && (known->open || carried_start == DAY_NONE) ? known->start : carried_start;
}

static void check_against_state(const struct raw_outflow *raw, bool state_known,
                                const struct known_wait *known, day_t carried_start, day_t left_on,
                                struct line_faults *faults) {
    if (faults->field[FAULT_ID] || faults->field[FAULT_DUBBEL])
        return;
    day_t start = start_of_leaving(known, state_known, carried_start);
    if (left_on != DAY_NONE && start != DAY_NONE && left_on < start)
        note(faults, FAULT_UITSTROOMDATUM, "datum");
    if (state_known && !known->open && !known->left_onbekend && raw->place == NULL)
        note(faults, FAULT_ONBEKENDE_PLEK, "id");
}

void check_outflow(const struct raw_outflow *raw, day_t day, bool seen, bool state_known,
                   const struct known_wait *known, struct line_faults *faults,
                   struct leaving *leaving) {
    *leaving = (struct leaving){.id = raw->id};
    check_id(raw->id, seen, faults);
    if (raw->reden >= 0 && raw->reden < UITSTROOMREDEN_COUNT)
        leaving->reden = (enum uitstroomreden)raw->reden;
    else
        note(faults, FAULT_CODE, "reden");
    check_left_on(raw->datum, day, faults, &leaving->datum);

    day_t carried_start = DAY_NONE;
    leaving->carries_place = raw->place && !(state_known && known->open);
    if (leaving->carries_place) {
        if (raw->place->id.size != 0 && !bytes_equal(raw->place->id, raw->id))
            note(faults, FAULT_ID, "place.id");
        carried_start = check_fields(raw->place, raw->id, day, true, faults, &leaving->place);
    }
    check_against_state(raw, state_known, known, carried_start, leaving->datum, faults);
}

/* One line's id and where it stands: places before outflow. */
struct position {
    struct bytes id;
    size_t index;
};

static int compare_positions(const void *a, const void *b) {
    const struct position *left = a, *right = b;
    int order = bytes_compare(left->id, right->id);
    return order ? order : (left->index > right->index) - (left->index < right->index);
}

/* Both sections are sorted, as they should be: one merge. */
static void merge_positions(const struct snapshot *snapshot, struct position *positions) {
    size_t i = 0, j = 0;
    while (i < snapshot->place_count || j < snapshot->outflow_count) {
        bool place_first = j == snapshot->outflow_count ||
                           (i < snapshot->place_count &&
                            bytes_compare(snapshot->places[i].id, snapshot->outflow[j].id) <= 0);
        struct position *position = &positions[i + j];
        if (place_first) {
            *position = (struct position){snapshot->places[i].id, i};
            i++;
        } else {
            *position = (struct position){snapshot->outflow[j].id, snapshot->place_count + j};
            j++;
        }
    }
}

static void sort_positions(const struct snapshot *snapshot, struct position *positions) {
    size_t count = 0;
    for (size_t i = 0; i < snapshot->place_count; i++, count++)
        positions[count] = (struct position){snapshot->places[i].id, count};
    for (size_t j = 0; j < snapshot->outflow_count; j++, count++)
        positions[count] = (struct position){snapshot->outflow[j].id, count};
    qsort(positions, count, sizeof *positions, compare_positions);
}

enum status check_doubles(const struct snapshot *snapshot, struct arena *arena, const bool **seen) {
    ENSURE(!snapshot->too_many_lines);
    size_t count = snapshot->place_count + snapshot->outflow_count;
    bool *marks = arena_array(arena, count, sizeof *marks);
    struct position *positions = arena_array(arena, count, sizeof *positions);
    if (marks == NULL || positions == NULL)
        return STATUS_NO_MEMORY;
    if (check_sorted(snapshot))
        merge_positions(snapshot, positions);
    else
        sort_positions(snapshot, positions);
    for (size_t i = 1; i < count; i++)
        marks[positions[i].index] =
            positions[i].id.size != 0 && bytes_equal(positions[i].id, positions[i - 1].id);
    *seen = marks;
    return STATUS_OK;
}

bool check_sorted(const struct snapshot *snapshot) {
    ENSURE(!snapshot->too_many_lines);
    for (size_t i = 1; i < snapshot->place_count; i++)
        if (bytes_compare(snapshot->places[i - 1].id, snapshot->places[i].id) > 0)
            return false;
    for (size_t j = 1; j < snapshot->outflow_count; j++)
        if (bytes_compare(snapshot->outflow[j - 1].id, snapshot->outflow[j].id) > 0)
            return false;
    return true;
}

bool snapshot_aanname(const struct snapshot *snapshot, uint8_t aanname[HULPVORM_COUNT]) {
    bool any = false;
    memset(aanname, AANNAME_ONBEKEND, HULPVORM_COUNT);
    for (size_t i = 0; i < snapshot->aanname_count; i++) {
        const struct raw_aanname *said = &snapshot->aanname[i];
        if (said->hulpvorm <= HULPVORM_ONBEKEND || said->hulpvorm >= HULPVORM_COUNT ||
            said->status < 0 || said->status >= AANNAME_COUNT)
            continue;
        aanname[said->hulpvorm] = (uint8_t)said->status;
        any |= said->status != AANNAME_ONBEKEND;
    }
    return any;
}
