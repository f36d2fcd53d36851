#include "daemon/settings/writer.h"

#include "daemon/settings/key_line.h"
#include "daemon/settings/roles.h"

static void write_quoted_bytes(FILE *to, struct bytes text) {
    fputc('"', to);
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\' || text.at[i] == '$')
            fputc('\\', to);
        fputc(text.at[i], to);
    }
    fputc('"', to);
}

void write_quoted(FILE *to, const char *text) {
    write_quoted_bytes(to, bytes_of_text(text));
}

/* The commas of one list. */
struct list {
    FILE *to;
    bool started;
};

static struct list list_open(FILE *to, int indent, const char *name) {
    fprintf(to, "%*s%s = {", indent, "", name);
    return (struct list){.to = to};
}

static FILE *list_next(struct list *list) {
    if (list->started)
        fputs(", ", list->to);
    list->started = true;
    return list->to;
}

static void list_close(const struct list *list) {
    fputs("}\n", list->to);
}

void write_text(FILE *to, int indent, const char *name, const char *text) {
    fprintf(to, "%*s%s = ", indent, "", name);
    write_quoted(to, text);
    fputc('\n', to);
}

static void write_number(FILE *to, int indent, const char *name, uint32_t number) {
    fprintf(to, "%*s%s = %u\n", indent, "", name, number);
}

static void write_roles(FILE *to, int indent, unsigned roles) {
    struct list list = list_open(to, indent, "roles");
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (roles & (1U << i))
            write_quoted(list_next(&list), role_name(i));
    list_close(&list);
}

static void write_keys(FILE *to, int indent, const struct participant *participant) {
    struct list list = list_open(to, indent, "keys");
    for (size_t i = 0; i < participant->key_count; i++) {
        char line[KEY_LINE_SIZE];
        write_quoted(list_next(&list), key_line_text(&participant->keys[i], line));
    }
    list_close(&list);
}

void write_date(FILE *to, int indent, const char *name, day_t day) {
    char text[DAY_TEXT_SIZE];
    if (day != DAY_NONE)
        write_text(to, indent, name, day_text(day, text));
}

static void write_aanbieder(FILE *to, int indent, const struct aanbieder *aanbieder) {
    fprintf(to, "%*saanbieder \"%s\" {\n", indent, "", aanbieder->agb.text);
    write_text(to, indent + 2, "naam", aanbieder->naam);
    write_text(to, indent + 2, "telefoon", aanbieder->telefoon);
    write_text(to, indent + 2, "mail", aanbieder->mail);
    write_number(to, indent + 2, "interval_days", aanbieder->interval_days);
    write_text(to, indent + 2, "opvolger_van", aanbieder->opvolger_van.text);
    fprintf(to, "%*s}\n", indent, "");
}

void write_gemeenten(FILE *to, int indent, const struct bytes *gemeenten, size_t count) {
    if (count == 0)
        return;
    struct list list = list_open(to, indent, "gemeenten");
    for (size_t i = 0; i < count; i++)
        write_quoted_bytes(list_next(&list), gemeenten[i]);
    list_close(&list);
}

void write_hulpvormen(FILE *to, int indent, uint32_t hulpvormen) {
    if (hulpvormen == 0)
        return;
    struct list list = list_open(to, indent, "hulpvormen");
    for (int i = 1; i < HULPVORM_COUNT; i++)
        if (hulpvormen & (UINT32_C(1) << i))
            write_quoted(list_next(&list), hulpvorm_name((enum hulpvorm)i));
    list_close(&list);
}

static void write_gis(FILE *to, int indent, const struct scope *scope) {
    if (scope->gi_count == 0)
        return;
    struct list list = list_open(to, indent, "gis");
    for (size_t i = 0; i < scope->gi_count; i++)
        write_quoted(list_next(&list), scope->gis[i].text);
    list_close(&list);
}

static void write_scope(FILE *to, int indent, const struct scope *scope) {
    if (scope->gemeente_count == 0 && scope->hulpvormen == 0 && scope->gi_count == 0)
        return;
    fprintf(to, "%*sscope {\n", indent, "");
    write_gemeenten(to, indent + 2, scope->gemeenten, scope->gemeente_count);
    write_hulpvormen(to, indent + 2, scope->hulpvormen);
    write_gis(to, indent + 2, scope);
    fprintf(to, "%*s}\n", indent, "");
}

/* What an older journal could not say is left out when it is not said, so that its text stays
 * what it was. */
void write_participant(FILE *to, int indent, const struct participant *participant) {
    write_roles(to, indent, participant->roles);
    if (participant->persoon[0] != '\0')
        write_text(to, indent, "persoon", participant->persoon);
    write_keys(to, indent, participant);
    write_date(to, indent, "revoked", participant->revoked);
    for (size_t i = 0; i < participant->aanbieder_count; i++)
        write_aanbieder(to, indent, &participant->aanbieders[i]);
    write_scope(to, indent, &participant->scope);
}
