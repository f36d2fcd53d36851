#include <stdio.h>
#include <stdlib.h>

#include "daemon/settings/grammar.h"
#include "daemon/settings/key_line.h"
#include "tests/settings/etc.h"

/* Random settings, all that can be written down; everything in the arena. */
struct dice {
    uint64_t state;
    struct arena *arena;
};

static uint32_t roll(struct dice *dice, uint32_t sides) {
    dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(dice->state >> 33) % sides;
}

/* Pieces that are hard on quoting, among ordinary letters. */
static const char *random_text(struct dice *dice, size_t least_pieces) {
    static const char *const pieces[] = {"\"", "\\", "$",  "${", "${HOME}", "}", "{",   "'",
                                         "#",  "//", "/*", "*/", "=",       ",", "+=",  "\\n",
                                         "é",  "€",  "😀",  " ",  "\\0",     "x", "Zon", "7"};
    char text[160] = "";
    size_t count = least_pieces + roll(dice, 12);
    for (size_t i = 0; i < count; i++)
        strcat(text, pieces[roll(dice, sizeof pieces / sizeof *pieces)]);
    return (const char *)arena_copy(dice->arena, bytes_of(text, strlen(text) + 1)).at;
}

static struct agb random_agb(uint32_t number) {
    struct agb agb;
    snprintf(agb.text, sizeof agb.text, "%08u", number % 100000000);
    return agb;
}

static void random_norms(struct dice *dice, struct rules_settings *rules) {
    size_t count = 1 + roll(dice, 4);
    struct norm *norms = arena_array(dice->arena, count, sizeof *norms);
    day_t from = day_of_civil(1990, 1, 1);
    for (size_t i = 0; i < count; i++) {
        snprintf(norms[i].id, sizeof norms[i].id, "norm-%zu", i);
        norms[i].from = from += 1 + (day_t)roll(dice, 4000);
        if (roll(dice, 2) == 0) {
            norms[i].days = 1 + roll(dice, 730);
        } else {
            norms[i].months = 1 + roll(dice, 24);
            norms[i].inclusive = roll(dice, 2) == 0;
        }
        for (size_t j = 0; j < LEVEL_COUNT; j++)
            norms[i].levels[j] = roll(dice, 2) == 0;
        norms[i].warning_days = roll(dice, 61);
    }
    rules->norms = norms;
    rules->norm_count = count;
}

static void random_rank_order(struct dice *dice, struct rank_order *order) {
    *order = (struct rank_order){0};
    for (unsigned reason = RANK_URGENT; reason < RANK_WACHTDAGEN; reason++)
        if (roll(dice, 3) > 0)
            order->reasons[order->count++] = (enum rank_reason)reason;
    order->reasons[order->count++] = RANK_WACHTDAGEN;
}

static void random_aanbieders(struct dice *dice, struct participant *participant, uint32_t number) {
    size_t count = 1 + roll(dice, 3);
    struct aanbieder *aanbieders = arena_array(dice->arena, count, sizeof *aanbieders);
    for (size_t i = 0; i < count; i++) {
        aanbieders[i].agb = random_agb(1000 + number * 10 + (uint32_t)i);
        aanbieders[i].naam = random_text(dice, 1);
        aanbieders[i].telefoon = random_text(dice, 0);
        aanbieders[i].mail = random_text(dice, 0);
        aanbieders[i].interval_days = 1 + roll(dice, 92);
        if (i > 0 && roll(dice, 3) == 0)
            aanbieders[i].opvolger_van = aanbieders[i - 1].agb;
    }
    participant->roles |= ROLE_AANBIEDER;
    participant->aanbieders = aanbieders;
    participant->aanbieder_count = count;
}

