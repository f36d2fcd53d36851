#include "client/csv_columns.h"

#include "client/hex.h"
#include "client/language.h"
#include "proto/model/text.h"

#include <stdio.h>
#include <strings.h>

#define NO_DATE 99999999u /* stands, but is no date */
#define NO_CODE (-1)      /* in no list */

static const struct csv_fault taken = {NULL, NULL};
static const struct csv_fault not_utf8 = {
    CSV_TEKENSET,
    N_("Dit veld bevat tekens die geen UTF-8 zijn; sla het bestand op als CSV UTF-8.")};
static const struct csv_fault no_date = {
    "DATUM", N_("Dit is geen bestaande datum; schrijf jjjj-mm-dd of dd-mm-jjjj.")};
static const struct csv_fault no_code = {
    "CODE",
    N_("Deze code staat niet in de lijst (man wachtpost-mapping); neem een naam daaruit over, "
       "of vertaal de waarde in een mapping (--mapping).")};
static const struct csv_fault no_number = {
    "CODE", N_("Dit is geen getal uit de lijst; vul alleen cijfers in of laat het veld leeg.")};
static const struct csv_fault no_flag = {"CODE", N_("Vul ja of nee in, of laat het veld leeg.")};
static const struct csv_fault no_pseudonym = {
    "PSEUDONIEM",
    N_("Een pseudoniem is precies 64 hexadecimale tekens; laat het leeg als u er geen "
       "hebt.")};
static const struct csv_fault no_epoch = {
    "PSEUDONIEM", N_("Het nummer van de pseudoniemsleutel bestaat alleen uit cijfers.")};

struct column {
    const char *name;
    struct csv_fault (*take)(const struct column *column, struct bytes text, struct arena *arena,
                             void *field);
    struct bytes (*text)(const struct column *column, const void *field, char room[CSV_TEXT_SIZE]);
    size_t at; /* offset in struct csv_line */
    bool (*parse_code)(struct bytes name, int32_t *code);
    const char *(*code_name)(int32_t code);
    size_t code_count;
    size_t digits;                /* with leading zeros, also where a spreadsheet took one away */
    const struct csv_fault *none; /* what take_number says */
    enum csv_form form;
    bool starts, required;
};

/* The code lists of the model, all of one shape. */
#define CODE_LIST(list, type)                                                                      \
    static bool parse_##list(struct bytes name, int32_t *code) {                                   \
        type value;                                                                                \
        if (!list##_parse(name, &value))                                                           \
            return false;                                                                          \
        *code = (int32_t)value;                                                                    \
        return true;                                                                               \
    }                                                                                              \
    static const char *name_##list(int32_t code) {                                                 \
        return list##_name((type)code);                                                            \
    }
CODE_LIST(hulpvorm, enum hulpvorm)
CODE_LIST(maatregel, enum maatregel)
CODE_LIST(urgentie, enum urgentie)
CODE_LIST(overbrugging, enum overbrugging)
CODE_LIST(leeftijdsband, enum leeftijdsband)
CODE_LIST(regie, enum regie)
CODE_LIST(uitstroomreden, enum uitstroomreden)

static struct csv_fault take_code(const struct column *column, struct bytes text,
                                  struct arena *arena, void *field) {
    (void)arena;
    int32_t code = NO_CODE;
    bool known = column->parse_code(text, &code);
    *(int32_t *)field = known ? code : NO_CODE;
    return known ? taken : no_code;
}

static struct bytes code_text(const struct column *column, const void *field,
                              char room[CSV_TEXT_SIZE]) {
    (void)room;
    int32_t code = *(const int32_t *)field;
    return bytes_of_text(code == 0 ? "" : column->code_name(code));
}

static struct csv_fault take_text(const struct column *column, struct bytes text,
                                  struct arena *arena, void *field) {
    struct bytes *out = field;
    *out = text;
    if (text.size + 1 != column->digits || text.at[0] == '0' || !text_is_digits(text, text.size))
        return taken;
    uint8_t *padded = arena_alloc(arena, column->digits);
    if (padded) {
        padded[0] = '0';
        memcpy(padded + 1, text.at, text.size);
        *out = bytes_of(padded, column->digits);
    }
    return taken;
}

static struct bytes text_text(const struct column *column, const void *field,
                              char room[CSV_TEXT_SIZE]) {
    (void)column;
    (void)room;
    return *(const struct bytes *)field;
}

