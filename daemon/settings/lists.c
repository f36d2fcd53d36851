#include "daemon/settings/lists.h"

#include <stdlib.h>

/* An empty list would read like "nothing" and mean "everything". */
void list_refuse_empty(struct reader *reader, const struct section *section, const char *name) {
    if (section_has(section, name) && section_list_count(section, name) == 0)
        reader_missing(reader, section->line, "%s is empty; leave it out to mean all of them",
                       name);
}

static int by_bytes(const void *a, const void *b) {
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

static bool names(const struct bytes *gemeenten, size_t count, struct bytes code) {
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(gemeenten[i], code))
            return true;
    return false;
}

const struct bytes *list_gemeenten(struct reader *reader, const struct section *section,
                                   size_t *count) {
    size_t written = section_list_count(section, "gemeenten"), read = 0;
    struct bytes *gemeenten =
        reader_had(reader, arena_array(reader->arena, written, sizeof *gemeenten));
    *count = 0;
    list_refuse_empty(reader, section, "gemeenten");
    for (size_t i = 0; i < written && gemeenten != NULL; i++) {
        const struct value *value = section_item(section, "gemeenten", i);
        struct bytes code = arena_copy(reader->arena, bytes_of_text(value->text));
        if (reader_had(reader, (void *)code.at) == NULL)
            return NULL;
        if (gemeente_naam(code) == NULL)
            reader_mistake(reader, value->line,
                           "gemeenten: %.80s is no CBS code of the region, like 0518 for "
                           "'s-Gravenhage",
                           value->text);
        else if (names(gemeenten, read, code))
            reader_mistake(reader, value->line, "gemeenten names %s twice", value->text);
        else
            gemeenten[read++] = code;
    }
    if (read > 0)
        qsort(gemeenten, read, sizeof *gemeenten, by_bytes);
    *count = read;
    return gemeenten;
}

uint32_t list_hulpvormen(struct reader *reader, const struct section *section) {
    uint32_t hulpvormen = 0;
    list_refuse_empty(reader, section, "hulpvormen");
    for (size_t i = 0; i < section_list_count(section, "hulpvormen"); i++) {
        const struct value *value = section_item(section, "hulpvormen", i);
        enum hulpvorm hulpvorm;
        if (!hulpvorm_parse(bytes_of_text(value->text), &hulpvorm) ||
            hulpvorm == HULPVORM_ONBEKEND) {
            reader_mistake(reader, value->line,
                           "hulpvormen: %.80s is no hulpvorm, like KDC or AMBULANTE_JEUGD_GGZ",
                           value->text);
            continue;
        }
        if (hulpvormen & (UINT32_C(1) << hulpvorm))
            reader_mistake(reader, value->line, "hulpvormen names %s twice", value->text);
        hulpvormen |= UINT32_C(1) << hulpvorm;
    }
    return hulpvormen;
}