static void random_scope(struct dice *dice, struct participant *participant) {
    struct scope *scope = &participant->scope;
    struct bytes *gemeenten = arena_array(dice->arena, gemeente_count(), sizeof *gemeenten);
    struct agb *gis = arena_array(dice->arena, 3, sizeof *gis);
    static const char *const codes[] = {"0503", "0518", "0603", "1926"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (roll(dice, 3) == 0)
            gemeenten[scope->gemeente_count++] = bytes_of_text(codes[i]);
    for (unsigned i = 1; i < HULPVORM_COUNT; i++)
        if (roll(dice, 4) == 0)
            scope->hulpvormen |= UINT32_C(1) << i;
    for (scope->gi_count = 0; scope->gi_count < roll(dice, 4); scope->gi_count++)
        gis[scope->gi_count] = random_agb(6000000 + (uint32_t)scope->gi_count);
    participant->roles |= ROLE_COORDINATOR;
    scope->gemeenten = gemeenten;
    scope->gis = gis;
}

static int by_key(const void *a, const void *b) {
    return memcmp(a, b, sizeof(struct participant_key));
}

static void random_dates(struct dice *dice, struct participant_key *key) {
    const day_t day = day_of_civil(2026, 1, 1) + (day_t)roll(dice, 4000);
    if (roll(dice, 2) == 0)
        key->from = day;
    if (roll(dice, 2) == 0)
        key->until = day + (day_t)roll(dice, 30);
    if (roll(dice, 4) == 0)
        key->revoked = day;
}

static void random_keys(struct dice *dice, struct participant *participant) {
    participant->key_count = 1 + roll(dice, 2);
    for (size_t i = 0; i < participant->key_count; i++) {
        uint8_t seed[SEED_BYTES];
        struct secret_keys keys;
        for (size_t j = 0; j < sizeof seed; j++)
            seed[j] = (uint8_t)roll(dice, 256);
        keys_from_seed(seed, &keys);
        participant->keys[i] = key_undated(&keys.public);
        random_dates(dice, &participant->keys[i]);
    }
    qsort(participant->keys, participant->key_count, sizeof *participant->keys, by_key);
}

static const struct bytes *random_gemeenten(struct dice *dice, size_t *count) {
    struct bytes *gemeenten = arena_array(dice->arena, gemeente_count(), sizeof *gemeenten);
    *count = 0;
    for (size_t i = 0; i < gemeente_count(); i++)
        if (roll(dice, 3) == 0)
            gemeenten[(*count)++] = bytes_of_text(gemeente_code(i));
    return gemeenten;
}

static void random_regio(struct dice *dice, struct regio *regio) {
    size_t count = roll(dice, 5);
    struct regio_rule *rules = arena_array(dice->arena, count, sizeof *rules);
    for (size_t i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "%zu-deel", i);
        rules[i].name = (const char *)arena_copy(dice->arena, bytes_of(name, strlen(name) + 1)).at;
        rules[i].gemeenten = random_gemeenten(dice, &rules[i].gemeente_count);
        for (unsigned j = 1; j < HULPVORM_COUNT; j++)
            if (roll(dice, 4) == 0)
                rules[i].hulpvormen |= UINT32_C(1) << j;
        day_t day = day_of_civil(2015, 1, 1) + (day_t)roll(dice, 4000);
        rules[i].from = roll(dice, 2) == 0 ? DAY_NONE : day;
        rules[i].until = roll(dice, 2) == 0 ? DAY_NONE : day + (day_t)roll(dice, 4000);
    }
    *regio = (struct regio){count, rules};
}

static void random_rules(struct dice *dice, struct rules_settings *rules) {
    size_t count = roll(dice, 8);
    struct participant *participants = arena_array(dice->arena, count, sizeof *participants);
    random_norms(dice, rules);
    random_rank_order(dice, &rules->rank_order);
    random_regio(dice, &rules->regio);
    rules->retention = retention_most;
    if (roll(dice, 2) == 0)
        rules->retention =
            (struct retention){1 + roll(dice, 13), 16 + roll(dice, 9), 31 + roll(dice, 370),
                               1 + roll(dice, 5), roll(dice, 397)};
    for (size_t i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "deelnemer-%02zu", i);
        participants[i].name =
            (const char *)arena_copy(dice->arena, bytes_of(name, strlen(name) + 1)).at;
        participants[i].roles = 1U << (2 + roll(dice, 4));
        participants[i].persoon = random_text(dice, roll(dice, 2));
        participants[i].revoked = roll(dice, 4) > 0 ? DAY_NONE : day_of_civil(2026, 11, 25);
        random_keys(dice, &participants[i]);
        if (roll(dice, 2) == 0)
            random_aanbieders(dice, &participants[i], (uint32_t)i);
        if (roll(dice, 2) == 0)
            random_scope(dice, &participants[i]);
    }
    rules->participants = participants;
    rules->participant_count = count;
}

