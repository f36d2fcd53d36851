#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/settings/etc.h"

static void test_an_empty_file_means_the_defaults(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf", "");
    const struct settings *settings = etc_good(etc);
    char path[128];
    snprintf(path, sizeof path, "%s/store", etc->folder);
    assert_string_equal(settings->process.store, path);
    assert_string_equal(settings->process.door.listen, "tcp://127.0.0.1:7700");
    assert_string_equal(settings->process.door.listen_bell, "tcp://127.0.0.1:7701");
    assert_string_equal(settings->process.log_level, "info");
    assert_true(settings->process.map_bytes == (size_t)64 << 30);
    assert_int_equal(settings->rules.participant_count, 0);
    assert_int_equal(settings->rules.norm_count, 1);
    assert_memory_equal(&settings->rules.rank_order, &rank_default, sizeof rank_default);
}

static void test_the_default_norm_is_three_months_from_1990(void **state) {
    const struct norm *norm = etc_good(*state)->rules.norms;
    assert_string_equal(norm->id, "3m");
    assert_int_equal(norm->from, day_of_civil(1990, 1, 1));
    assert_int_equal(norm->months, 3);
    assert_int_equal(norm->days, 0);
    assert_false(norm->inclusive);
    assert_true(norm->levels[0] && norm->levels[1] && norm->levels[2]);
    assert_int_equal(norm->warning_days, 14);
}

static void test_a_norm_in_days_has_no_months(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf",
              "norm \"90d\" { days = 90 from = \"2025-01-01\" levels = {12} warning_days = 0 }\n"
              "norm \"3m\" { }\n");
    const struct rules_settings *rules = &etc_good(etc)->rules;
    assert_int_equal(rules->norm_count, 2);
    assert_string_equal(rules->norms[0].id, "3m");
    assert_int_equal(rules->norms[1].days, 90);
    assert_int_equal(rules->norms[1].months, 0);
    assert_false(rules->norms[1].levels[0] || rules->norms[1].levels[1]);
    assert_true(rules->norms[1].levels[2]);
}

static void test_no_levels_differs_from_levels_not_written(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf", "norm \"3m\" { levels = {} }\n");
    const struct norm *norm = etc_good(etc)->rules.norms;
    assert_false(norm->levels[0] || norm->levels[1] || norm->levels[2]);
}

static void test_without_a_regio_section_the_table_is_empty(void **state) {
    assert_int_equal(etc_good(*state)->rules.regio.count, 0);
}

static void test_the_regions_table_is_read_whole_and_in_order_of_its_names(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf",
              "regio \"samen\" { }\n"
              "regio \"den-haag-ambulant\" { gemeenten = {\"0518\", \"0503\"}\n"
              "  hulpvormen = {\"LVB_AMBULANT\", \"AMBULANT_JO\"}\n"
              "  from = \"2015-01-01\" until = \"2023-12-31\" }\n"
              "regio \"vanaf\" { from = \"2024-01-01\" }\n"
              "regio \"een-dag\" { from = \"2024-02-29\" until = \"2024-02-29\" }\n");
    const struct regio *regio = &etc_good(etc)->rules.regio;
    assert_int_equal(regio->count, 4);
    const struct regio_rule *first = &regio->rules[0], *day = &regio->rules[1];
    const struct regio_rule *all = &regio->rules[2], *after = &regio->rules[3];
    assert_string_equal(first->name, "den-haag-ambulant");
    assert_int_equal(first->gemeente_count, 2);
    assert_true(bytes_equal(first->gemeenten[0], bytes_of_text("0503")));
    assert_true(bytes_equal(first->gemeenten[1], bytes_of_text("0518")));
    assert_int_equal(first->hulpvormen, 1U << AMBULANT_JO | 1U << LVB_AMBULANT);
    assert_int_equal(first->from, day_of_civil(2015, 1, 1));
    assert_int_equal(first->until, day_of_civil(2023, 12, 31));
    assert_string_equal(day->name, "een-dag");
    assert_int_equal(day->from, day->until);
    assert_string_equal(all->name, "samen");
    assert_int_equal(all->gemeente_count, 0);
    assert_int_equal(all->hulpvormen, 0);
    assert_int_equal(all->from, DAY_NONE);
    assert_int_equal(all->until, DAY_NONE);
    assert_int_equal(after->from, day_of_civil(2024, 1, 1));
    assert_int_equal(after->until, DAY_NONE);
}