/* False: not only digits, or beyond 32 bits. */
static bool parse_number(struct bytes text, uint32_t *number) {
    uint64_t value = 0;
    if (text.size == 0 || text.size > 10 || !text_is_digits(text, text.size))
        return false;
    for (size_t i = 0; i < text.size; i++)
        value = value * 10 + (uint64_t)(text.at[i] - '0');
    *number = (uint32_t)value;
    return value <= UINT32_MAX;
}

static struct csv_fault take_number(const struct column *column, struct bytes text,
                                    struct arena *arena, void *field) {
    (void)arena;
    uint32_t number;
    bool is_number = parse_number(text, &number);
    *(uint32_t *)field = is_number ? number : UINT32_MAX;
    return is_number ? taken : *column->none;
}

static struct bytes number_text(const struct column *column, const void *field,
                                char room[CSV_TEXT_SIZE]) {
    uint32_t number = *(const uint32_t *)field;
    snprintf(room, CSV_TEXT_SIZE, "%0*u", (int)column->digits, number);
    return bytes_of_text(number == 0 ? "" : room);
}

/* Groups of digits with dashes between: `2025-01-31` or `31-01-2025`. */
static bool parse_date(struct bytes text, uint32_t *number) {
    bool year_first = text.size == 10 && text.at[4] == '-';
    const size_t year_at = year_first ? 0 : 6, month_at = year_first ? 5 : 3,
                 day_at = year_first ? 8 : 0;
    if (text.size != 10 || text.at[year_first ? 4 : 2] != '-' || text.at[year_first ? 7 : 5] != '-')
        return false;
    uint32_t year, month, day;
    if (!parse_number(bytes_of(text.at + year_at, 4), &year) ||
        !parse_number(bytes_of(text.at + month_at, 2), &month) ||
        !parse_number(bytes_of(text.at + day_at, 2), &day))
        return false;
    day_t date = day_of_civil((int)year, (int)month, (int)day);
    *number = day_to_number(date);
    return date != DAY_NONE;
}

static struct csv_fault take_date(const struct column *column, struct bytes text,
                                  struct arena *arena, void *field) {
    (void)column;
    (void)arena;
    uint32_t number = 0;
    bool is_date = parse_date(text, &number);
    *(uint32_t *)field = is_date ? number : NO_DATE;
    return is_date ? taken : no_date;
}

static struct bytes date_text(const struct column *column, const void *field,
                              char room[CSV_TEXT_SIZE]) {
    (void)column;
    uint32_t number = *(const uint32_t *)field;
    char text[DAY_TEXT_SIZE];
    if (number == 0)
        return bytes_of_text("");
    snprintf(room, CSV_TEXT_SIZE, "%s", day_text(day_of_number(number), text));
    return bytes_of_text(room);
}

static bool is_word(struct bytes text, const char *word) {
    return text.size == strlen(word) && strncasecmp((const char *)text.at, word, text.size) == 0;
}

static struct csv_fault take_flag(const struct column *column, struct bytes text,
                                  struct arena *arena, void *field) {
    (void)column;
    (void)arena;
    *(bool *)field = is_word(text, "ja");
    return is_word(text, "ja") || is_word(text, "nee") ? taken : no_flag;
}

static struct bytes flag_text(const struct column *column, const void *field,
                              char room[CSV_TEXT_SIZE]) {
    (void)column;
    (void)room;
    return bytes_of_text(*(const bool *)field ? "ja" : "");
}

static struct csv_fault take_pseudonym(const struct column *column, struct bytes text,
                                       struct arena *arena, void *field) {
    (void)column;
    char digits[HEX_SIZE(PSEUDONYM_BYTES)];
    uint8_t *pseudonym = arena_alloc(arena, PSEUDONYM_BYTES);
    *(struct bytes *)field = text;
    if (text.size != sizeof digits - 1)
        return no_pseudonym;
    memcpy(digits, text.at, text.size);
    digits[text.size] = 0;
    if (!pseudonym || !hex_parse(digits, pseudonym, PSEUDONYM_BYTES))
        return no_pseudonym;
    *(struct bytes *)field = bytes_of(pseudonym, PSEUDONYM_BYTES);
    return taken;
}