static void assert_norms_equal(const struct rules_settings *a, const struct rules_settings *b) {
    assert_int_equal(a->norm_count, b->norm_count);
    for (size_t i = 0; i < a->norm_count; i++) {
        const struct norm *x = &a->norms[i], *y = &b->norms[i];
        assert_string_equal(x->id, y->id);
        assert_int_equal(x->from, y->from);
        assert_int_equal(x->months, y->months);
        assert_int_equal(x->days, y->days);
        assert_int_equal(x->inclusive, y->inclusive);
        assert_memory_equal(x->levels, y->levels, sizeof x->levels);
        assert_int_equal(x->warning_days, y->warning_days);
    }
}

static void assert_aanbieder_equal(const struct aanbieder *a, const struct aanbieder *b) {
    assert_string_equal(a->agb.text, b->agb.text);
    assert_string_equal(a->naam, b->naam);
    assert_string_equal(a->telefoon, b->telefoon);
    assert_string_equal(a->mail, b->mail);
    assert_int_equal(a->interval_days, b->interval_days);
    assert_string_equal(a->opvolger_van.text, b->opvolger_van.text);
}

static void assert_scope_equal(const struct scope *a, const struct scope *b) {
    assert_int_equal(a->gemeente_count, b->gemeente_count);
    assert_int_equal(a->hulpvormen, b->hulpvormen);
    assert_int_equal(a->gi_count, b->gi_count);
    for (size_t i = 0; i < a->gemeente_count; i++)
        assert_true(bytes_equal(a->gemeenten[i], b->gemeenten[i]));
    for (size_t i = 0; i < a->gi_count; i++)
        assert_string_equal(a->gis[i].text, b->gis[i].text);
}

static void assert_regio_equal(const struct regio *a, const struct regio *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct regio_rule *x = &a->rules[i], *y = &b->rules[i];
        assert_string_equal(x->name, y->name);
        assert_int_equal(x->gemeente_count, y->gemeente_count);
        for (size_t j = 0; j < x->gemeente_count; j++)
            assert_true(bytes_equal(x->gemeenten[j], y->gemeenten[j]));
        assert_int_equal(x->hulpvormen, y->hulpvormen);
        assert_int_equal(x->from, y->from);
        assert_int_equal(x->until, y->until);
    }
}

static void assert_rules_equal(const struct rules_settings *a, const struct rules_settings *b) {
    assert_norms_equal(a, b);
    assert_int_equal(a->rank_order.count, b->rank_order.count);
    assert_memory_equal(a->rank_order.reasons, b->rank_order.reasons,
                        a->rank_order.count * sizeof *a->rank_order.reasons);
    assert_regio_equal(&a->regio, &b->regio);
    assert_true(retention_same(&a->retention, &b->retention));
    assert_int_equal(a->participant_count, b->participant_count);
    for (size_t i = 0; i < a->participant_count; i++) {
        const struct participant *x = &a->participants[i], *y = &b->participants[i];
        assert_string_equal(x->name, y->name);
        assert_int_equal(x->roles, y->roles);
        assert_string_equal(x->persoon, y->persoon);
        assert_int_equal(x->revoked, y->revoked);
        assert_int_equal(x->key_count, y->key_count);
        assert_memory_equal(x->keys, y->keys, x->key_count * sizeof *x->keys);
        assert_int_equal(x->aanbieder_count, y->aanbieder_count);
        for (size_t j = 0; j < x->aanbieder_count; j++)
            assert_aanbieder_equal(&x->aanbieders[j], &y->aanbieders[j]);
        assert_scope_equal(&x->scope, &y->scope);
    }
}