static void test_absolute_paths_stay_and_others_begin_at_the_file(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf", "store = \"/srv/store\"\nstore_key = \"keys/store.key\"\n");
    const struct process_settings *process = &etc_good(etc)->process;
    char path[128];
    snprintf(path, sizeof path, "%s/keys/store.key", etc->folder);
    assert_string_equal(process->store, "/srv/store");
    assert_string_equal(process->store_key, path);
}

static void test_an_ephemeral_port_may_serve_twice(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf",
              "listen = \"tcp://127.0.0.1:*\"\nlisten_bell = \"tcp://127.0.0.1:*\"\n");
    assert_string_equal(etc_good(etc)->process.door.listen_bell, "tcp://127.0.0.1:*");
}

static void test_a_credential_lies_where_systemd_put_it(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "wachtpostd.conf", "server_key = \"credential:server.seed\"\n");
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "/run/credentials/engine", 1), 0);
    assert_string_equal(etc_good(etc)->process.door.server_key,
                        "/run/credentials/engine/server.seed");
    unsetenv("CREDENTIALS_DIRECTORY");
}

static void test_a_former_door_is_read_beside_the_other(void **state) {
    struct etc *etc = *state;
    char path[128];
    assert_null(etc_good(etc)->process.former_door.listen);
    etc_write(etc, "wachtpostd.conf",
              "former_door {\n  listen = \"tcp://127.0.0.1:1\"\n"
              "  listen_bell = \"tcp://127.0.0.1:2\"\n  server_key = \"old.seed\"\n}\n");
    const struct process_settings *process = &etc_good(etc)->process;
    snprintf(path, sizeof path, "%s/old.seed", etc->folder);
    assert_string_equal(process->former_door.listen, "tcp://127.0.0.1:1");
    assert_string_equal(process->former_door.listen_bell, "tcp://127.0.0.1:2");
    assert_string_equal(process->former_door.server_key, path);
    assert_string_equal(process->door.listen, "tcp://127.0.0.1:7700");
}

static void test_a_secret_that_others_may_read_is_refused(void **state) {
    struct etc *etc = *state;
    char path[128];
    etc_write(etc, "wachtpostd.conf", "\nstore_key = \"store.key\"\n");
    etc_write(etc, "store.key", "secret");
    etc_write(etc, "server.seed", "secret");
    snprintf(path, sizeof path, "%s/store.key", etc->folder);
    assert_int_equal(chmod(path, 0604), 0);
    snprintf(path, sizeof path, "%s/server.seed", etc->folder);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(etc_read(etc), STATUS_BAD_CONFIG);
    char *told = etc_mistakes(etc);
    assert_string_equal(told, "wachtpostd.conf:1: server_key: server.seed is a secret that others "
                              "may read; chmod 600 it\n"
                              "wachtpostd.conf:2: store_key: store.key is a secret that others may "
                              "read; chmod 600 it\n");
    free(told);
}