static struct bytes pseudonym_text(const struct column *column, const void *field,
                                   char room[CSV_TEXT_SIZE]) {
    (void)column;
    return bytes_of_text(hex_text(*(const struct bytes *)field, room));
}

#define PLACE(field) .name = #field, .at = offsetof(struct csv_line, place.field)
#define TEXT .form = FORM_TEXT, .take = take_text, .text = text_text
#define DATE .form = FORM_DATE, .take = take_date, .text = date_text
#define FLAG .form = FORM_FLAG, .take = take_flag, .text = flag_text
#define NUMBER(fault)                                                                              \
    .form = FORM_NUMBER, .take = take_number, .text = number_text, .none = &(fault)
#define CODE(list, count)                                                                          \
    .form = FORM_CODE, .take = take_code, .text = code_text, .parse_code = parse_##list,           \
    .code_name = name_##list, .code_count = (count)

static const struct column columns[COLUMN_COUNT] = {
    {PLACE(id), TEXT, .required = true},
    {PLACE(jeugdige), .form = FORM_PSEUDONYM, .take = take_pseudonym, .text = pseudonym_text},
    {PLACE(jeugdige_epoch), NUMBER(no_epoch)},
    {PLACE(gemeente), TEXT, .digits = GEMEENTE_DIGITS, .required = true},
    {PLACE(hulpvorm), CODE(hulpvorm, HULPVORM_COUNT), .required = true},
    {PLACE(productcategorie), NUMBER(no_number), .digits = 2},
    {PLACE(verwijzer), NUMBER(no_number), .digits = 2},
    {PLACE(maatregel), CODE(maatregel, MAATREGEL_COUNT)},
    {PLACE(maatregel_start), DATE},
    {PLACE(gi), TEXT, .digits = AGB_DIGITS},
    {PLACE(machtiging_uithuisplaatsing), FLAG},
    {PLACE(urgentie), CODE(urgentie, URGENTIE_COUNT)},
    {PLACE(urgentie_datum), DATE},
    {PLACE(overbrugging), CODE(overbrugging, OVERBRUGGING_COUNT)},
    {PLACE(overbrugging_sinds), DATE},
    {PLACE(leeftijdsband), CODE(leeftijdsband, LEEFTIJDSBAND_COUNT)},
    {PLACE(regie), CODE(regie, REGIE_COUNT)},
    {PLACE(eigen_wens), FLAG},
    {PLACE(laatst_geverifieerd), DATE},
    {PLACE(oorspronkelijke_aanmelddatum), DATE, .starts = true},
    {PLACE(aanmelddatum), DATE, .starts = true},
    {PLACE(verwijsdatum), DATE, .starts = true},
    {PLACE(toewijzingsdatum), DATE, .starts = true},
    {PLACE(compleet_datum), DATE},
    {PLACE(intakedatum), DATE},
    [COLUMN_UITSTROOMREDEN] = {.name = "uitstroomreden",
                               .at = offsetof(struct csv_line, reden),
                               CODE(uitstroomreden, UITSTROOMREDEN_COUNT)},
    [COLUMN_UITSTROOMDATUM] = {.name = "uitstroomdatum",
                               .at = offsetof(struct csv_line, datum),
                               DATE},
};

const char *csv_column_name(size_t column) {
    return columns[column].name;
}

size_t csv_column_find(struct bytes name) {
    size_t column = 0;
    while (column < COLUMN_COUNT && !is_word(name, columns[column].name))
        column++;
    return column;
}

bool csv_column_starts(size_t column) {
    return columns[column].starts;
}

bool csv_column_required(size_t column) {
    return columns[column].required;
}

enum csv_form csv_column_form(size_t column) {
    return columns[column].form;
}

const char *csv_column_code(size_t column, size_t code) {
    const struct column *the = &columns[column];
    return code < the->code_count ? the->code_name((int32_t)code) : NULL;
}

struct csv_fault csv_column_take(size_t column, struct bytes text, struct arena *arena,
                                 struct csv_line *line) {
    const struct column *the = &columns[column];
    if (text.size == 0)
        return taken;
    if (!text_is_utf8(text))
        return not_utf8;
    return the->take(the, text, arena, (char *)line + the->at);
}

struct bytes csv_column_text(size_t column, const struct csv_line *line, char room[CSV_TEXT_SIZE]) {
    const struct column *the = &columns[column];
    return the->text(the, (const char *)line + the->at, room);
}
