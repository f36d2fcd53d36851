#include "daemon/settings/rules.h"

#include <stdlib.h>

#include "daemon/settings/key_line.h"
#include "daemon/settings/lists.h"
#include "daemon/settings/roles.h"
#include "proto/model/limits.h"

static unsigned read_roles(struct reader *reader, const struct section *section) {
    unsigned roles = 0;
    for (size_t i = 0; i < section_list_count(section, "roles"); i++) {
        const struct value *value = section_item(section, "roles", i);
        enum role role;
        if (!role_parse(bytes_of_text(value->text), &role)) {
            reader_mistake(reader, value->line, "%.80s is no role; a role is one of " ROLE_NAMES,
                           value->text);
            continue;
        }
        if (roles & role)
            reader_mistake(reader, value->line, "roles names %s twice", value->text);
        roles |= role;
    }
    if (section_list_count(section, "roles") == 0)
        reader_missing(reader, reader_line(section, "roles"),
                       "a participant needs roles, one or more of " ROLE_NAMES);
    return roles;
}

/* By both halves of the key, so that their dates decide nothing about it. Into its place among
 * those before it. */
static void insert_key(struct participant *participant, struct origin *origin,
                       const struct participant_key *key, unsigned line) {
    size_t at = participant->key_count++;
    for (; at > 0 && memcmp(key, &participant->keys[at - 1], 2 * (size_t)KEY_SIZE) < 0; at--) {
        participant->keys[at] = participant->keys[at - 1];
        origin->key_lines[at] = origin->key_lines[at - 1];
    }
    participant->keys[at] = *key;
    origin->key_lines[at] = line;
}

static void read_key(struct reader *reader, const struct value *value,
                     struct participant *participant, struct origin *origin) {
    struct participant_key key;
    const char *wrong = key_line_parse(value->text, &key);
    if (wrong != NULL)
        reader_mistake(reader, value->line, "%s", wrong);
    else if (participant->key_count == MAX_KEYS_PER_PARTICIPANT)
        reader_mistake(reader, value->line,
                       "a participant has at most %d keys, old ones included; remove one that "
                       "holds no longer",
                       MAX_KEYS_PER_PARTICIPANT);
    else
        insert_key(participant, origin, &key, value->line);
}

static void check_crowd(struct reader *reader, unsigned line,
                        const struct participant *participant) {
    char text[DAY_TEXT_SIZE];
    const day_t day = participant_crowded_day(participant);
    if (day != DAY_NONE)
        reader_mistake(reader, line,
                       "more than two keys hold at once%s%s; let the one that goes out of use end, "
                       "as in \"wachtpost1:... until 2027-01-31\", or remove it",
                       day > DAY_NONE + 1 ? " on " : "",
                       day > DAY_NONE + 1 ? day_text(day, text) : "");
}

static void read_keys(struct reader *reader, const struct section *section,
                      struct participant *participant, struct origin *origin) {
    size_t count = section_list_count(section, "keys");
    for (size_t i = 0; i < count; i++)
        read_key(reader, section_item(section, "keys", i), participant, origin);
    if (count > 0)
        check_crowd(reader, section_item(section, "keys", count - 1)->line, participant);
    if (count == 0)
        reader_missing(reader, reader_line(section, "keys"),
                       "a participant needs keys: the registration line that wachtpost keygen "
                       "printed");
}

struct written_aanbieder {
    struct aanbieder aanbieder;
    unsigned line, opvolger_line;
};

static void read_agb(struct reader *reader, const char *text, unsigned line, const char *what,
                     struct agb *agb) {
    if (!agb_parse(bytes_of_text(text), agb))
        reader_mistake(reader, line, "%s \"%.80s\": must be an AGB-code, eight digits", what, text);
}

static struct written_aanbieder read_aanbieder(struct reader *reader,
                                               const struct section *section) {
    struct aanbieder aanbieder = {
        .naam = reader_text(reader, section, "naam"),
        .telefoon = reader_text(reader, section, "telefoon"),
        .mail = reader_text(reader, section, "mail"),
        .interval_days = reader_number(reader, section, "interval_days"),
    };
    if (section_value(section, "naam") == NULL || (aanbieder.naam && aanbieder.naam[0] == '\0'))
        reader_missing(reader, reader_line(section, "naam"), "aanbieder %s needs a naam",
                       section_title(section));
    if (aanbieder.naam == NULL)
        aanbieder.naam = "";
    read_agb(reader, section_title(section), section->line, "aanbieder", &aanbieder.agb);
    const char *predecessor = reader_text(reader, section, "opvolger_van");
    unsigned line = reader_line(section, "opvolger_van");
    if (predecessor[0] != '\0')
        read_agb(reader, predecessor, line, "opvolger_van", &aanbieder.opvolger_van);
    return (struct written_aanbieder){aanbieder, section->line, line};
}

static int by_agb(const void *a, const void *b) {
    const struct written_aanbieder *x = a, *y = b;
    return strcmp(x->aanbieder.agb.text, y->aanbieder.agb.text);
}