static void test_a_participant_is_read_whole(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "deelnemers.d/zon.conf",
              "roles = {\"aanbieder\", 'coordinator'} persoon = \"Anna de Vries\"\n"
              "keys = {\"@LINE2@\", \"@LINE1@\"}\n"
              "aanbieder \"06010714\" { naam = \"De Maan\" }\n"
              "aanbieder \"06010713\" {\n"
              "  naam = \"KDC \\\"De Zon\\\" & c\xc3\xb3\" telefoon = \"070 1234567\"\n"
              "  mail = \"wachtlijst@example.nl\" interval_days = 31 opvolger_van = \"06010714\"\n"
              "}\n"
              "scope { gemeenten = {\"1926\", \"0503\"} hulpvormen = {\"KDC\", \"CRISIS\"}\n"
              "  gis = {\"06012346\", \"06012345\"} }\n");
    const struct participant *zon = etc_good(etc)->rules.participants;
    assert_string_equal(zon->name, "zon");
    assert_int_equal(zon->roles, ROLE_AANBIEDER | ROLE_COORDINATOR);
    assert_int_equal(zon->key_count, 2);
    assert_int_equal(zon->aanbieder_count, 2);
    const struct aanbieder *first = &zon->aanbieders[0], *second = &zon->aanbieders[1];
    assert_string_equal(first->agb.text, "06010713");
    assert_string_equal(first->naam, "KDC \"De Zon\" & c\xc3\xb3");
    assert_string_equal(first->telefoon, "070 1234567");
    assert_string_equal(first->mail, "wachtlijst@example.nl");
    assert_int_equal(first->interval_days, 31);
    assert_string_equal(first->opvolger_van.text, "06010714");
    assert_string_equal(second->telefoon, "");
    assert_int_equal(second->interval_days, 7);
    assert_string_equal(second->opvolger_van.text, "");
    assert_int_equal(zon->scope.gemeente_count, 2);
    assert_true(bytes_equal(zon->scope.gemeenten[0], bytes_of_text("0503")));
    assert_int_equal(zon->scope.hulpvormen, 1U << KDC | 1U << CRISIS);
    assert_int_equal(zon->scope.gi_count, 2);
    assert_string_equal(zon->scope.gis[0].text, "06012345");
}

static void test_participants_come_in_order_of_their_names(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "deelnemers.d/b.conf",
              "roles = {\"beheer\"} persoon = \"Anna de Vries\"\nkeys = {\"@LINE2@\"}\n");
    etc_write(etc, "deelnemers.d/a-1.conf", "roles = {\"klok\"}\nkeys = {\"@LINE3@\"}\n");
    etc_write(etc, "deelnemers.d/a.conf", "roles = {\"analist\"}\nkeys = {\"@LINE1@\"}\n");
    etc_write(etc, "deelnemers.d/a.conf~", "an editor's copy");
    etc_write(etc, "deelnemers.d/.c.conf", "hidden");
    const struct rules_settings *rules = &etc_good(etc)->rules;
    assert_int_equal(rules->participant_count, 3);
    assert_string_equal(rules->participants[0].name, "a");
    assert_string_equal(rules->participants[1].name, "a-1");
    assert_string_equal(rules->participants[2].name, "b");
}

static void test_a_key_that_looks_like_a_variable_is_read_as_it_stands(void **state) {
    struct etc *etc = *state;
    char line[REGISTRATION_LINE_SIZE];
    unsigned seed = 1;
    for (; seed < 256; seed++) {
        etc_line(seed, seed, line);
        if (strstr(line, "$") != NULL)
            break;
    }
    assert_true(seed < 256);
    struct public_keys keys;
    memcpy(strchr(line, '$'), "${", 2);
    assert_true(keys_parse_registration_line(line, &keys));
    char text[256];
    snprintf(text, sizeof text,
             "roles = {\"beheer\"} persoon = \"Anna de Vries\"\nkeys = {\"%s\"}\n", line);
    etc_write(etc, "deelnemers.d/b.conf", text);
    const struct participant *b = etc_good(etc)->rules.participants;
    assert_memory_equal(b->keys[0].sign, keys.sign, KEY_SIZE);
    assert_memory_equal(b->keys[0].curve, keys.curve, KEY_SIZE);
}

static void test_a_file_that_is_not_there_is_a_mistake(void **state) {
    struct etc *etc = *state;
    assert_int_equal(remove(etc->conf), 0);
    assert_int_equal(etc_read(etc), STATUS_BAD_CONFIG);
    char *told = etc_mistakes(etc);
    assert_string_equal(told,
                        "wachtpostd.conf:1: this file cannot be read: No such file or directory\n");
    free(told);
}

static void test_a_file_that_holds_a_nul_is_refused(void **state) {
    struct etc *etc = *state;
    FILE *to = fopen(etc->conf, "w");
    assert_int_equal(fwrite("store = \"a\0b\"\n", 1, 14, to), 14);
    assert_int_equal(fclose(to), 0);
    assert_int_equal(etc_read(etc), STATUS_BAD_CONFIG);
    assert_non_null(strstr(etc->mistakes.lines[0], "holds a NUL byte"));
}

