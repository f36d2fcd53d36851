#include "proto/model/question.h"

#include <stdarg.h>
#include <stdio.h>

#include "proto/model/status.h"

bool filter_admits_aanbieder(const struct filter *filter, const struct agb *agb) {
    for (size_t i = 0; i < filter->aanbieder_count; i++)
        if (strcmp(filter->aanbieders[i].text, agb->text) == 0)
            return true;
    return filter->aanbieder_count == 0;
}

static bool admits_gemeente(const struct filter *filter, const char *gemeente) {
    for (size_t i = 0; i < filter->gemeente_count; i++)
        if (bytes_equal(filter->gemeenten[i], bytes_of_text(gemeente)))
            return true;
    return filter->gemeente_count == 0;
}

static bool admits_gi(const struct filter *filter, const struct agb *gi) {
    for (size_t i = 0; i < filter->gi_count; i++)
        if (strcmp(filter->gis[i].text, gi->text) == 0)
            return true;
    return filter->gi_count == 0;
}

static bool admits_code(uint32_t bits, unsigned code) {
    return bits == 0 || (bits & (UINT32_C(1) << code));
}

bool filter_admits_place(const struct filter *filter, const struct place *place) {
    return admits_code(filter->hulpvormen, place->hulpvorm) &&
           admits_code(filter->maatregelen, place->maatregel) &&
           admits_code(filter->urgenties, place->urgentie) &&
           admits_gemeente(filter, place->gemeente) && admits_gi(filter, &place->gi);
}

struct writing {
    char *text;
    size_t size, used;
};

static void PRINTF_LIKE(2, 3) write_more(struct writing *w, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(w->text + w->used, w->size - w->used, format, arguments);
    va_end(arguments);
    if (size > 0)
        w->used += (size_t)size;
    if (w->used >= w->size)
        w->used = w->size - 1;
}

/* Before each value: what it is a value of, or a comma. */
static void begin_value(struct writing *w, const char *what, bool *any) {
    if (*any)
        write_more(w, ",");
    else
        write_more(w, "%s%s=", w->used > 0 ? " " : "", what);
    *any = true;
}

static void write_agbs(struct writing *w, const char *what, const struct agb *agbs, size_t count) {
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        begin_value(w, what, &any);
        write_more(w, "%s", agbs[i].text);
    }
}

static void write_gemeenten(struct writing *w, const struct filter *filter) {
    bool any = false;
    for (size_t i = 0; i < filter->gemeente_count; i++) {
        begin_value(w, "gemeenten", &any);
        write_more(w, "%.*s", (int)filter->gemeenten[i].size,
                   (const char *)filter->gemeenten[i].at);
    }
}

#define WRITE_CODES(w, filter, list, type, count)                                                  \
    do {                                                                                           \
        bool any_ = false;                                                                         \
        for (unsigned code_ = 0; code_ < (count); code_++)                                         \
            if ((filter)->list & (UINT32_C(1) << code_)) {                                         \
                begin_value((w), #list, &any_);                                                    \
                write_more((w), "%s", type##_name((enum type)code_));                              \
            }                                                                                      \
    } while (0)

const char *filter_text(const struct filter *filter, char *text, size_t size) {
    static const char cut_off[] = "...";
    struct writing w = {text, size, 0};
    ENSURE(size > sizeof cut_off);
    text[0] = '\0';
    write_agbs(&w, "aanbieders", filter->aanbieders, filter->aanbieder_count);
    WRITE_CODES(&w, filter, hulpvormen, hulpvorm, HULPVORM_COUNT);
    write_gemeenten(&w, filter);
    WRITE_CODES(&w, filter, maatregelen, maatregel, MAATREGEL_COUNT);
    write_agbs(&w, "gis", filter->gis, filter->gi_count);
    WRITE_CODES(&w, filter, urgenties, urgentie, URGENTIE_COUNT);
    if (w.used + 1 == size)
        memcpy(text + size - sizeof cut_off, cut_off, sizeof cut_off);
    return text;
}
