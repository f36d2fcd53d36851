#include "client/report/kenmerken.h"

#include "client/csv_fields.h"
#include "client/report/quarter.h"

static void put_kenmerk(struct csv_fields *fields, const char *name, struct bytes value) {
    csv_put_text(fields, name);
    csv_put(fields, value);
    csv_end_row(fields);
}

void kenmerken_write(FILE *out, const void *publication_text) {
    const struct publication_text *text = publication_text;
    const struct sheets *sheets = text->sheets;
    struct csv_fields fields = {.file = out, .separator = ','};
    char quarter[QUARTER_TEXT_SIZE], instant[INSTANT_TEXT_SIZE], day[DAY_TEXT_SIZE];
    fputs("kenmerk,waarde\n", out);
    put_kenmerk(&fields, "publicatie", bytes_of_text("regiomonitor"));
    put_kenmerk(&fields, "kwartaal",
                bytes_of_text(quarter_text(sheets_last(sheets)->period.on, quarter)));
    put_kenmerk(&fields, KENMERK_KNOWN_AT,
                bytes_of_text(instant_text(sheets->as_known_at, instant)));
    put_kenmerk(&fields, "vastgesteld", bytes_of_text(text->fixed ? "ja" : "nee"));
    put_kenmerk(&fields, "gespeelde_gegevens", bytes_of_text(sheets->is_virtual ? "ja" : "nee"));
    put_kenmerk(&fields, "verspreiding", bytes_of_text(audience_name(sheets->audience)));
    put_kenmerk(
        &fields, KENMERK_REGION_DAY,
        bytes_of_text(sheets->region_day == DAY_NONE ? "" : day_text(sheets->region_day, day)));
    put_kenmerk(&fields, "norm", sheets_last(sheets)->norm_id);
    put_kenmerk(&fields, "norm_omschrijving", norm_words(text, sheets_last(sheets)->norm_id));
    for (size_t i = 0; i < text->series_count; i++)
        put_kenmerk(&fields, KENMERK_SERIES, text->series[i].name);
}

bool kenmerk_find(struct bytes content, const char *name, size_t nth, struct bytes *value) {
    struct bytes wanted = bytes_of_text(name);
    for (size_t at = 0; at < content.size;) {
        struct bytes line = bytes_of(content.at + at, content.size - at);
        const uint8_t *end = memchr(line.at, '\n', line.size);
        line.size = end ? (size_t)(end - line.at) : line.size;
        at += line.size + 1;
        if (line.size <= wanted.size || line.at[wanted.size] != ',' ||
            memcmp(line.at, wanted.at, wanted.size) != 0 || nth-- > 0)
            continue;
        *value = bytes_of(line.at + wanted.size + 1, line.size - wanted.size - 1);
        return true;
    }
    return false;
}