static void test_trying_a_file_checks_it_with_the_others_and_writes_nothing(void **state) {
    struct etc *etc = *state;
    etc_write(etc, "deelnemers.d/a.conf",
              "roles = {\"beheer\"} persoon = \"Anna de Vries\"\nkeys = {\"@LINE1@\"}\n");
    char *same = etc_fill("roles = {\"klok\"}\nkeys = {\"@LINE1@\"}\n");
    char *other = etc_fill("roles = {\"klok\"}\nkeys = {\"@LINE2@\"}\n");
    assert_int_equal(settings_try(etc->conf, "b", same, &etc->file, &etc->mistakes),
                     STATUS_BAD_CONFIG);
    char *told = etc_mistakes(etc);
    assert_string_equal(told, "deelnemers.d/b.conf:2: this key may be used once only; it is in "
                              "deelnemers.d/a.conf:2 too\n");
    free(told);
    mistakes_free(&etc->mistakes);
    assert_int_equal(settings_try(etc->conf, "b", other, &etc->file, &etc->mistakes), STATUS_OK);
    assert_int_equal(settings_of(etc->file)->rules.participant_count, 2);
    assert_int_equal(etc_good(etc)->rules.participant_count, 1);
    free(same);
    free(other);
}

static void test_a_name_with_a_path_in_it_is_refused(void **state) {
    struct etc *etc = *state;
    assert_int_equal(settings_try(etc->conf, "../b", "", &etc->file, &etc->mistakes),
                     STATUS_BAD_CONFIG);
    assert_int_equal(etc->mistakes.count, 1);
}

/* Whatever stands in a file: an answer, and with mistakes at least one line. */
static void test_mangled_files_are_read_or_complained_about(void **state) {
    struct etc *etc = *state;
    static const char good[] = "roles = {\"aanbieder\"} # why\nkeys = {\"@LINE1@\"}\n"
                               "aanbieder \"06010713\" { naam = 'De \\'Zon' /* x */ }\n";
    static const char bytes[] = "{}\"'\\=#/*$ \n,+()x0";
    char *text = etc_fill(good), mangled[512];
    unsigned random = 1;
    for (unsigned round = 0; round < 3000; round++) {
        strcpy(mangled, text);
        for (unsigned i = 0; i < 1 + round % 4; i++) {
            random = random * 1103515245 + 12345;
            size_t at = (random >> 16) % strlen(text);
            random = random * 1103515245 + 12345;
            mangled[at] = bytes[(random >> 16) % (sizeof bytes - 1)];
        }
        enum status status = settings_try(etc->conf, "zon", mangled, &etc->file, &etc->mistakes);
        assert_true(status == (etc->mistakes.count > 0 ? STATUS_BAD_CONFIG : STATUS_OK));
        settings_free(&etc->file);
        mistakes_free(&etc->mistakes);
    }
    free(text);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, etc_setup, etc_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLAIM(test_an_empty_file_means_the_defaults),
        CLAIM(test_the_default_norm_is_three_months_from_1990),
        CLAIM(test_a_norm_in_days_has_no_months),
        CLAIM(test_no_levels_differs_from_levels_not_written),
        CLAIM(test_without_a_regio_section_the_table_is_empty),
        CLAIM(test_the_regions_table_is_read_whole_and_in_order_of_its_names),
        CLAIM(test_absolute_paths_stay_and_others_begin_at_the_file),
        CLAIM(test_an_ephemeral_port_may_serve_twice),
        CLAIM(test_a_credential_lies_where_systemd_put_it),
        CLAIM(test_a_former_door_is_read_beside_the_other),
        CLAIM(test_a_secret_that_others_may_read_is_refused),
        CLAIM(test_a_participant_is_read_whole),
        CLAIM(test_participants_come_in_order_of_their_names),
        CLAIM(test_a_key_that_looks_like_a_variable_is_read_as_it_stands),
        CLAIM(test_a_file_that_is_not_there_is_a_mistake),
        CLAIM(test_a_file_that_holds_a_nul_is_refused),
        CLAIM(test_trying_a_file_checks_it_with_the_others_and_writes_nothing),
        CLAIM(test_a_name_with_a_path_in_it_is_refused),
        CLAIM(test_mangled_files_are_read_or_complained_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