static void test_canonical_text_reads_back_as_the_same_settings(void **state) {
    (void)state;
    struct dice dice = {.state = 42, .arena = arena_new(16 << 20)};
    for (unsigned round = 0; round < 500; round++) {
        struct rules_settings rules = {0};
        struct settings_file *file = NULL;
        struct complaint complaint = {0};
        arena_reset(dice.arena);
        random_rules(&dice, &rules);
        char *text = settings_canonical(&rules);
        assert_non_null(text);
        if (settings_parse_canonical(text, &file, &complaint) != STATUS_OK)
            fail_msg("%s\n%s", complaint.text, text);
        assert_rules_equal(&rules, &settings_of(file)->rules);
        char *again = settings_canonical(&settings_of(file)->rules);
        assert_string_equal(again, text);
        free(again);
        free(text);
        settings_free(&file);
    }
    arena_free(&dice.arena);
}

static void test_canonical_text_does_not_depend_on_how_it_was_written(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf", "log_level = \"warn\"\n");
    etc_write(
        etc, "deelnemers.d/a.conf",
        "roles = {\"coordinator\"} persoon = \"Anna de Vries\"\nkeys = {\"@LINE1@\", \"@LINE2@\"}\n"
        "scope { gemeenten = {\"0503\", \"0518\"} hulpvormen = {\"KDC\", \"CRISIS\"} }\n");
    char *first = settings_canonical(&etc_good(etc)->rules);
    etc_write(etc, "wachtpostd.conf", "norm \"3m\" { from = '1990-01-01' levels = {12, 6, 9} }\n");
    etc_write(etc, "deelnemers.d/a.conf",
              "# the same\nscope { hulpvormen = {CRISIS, KDC}\n gemeenten = {0518, 0503} }\n"
              "persoon = 'Anna de Vries' keys = {'@LINE2@', '@LINE1@'} roles = {coordinator}\n");
    char *second = settings_canonical(&etc_good(etc)->rules);
    assert_string_equal(first, second);
    free(first);
    free(second);
}

static void test_order_of_the_regions_sections_and_lists_decides_nothing(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf",
              "regio \"a\" { gemeenten = {0503, 0518} hulpvormen = {KDC, CRISIS} }\n"
              "regio \"b\" { from = 2024-01-01 }\n");
    char *first = settings_canonical(&etc_good(etc)->rules);
    etc_write(etc, "wachtpostd.conf",
              "regio \"b\" { from = '2024-01-01' }\n"
              "regio 'a' { hulpvormen = {CRISIS, KDC}\n gemeenten = {0518, 0503} }\n");
    char *second = settings_canonical(&etc_good(etc)->rules);
    assert_string_equal(first, second);
    assert_non_null(strstr(first, "regio \"a\" {\n"
                                  "  gemeenten = {\"0503\", \"0518\"}\n"
                                  "  hulpvormen = {\"KDC\", \"CRISIS\"}\n"
                                  "}\n"
                                  "regio \"b\" {\n"
                                  "  from = \"2024-01-01\"\n"
                                  "}\n"));
    free(first);
    free(second);
}

/* What journals hold that were written before there was a table. */
static void test_canonical_text_without_a_table_is_what_it_always_was(void **state) {
    static const char text[] =
        "rank_order = {\"URGENT\", \"NIET_GEHOLPEN\", \"ZONDER_OVERBRUGGING\", \"WACHTDAGEN\"}\n"
        "norm \"3m\" {\n"
        "  from = \"1990-01-01\"\n"
        "  months = 3\n"
        "  inclusive = false\n"
        "  levels = {6, 9, 12}\n"
        "  warning_days = 14\n"
        "}\n";
    struct settings_file *file = NULL;
    struct complaint complaint = {0};
    char *now = settings_canonical(&etc_good(*state)->rules);
    assert_string_equal(now, text);
    assert_int_equal(settings_parse_canonical(text, &file, &complaint), STATUS_OK);
    assert_int_equal(settings_of(file)->rules.regio.count, 0);
    settings_free(&file);
    free(now);
}