static void read_aanbieders(struct reader *reader, const struct section *section,
                            struct participant *participant, struct origin *origin) {
    size_t count = section_count(section, "aanbieder");
    struct arena *arena = reader->arena;
    struct written_aanbieder *written =
        reader_had(reader, arena_array(arena, count, sizeof *written));
    struct aanbieder *aanbieders =
        reader_had(reader, arena_array(arena, count, sizeof *aanbieders));
    origin->aanbieder_lines = reader_had(reader, arena_array(arena, count, sizeof(unsigned)));
    origin->opvolger_lines = reader_had(reader, arena_array(arena, count, sizeof(unsigned)));
    if (reader->no_memory)
        return;
    for (size_t i = 0; i < count; i++) {
        struct section inside = section_at(section, "aanbieder", i);
        written[i] = read_aanbieder(reader, &inside);
    }
    qsort(written, count, sizeof *written, by_agb);
    for (size_t i = 0; i < count; i++) {
        aanbieders[i] = written[i].aanbieder;
        origin->aanbieder_lines[i] = written[i].line;
        origin->opvolger_lines[i] = written[i].opvolger_line;
    }
    participant->aanbieders = aanbieders;
    participant->aanbieder_count = count;
}

static int by_code(const void *a, const void *b) {
    return strcmp(((const struct agb *)a)->text, ((const struct agb *)b)->text);
}

static void read_gis(struct reader *reader, const struct section *section, struct scope *scope) {
    size_t count = section_list_count(section, "gis");
    struct agb *gis = reader_had(reader, arena_array(reader->arena, count, sizeof *gis));
    if (gis == NULL)
        return;
    size_t read = 0;
    for (size_t i = 0; i < count; i++) {
        const struct value *value = section_item(section, "gis", i);
        bool twice = false;
        for (size_t j = 0; j < read; j++)
            twice = twice || strcmp(gis[j].text, value->text) == 0;
        if (!agb_parse(bytes_of_text(value->text), &gis[read]))
            reader_mistake(reader, value->line, "gis: %.80s is no AGB-code, eight digits",
                           value->text);
        else if (twice)
            reader_mistake(reader, value->line, "gis names %s twice", value->text);
        else
            read++;
    }
    qsort(gis, read, sizeof *gis, by_code);
    scope->gis = gis;
    scope->gi_count = read;
}

static void read_scope(struct reader *reader, const struct section *participant_section,
                       struct participant *participant) {
    if (section_count(participant_section, "scope") == 0)
        return;
    struct section section = section_at(participant_section, "scope", 0);
    struct scope *scope = &participant->scope;
    scope->gemeenten = list_gemeenten(reader, &section, &scope->gemeente_count);
    scope->hulpvormen = list_hulpvormen(reader, &section);
    list_refuse_empty(reader, &section, "gis");
    read_gis(reader, &section, scope);
    if ((participant->roles & ROLE_COORDINATOR) == 0)
        reader_missing(reader, section.line,
                       "a scope limits a coordinator and nobody else; add that role or remove "
                       "the scope");
}

static void read_revoked(struct reader *reader, const struct section *section,
                         struct participant *participant) {
    const char *text = reader_text(reader, section, "revoked");
    participant->revoked = DAY_NONE;
    if (text != NULL && !day_parse(text, &participant->revoked))
        reader_mistake(reader, reader_line(section, "revoked"),
                       "revoked must be the date on which it was decided, like 2027-01-31; whoever "
                       "has it is out at once");
}

/* What was written down before persoon was asked for stays as it was. */
static void check_persoon(struct reader *reader, const struct section *section,
                          const struct participant *participant) {
    const bool is_person = participant->roles & (ROLE_COORDINATOR | ROLE_BEHEER);
    if (!is_person || reader->recorded || participant->persoon[0] != '\0' ||
        section_value(section, "persoon") != NULL)
        return;
    reader_missing(reader, reader_line(section, "roles"),
                   "role %s needs persoon = \"...\", the name of the one person who has this key; "
                   "it goes on record with what is read and decided, so a second person gets a "
                   "file and a key of his own",
                   participant->roles & ROLE_COORDINATOR ? "coordinator" : "beheer");
}

static void check_roles(struct reader *reader, const struct section *section,
                        const struct participant *participant) {
    bool is_aanbieder = (participant->roles & ROLE_AANBIEDER) != 0;
    if (is_aanbieder && participant->aanbieder_count == 0)
        reader_missing(reader, reader_line(section, "roles"),
                       "role aanbieder needs a section aanbieder \"AGB-CODE\" { naam = \"...\" }");
    if (!is_aanbieder && participant->roles != 0 && participant->aanbieder_count > 0)
        reader_missing(reader, section_at(section, "aanbieder", 0).line,
                       "an aanbieder section needs role aanbieder; add it to roles or remove "
                       "the section");
}

void participant_read(struct reader *reader, const struct section *section, const char *name,
                      struct participant *participant, struct origin *origin) {
    *participant = (struct participant){.name = name};
    *origin = (struct origin){.file = reader->file};
    participant->roles = read_roles(reader, section);
    participant->persoon = reader_text(reader, section, "persoon");
    read_revoked(reader, section, participant);
    read_keys(reader, section, participant, origin);
    read_aanbieders(reader, section, participant, origin);
    read_scope(reader, section, participant);
    check_roles(reader, section, participant);
    check_persoon(reader, section, participant);
}
