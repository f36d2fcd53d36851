#include "daemon/ctl/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/ctl/change.h"
#include "daemon/settings/key_line.h"
#include "daemon/settings/roles.h"

enum { KEY_JSON = 256, KEY_ON };

struct wish {
    const char *conf;
    bool json;
    day_t on; /* DAY_NONE: today */
};

static const struct argp_option options[] = {
    {"json", KEY_JSON, NULL, 0, "for a program", 0},
    {"on", KEY_ON, "DATE", 0, "who could connect on that day, instead of today", 0},
    {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_JSON:
        wish->json = true;
        return 0;
    case KEY_ON:
        wish->on = change_parse_day(state, "--on", argument);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- words */

static void put_word(FILE *to, const char *mark, struct bytes word) {
    if (ftell(to) > 0)
        fputs(mark, to);
    fwrite(word.at, 1, word.size, to);
}

static void put_roles(FILE *to, const struct participant *participant) {
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (participant->roles & (1U << i))
            put_word(to, ",", bytes_of_text(role_name(i)));
}

static void put_scope(FILE *to, const struct scope *scope) {
    for (size_t i = 0; i < scope->gemeente_count; i++)
        put_word(to, " ", scope->gemeenten[i]);
    for (unsigned i = 1; i < HULPVORM_COUNT; i++)
        if (scope->hulpvormen & (UINT32_C(1) << i))
            put_word(to, " ", bytes_of_text(hulpvorm_name((enum hulpvorm)i)));
    for (size_t i = 0; i < scope->gi_count; i++)
        put_word(to, " ", bytes_of_text(scope->gis[i].text));
}

/* Its codes, and what a coordinator sees. */
static void put_about(FILE *to, const struct participant *participant) {
    for (size_t i = 0; i < participant->aanbieder_count; i++)
        put_word(to, " ", bytes_of_text(participant->aanbieders[i].agb.text));
    put_scope(to, &participant->scope);
    if (ftell(to) == 0)
        fputs(participant->roles & ROLE_COORDINATOR ? "everything" : "-", to);
}

static void put_date(FILE *to, const char *words, day_t day) {
    char text[DAY_TEXT_SIZE];
    if (day != DAY_NONE)
        fprintf(to, "%s %s", words, day_text(day, text));
}

static void put_holds(FILE *to, const struct participant *participant,
                      const struct participant_key *key, day_t today) {
    const bool holds = participant_key_holds(participant, key, today);
    fputs(holds ? "yes" : "no", to);
    if (key->revoked != DAY_NONE || participant_is_revoked(participant)) {
        put_date(to, ", revoked", key->revoked != DAY_NONE ? key->revoked : participant->revoked);
        return;
    }
    if (key->from != DAY_NONE && key->from > today)
        put_date(to, ", from", key->from);
    put_date(to, key->until != DAY_NONE && key->until < today ? ", ended" : ", until", key->until);
}

/* ---- the table: a line for each key */

enum { NAME, PERSOON, ROLES, ABOUT, KENMERK, HOLDS, COLUMN_COUNT };
static const char *const headers[COLUMN_COUNT] = {"NAME",  "PERSOON", "ROLES",
                                                  "ABOUT", "KENMERK", "HOLDS"};

struct table {
    size_t count;
    char *(*rows)[COLUMN_COUNT];
    int width[COLUMN_COUNT];
    bool no_memory;
};

/* As wide as it looks: not the bytes but the characters. */
static int width_of(const char *text) {
    int width = 0;
    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void fill_cell(FILE *to, int column, const struct participant *participant,
                      const struct participant_key *key, day_t today) {
    char text[KEY_FINGERPRINT_SIZE];
    const struct public_keys keys = key_public(key);
    const bool is_first = key == participant->keys;
    if (column == KENMERK)
        fputs(keys_fingerprint(&keys, text), to);
    else if (column == HOLDS)
        put_holds(to, participant, key, today);
    else if (is_first && column == NAME)
        fputs(participant->name, to);
    else if (is_first && column == PERSOON)
        fputs(participant->persoon[0] != '\0' ? participant->persoon : "-", to);
    else if (is_first && column == ROLES)
        put_roles(to, participant);
    else if (is_first && column == ABOUT)
        put_about(to, participant);
}

static void add_row(struct table *table, const struct participant *participant,
                    const struct participant_key *key, day_t today) {
    char **row = table->rows[table->count++];
    for (int column = 0; column < COLUMN_COUNT; column++) {
        size_t size;
        FILE *to = open_memstream(&row[column], &size);
        if (to != NULL)
            fill_cell(to, column, participant, key, today);
        if (to == NULL || fclose(to) != 0) {
            table->no_memory = true;
            return;
        }
        if (width_of(row[column]) > table->width[column])
            table->width[column] = width_of(row[column]);
    }
}

static void print_row(const struct table *table, const char *const *row) {
    for (int column = 0; column + 1 < COLUMN_COUNT; column++)
        printf("%s%*s  ", row[column], table->width[column] - width_of(row[column]), "");
    puts(row[COLUMN_COUNT - 1]);
}

static bool write_table(const struct rules_settings *rules, day_t today) {
    struct table table = {.count = 0};
    size_t keys = 0;
    for (size_t i = 0; i < rules->participant_count; i++)
        keys += rules->participants[i].key_count;
    table.rows = calloc(keys + 1, sizeof *table.rows);
    table.no_memory = table.rows == NULL;
    for (int column = 0; column < COLUMN_COUNT; column++)
        table.width[column] = width_of(headers[column]);
    for (size_t i = 0; i < rules->participant_count; i++)
        for (size_t k = 0; k < rules->participants[i].key_count && !table.no_memory; k++)
            add_row(&table, &rules->participants[i], &rules->participants[i].keys[k], today);
    if (!table.no_memory)
        print_row(&table, headers);
    for (size_t i = 0; i < table.count; i++) {
        if (!table.no_memory)
            print_row(&table, (const char *const *)table.rows[i]);
        for (int column = 0; column < COLUMN_COUNT; column++)
            free(table.rows[i][column]);
    }
    free(table.rows);
    return !table.no_memory;
}

/* ---- what needs somebody's hand */

/* Whoever is out on purpose is not among them. */
static void write_warnings(const struct rules_settings *rules, day_t today) {
    char text[DAY_TEXT_SIZE];
    const char *gap = "\n"; /* below the table */
    for (size_t i = 0; i < rules->participant_count; i++) {
        const struct participant *participant = &rules->participants[i];
        const day_t out = participant_first_day_out(participant, today, today + LISTING_SOON_DAYS);
        if (out == DAY_NONE || participant_is_revoked(participant))
            continue;
        if (out == today)
            printf("%s%s has no key that holds: wachtpostctl rotate gives it one.\n", gap,
                   participant->name);
        else
            printf("%s%s has no key that holds from %s on: ask for a new line.\n", gap,
                   participant->name, day_text(out, text));
        gap = "";
    }
}

int list_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        NULL,
        "Tells who may connect: each participant with its roles, AGB-codes or scope, and its "
        "keys by their kenmerk, which `wachtpost keygen --show` tells the other side too; "
        "whether each holds, and who is without one or will be within two weeks.\v"
        "Example:\n"
        "  wachtpostctl list -c wachtpostd.conf --on 2026-12-31\n\n"
        "Exit codes: 0 told, 64 wrong usage, 74 the list cannot be written, 78 mistakes in the "
        "configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {.on = DAY_NONE};
    struct settings_file *file = NULL;
    struct mistakes mistakes;
    ctl_parse(&argp, count, arguments, &wish);
    const day_t today = wish.on == DAY_NONE ? change_today() : wish.on;
    enum status status = settings_read(wish.conf, &file, &mistakes);
    if (status != STATUS_OK)
        return ctl_tell(&mistakes, status);
    const struct rules_settings *rules = &settings_of(file)->rules;
    bool written = wish.json ? listing_write_json(rules, today) : write_table(rules, today);
    if (written && !wish.json)
        write_warnings(rules, today);
    settings_free(&file);
    return written && fflush(stdout) == 0 ? 0 : ctl_fail(EX_IOERR, "the list cannot be written");
}