/* What journals hold that were written before keys had dates and participants a persoon. */
static void test_an_older_text_of_a_participant_reads_and_stays_the_same(void **state) {
    (void)state;
    static const char text[] =
        "rank_order = {\"URGENT\", \"NIET_GEHOLPEN\", \"ZONDER_OVERBRUGGING\", \"WACHTDAGEN\"}\n"
        "norm \"3m\" {\n"
        "  from = \"1990-01-01\"\n"
        "  months = 3\n"
        "  inclusive = false\n"
        "  levels = {6, 9, 12}\n"
        "  warning_days = 14\n"
        "}\n"
        "participant \"anna\" {\n"
        "  roles = {\"coordinator\", \"beheer\"}\n"
        "  keys = {\"@LINE4@\"}\n"
        "}\n";
    struct settings_file *file = NULL;
    struct complaint complaint = {0};
    char *older = etc_fill(text);
    assert_int_equal(settings_parse_canonical(older, &file, &complaint), STATUS_OK);
    const struct participant *anna = settings_of(file)->rules.participants;
    assert_string_equal(anna->persoon, "");
    assert_true(participant_key_holds(anna, &anna->keys[0], day_of_civil(2030, 1, 1)));
    char *now = settings_canonical(&settings_of(file)->rules);
    assert_string_equal(now, older);
    settings_free(&file);
    free(now);
    free(older);
}

static void test_a_damaged_canonical_text_is_refused(void **state) {
    (void)state;
    struct settings_file *file = NULL;
    struct complaint complaint = {0};
    assert_int_equal(settings_parse_canonical("norm \"3m\" { months }", &file, &complaint),
                     STATUS_BAD_CONFIG);
    assert_non_null(strstr(complaint.text, "missing equal sign"));
    assert_int_equal(settings_parse_canonical("listen = \"x\"", &file, &complaint),
                     STATUS_BAD_CONFIG);
    assert_null(file);
}

/* The region's table apart: it is no default but how things are. */
static char *canonical_without_table(const struct rules_settings *rules) {
    struct rules_settings without = *rules;
    without.regio = (struct regio){0};
    return settings_canonical(&without);
}

#define PROCESS_TEXT_SIZE 512
static void process_text(const struct process_settings *is, char text[PROCESS_TEXT_SIZE]) {
    assert_null(is->former_door.listen);
    int size = snprintf(text, PROCESS_TEXT_SIZE, "%s %s %s %s %s %s %s %s %s %s %zu %d %s \"%s\"",
                        is->door.listen, is->door.listen_bell, is->store, is->store_key,
                        is->door.server_key, is->engine_socket, is->control_socket, is->metrics,
                        is->metrics_socket, is->participants, is->map_bytes, is->clock_kernel,
                        is->log_level, is->user);
    assert_in_range(size, 1, PROCESS_TEXT_SIZE - 1);
}

static void test_what_init_writes_are_the_defaults(void **state) {
    struct etc *etc = *state;
    char *before = settings_canonical(&etc_good(etc)->rules);
    char process[PROCESS_TEXT_SIZE], again[PROCESS_TEXT_SIZE];
    process_text(&settings_of(etc->file)->process, process);
    char *text = settings_default_text(NULL, 0);
    etc_write(etc, "wachtpostd.conf", text);
    char *after = canonical_without_table(&etc_good(etc)->rules);
    process_text(&settings_of(etc->file)->process, again);
    assert_string_equal(before, after);
    assert_string_equal(process, again);
    free(before);
    free(after);
    free(text);
}

