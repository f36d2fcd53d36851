#include "client/place_fields.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "client/render_words.h"

/* The layout's columns without the pseudonym's two and the outflow line's two. */
enum { COLUMN_JEUGDIGE = 1, PSEUDONYM_COLUMNS = 2, PLACE_COLUMNS = COLUMN_UITSTROOMREDEN };

static size_t column_of(size_t field) {
    return field < COLUMN_JEUGDIGE ? field : field + PSEUDONYM_COLUMNS;
}

size_t place_field_count(void) {
    return PLACE_COLUMNS - PSEUDONYM_COLUMNS;
}

const char *place_field_name(size_t field) {
    return csv_column_name(column_of(field));
}

struct bytes place_field_text(size_t field, const struct place *place, char room[CSV_TEXT_SIZE]) {
    const struct csv_line line = {.place = raw_of_place(place)};
    return csv_column_text(column_of(field), &line, room);
}

/* A name of the layout or of a code list, as one writes it in a sentence. */
static void make_readable(char *name) {
    for (char *at = name; *at != '\0'; at++)
        *at = *at == '_' ? ' ' : (char)tolower((unsigned char)*at);
}

const char *place_field_title(size_t field, char room[CSV_TEXT_SIZE]) {
    const char *name = place_field_name(field);
    if (strcmp(name, "gi") == 0)
        return "GI";
    snprintf(room, CSV_TEXT_SIZE, "%s", name);
    make_readable(room);
    return room;
}

static bool is_date(struct bytes text) {
    return text.size == 10 && text.at[4] == '-' && text.at[7] == '-';
}

struct bytes place_field_words(size_t field, const struct place *place, char room[CSV_TEXT_SIZE]) {
    const char *name = place_field_name(field);
    if (field == 0)
        return place->id;
    if (strcmp(name, "gemeente") == 0)
        return bytes_of_text(gemeente_words(place->gemeente));
    if (strcmp(name, "hulpvorm") == 0)
        return bytes_of_text(hulpvorm_words(place->hulpvorm));
    struct bytes text = place_field_text(field, place, room);
    char copy[CSV_TEXT_SIZE];
    snprintf(copy, sizeof copy, "%.*s", (int)text.size, (const char *)text.at);
    if (is_date(text))
        snprintf(room, CSV_TEXT_SIZE, "%.2s-%.2s-%.4s", copy + 8, copy + 5, copy);
    else
        snprintf(room, CSV_TEXT_SIZE, "%s", copy);
    make_readable(room);
    return bytes_of_text(room);
}