/* A norm in days stands in a sentence, since it replaces the months. */
static void test_init_writes_every_option(void **state) {
    (void)state;
    char *text = settings_default_text(NULL, 0);
    for (const struct entry *entry = grammar_conf; entry->name != NULL; entry++) {
        char line[64];
        snprintf(line, sizeof line,
                 entry->kind != ENTRY_SECTION ? "\n%s = "
                 : entry->titled              ? "\n%s \""
                 : entry->shown               ? "\n%s {"
                                              : "section %s with",
                 entry->name);
        assert_non_null(strstr(text, line));
        for (const struct entry *part = entry->part; part != NULL && part->name != NULL; part++) {
            snprintf(line, sizeof line, "%s = ", part->name);
            assert_non_null(strstr(text, line));
        }
    }
    free(text);
}

/* Of an option outside of sections, and of a section. */
static void test_every_option_stands_below_a_sentence(void **state) {
    (void)state;
    char *text = settings_default_text(NULL, 0);
    const char *before = text;
    bool in_section = false;
    size_t found = 0;
    assert_non_null(text);
    for (const char *line = text; *line != '\0'; before = line, line = strchr(line, '\n') + 1) {
        const bool begins = !in_section && line[0] >= 'a' && line[0] <= 'z';
        const char *end = strchr(line, '\n');
        if (begins && strncmp(line, "regio", 5) != 0) { /* one sentence for the whole table */
            assert_int_equal(before[0], '#');
            assert_int_equal(line[-2], '.');
            found++;
        }
        in_section = line[0] != '}' && (in_section || (end > line && end[-1] == '{'));
    }
    size_t wanted = 0;
    for (const struct entry *entry = grammar_conf; entry->name != NULL; entry++)
        wanted += strcmp(entry->name, "regio") != 0 && strcmp(entry->name, "former_door") != 0;
    assert_int_equal(found, wanted);
    free(text);
}

/* As init without a folder does. */
static void test_init_writes_what_it_is_given_in_place_of_a_default(void **state) {
    struct etc *etc = *state;
    static const struct option_value values[] = {{"store", "/var/lib/x/store"},
                                                 {"user", "wachtpost"}};
    char *text = settings_default_text(values, sizeof values / sizeof *values);
    etc_write(etc, "wachtpostd.conf", text);
    const struct process_settings *is = &etc_good(etc)->process;
    assert_string_equal(is->store, "/var/lib/x/store");
    assert_string_equal(is->user, "wachtpost");
    assert_string_equal(is->log_level, "info");
    free(text);
}

static unsigned sections_that_admit(const struct regio *regio, struct bytes gemeente,
                                    unsigned hulpvorm, day_t day) {
    unsigned count = 0;
    for (size_t i = 0; i < regio->count; i++) {
        const struct regio_rule *rule = &regio->rules[i];
        bool named = rule->gemeente_count == 0 && gemeente_in_region(gemeente, day);
        for (size_t j = 0; j < rule->gemeente_count; j++)
            named = named || bytes_equal(rule->gemeenten[j], gemeente);
        bool bought = rule->hulpvormen == 0 || (rule->hulpvormen & (UINT32_C(1) << hulpvorm)) != 0;
        bool begun = rule->from == DAY_NONE || rule->from <= day;
        bool ended = rule->until != DAY_NONE && rule->until < day;
        count += named && bought && begun && !ended;
    }
    return count;
}

/* One section for what is bought together on a day, none for what is not. */
static void test_init_writes_the_change_of_2024(void **state) {
    struct etc *etc = *state;
    const day_t before = day_of_civil(2023, 12, 31), after = day_of_civil(2024, 1, 1);
    char *text = settings_default_text(NULL, 0);
    etc_write(etc, "wachtpostd.conf", text);
    const struct regio *regio = &etc_good(etc)->rules.regio;
    for (size_t i = 0; i < gemeente_count(); i++)
        for (unsigned hulpvorm = 1; hulpvorm < HULPVORM_COUNT; hulpvorm++) {
            struct bytes gemeente = bytes_of_text(gemeente_code(i));
            bool ambulant = hulpvorm == AMBULANT_JO || hulpvorm == AMBULANTE_JEUGD_GGZ ||
                            hulpvorm == LVB_AMBULANT;
            bool den_haag = strcmp(gemeente_code(i), "0518") == 0;
            bool voorschoten = strcmp(gemeente_code(i), "0626") == 0;
            bool stays = !voorschoten && !(den_haag && ambulant);
            assert_int_equal(sections_that_admit(regio, gemeente, hulpvorm, before), 1);
            assert_int_equal(sections_that_admit(regio, gemeente, hulpvorm, after), stays);
        }
    free(text);
}

static char *read_file(const char *path) {
    FILE *from = fopen(path, "r");
    char *text = calloc(1, 65536);
    assert_non_null(from);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, from) > 0);
    fclose(from);
    return text;
}

static void test_the_example_is_what_init_writes(void **state) {
    (void)state;
    char *example = read_file(DEPLOY_FOLDER "/wachtpostd.conf.example");
    char *text = settings_default_text(NULL, 0);
    assert_string_equal(example, text);
    free(example);
    free(text);
}

static void test_the_example_participants_are_good(void **state) {
    struct etc *etc = *state;
    static const char *const names[] = {"aanbieder", "beheer", "coordinator", "analist"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char from[256], to[64];
        snprintf(from, sizeof from, "%s/deelnemers.d.example/%s.conf", DEPLOY_FOLDER, names[i]);
        snprintf(to, sizeof to, "deelnemers.d/%s.conf", names[i]);
        char *text = read_file(from);
        etc_write(etc, to, text);
        free(text);
    }
    assert_int_equal(etc_good(etc)->rules.participant_count, 4);
}

static void test_a_participants_text_reads_back_as_it_was_given(void **state) {
    struct etc *etc = *state;
    char line[REGISTRATION_LINE_SIZE];
    struct public_keys keys;
    etc_line(3, 3, line);
    assert_true(keys_parse_registration_line(line, &keys));
    const struct aanbieder aanbieder = {.agb = {"06010713"},
                                        .naam = "De \"${Zon}\" \\ $1",
                                        .telefoon = "070",
                                        .mail = "",
                                        .interval_days = 14};
    const struct bytes gemeente = bytes_of_text("0518");
    const struct participant given = {
        .name = "zon",
        .persoon = "Anna \"${de}\" Vries",
        .key_count = 1,
        .keys = {key_undated(&keys)},
        .revoked = DAY_NONE,
        .roles = ROLE_AANBIEDER | ROLE_COORDINATOR,
        .aanbieders = &aanbieder,
        .aanbieder_count = 1,
        .scope = {.gemeente_count = 1, .gemeenten = &gemeente, .hulpvormen = 1U << KDC}};
    char *text = settings_participant_text(&given);
    assert_int_equal(settings_try(etc->conf, "zon", text, &etc->file, &etc->mistakes), STATUS_OK);
    const struct participant *zon = settings_of(etc->file)->rules.participants;
    assert_int_equal(zon->roles, given.roles);
    assert_aanbieder_equal(&zon->aanbieders[0], &aanbieder);
    assert_scope_equal(&zon->scope, &given.scope);
    free(text);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, etc_setup, etc_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLAIM(test_canonical_text_reads_back_as_the_same_settings),
        CLAIM(test_canonical_text_does_not_depend_on_how_it_was_written),
        CLAIM(test_order_of_the_regions_sections_and_lists_decides_nothing),
        CLAIM(test_canonical_text_without_a_table_is_what_it_always_was),
        CLAIM(test_an_older_text_of_a_participant_reads_and_stays_the_same),
        CLAIM(test_a_damaged_canonical_text_is_refused),
        CLAIM(test_what_init_writes_are_the_defaults),
        CLAIM(test_init_writes_every_option),
        CLAIM(test_every_option_stands_below_a_sentence),
        CLAIM(test_init_writes_what_it_is_given_in_place_of_a_default),
        CLAIM(test_init_writes_the_change_of_2024),
        CLAIM(test_the_example_is_what_init_writes),
        CLAIM(test_the_example_participants_are_good),
        CLAIM(test_a_participants_text_reads_back_as_it_was_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
