/* The header's constants are the contract's codes, under the names that the lists give. */
#include "wachtpost.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define CODE(list, type, name)                                                                     \
    { #list, #name, WACHTPOST_##type##_##name }

static const struct {
    const char *list, *name;
    int32_t code;
} codes[] = {
    CODE(hulpvorm, HULPVORM, AMBULANT_JO),
    CODE(hulpvorm, HULPVORM, AMBULANTE_JEUGD_GGZ),
    CODE(hulpvorm, HULPVORM, LVB_AMBULANT),
    CODE(hulpvorm, HULPVORM, DYSLEXIE),
    CODE(hulpvorm, HULPVORM, DAGBEHANDELING),
    CODE(hulpvorm, HULPVORM, KDC),
    CODE(hulpvorm, HULPVORM, PLEEGZORG),
    CODE(hulpvorm, HULPVORM, GEZINSHUIS),
    CODE(hulpvorm, HULPVORM, VERBLIJF_OPEN),
    CODE(hulpvorm, HULPVORM, INTEGRALE_VERBLIJFSHULP),
    CODE(hulpvorm, HULPVORM, JEUGDZORGPLUS),
    CODE(hulpvorm, HULPVORM, CRISIS),
    CODE(hulpvorm, HULPVORM, OVERIG),
    CODE(maatregel, MAATREGEL, GEEN),
    CODE(maatregel, MAATREGEL, OTS),
    CODE(maatregel, MAATREGEL, VOORLOPIGE_OTS),
    CODE(maatregel, MAATREGEL, VOOGDIJ),
    CODE(maatregel, MAATREGEL, VOORLOPIGE_VOOGDIJ),
    CODE(maatregel, MAATREGEL, JEUGDRECLASSERING),
    CODE(urgentie, URGENTIE, REGULIER),
    CODE(urgentie, URGENTIE, VERHOOGD),
    CODE(urgentie, URGENTIE, HOOG),
    CODE(urgentie, URGENTIE, CRISIS),
    CODE(overbrugging, OVERBRUGGING, GEEN),
    CODE(overbrugging, OVERBRUGGING, AMBULANT),
    CODE(overbrugging, OVERBRUGGING, VERBLIJF_ELDERS),
    CODE(overbrugging, OVERBRUGGING, CRISISPLEK),
    CODE(leeftijdsband, LEEFTIJDSBAND, 0_3),
    CODE(leeftijdsband, LEEFTIJDSBAND, 4_11),
    CODE(leeftijdsband, LEEFTIJDSBAND, 12_17),
    CODE(leeftijdsband, LEEFTIJDSBAND, 18_PLUS),
    CODE(regie, REGIE, LOKAAL_TEAM),
    CODE(regie, REGIE, GI),
    CODE(regie, REGIE, AANBIEDER),
    CODE(uitstroomreden, UITSTROOMREDEN, GESTART),
    CODE(uitstroomreden, UITSTROOMREDEN, ELDERS_GESTART),
    CODE(uitstroomreden, UITSTROOMREDEN, ELDERS_GEPLAATST),
    CODE(uitstroomreden, UITSTROOMREDEN, TERUGGETROKKEN),
    CODE(uitstroomreden, UITSTROOMREDEN, NIET_PASSEND),
    CODE(uitstroomreden, UITSTROOMREDEN, CRISIS_OPGENOMEN),
    CODE(uitstroomreden, UITSTROOMREDEN, LEEFTIJD_18),
    CODE(uitstroomreden, UITSTROOMREDEN, VERHUISD),
    CODE(uitstroomreden, UITSTROOMREDEN, OVERLEDEN),
    CODE(uitstroomreden, UITSTROOMREDEN, ANDER_DOMEIN),
    CODE(uitstroomreden, UITSTROOMREDEN, ADMIN_OPGESCHOOND),
    CODE(uitstroomreden, UITSTROOMREDEN, ADMIN_FOUT),
    CODE(aanname, AANNAME, OPEN),
    CODE(aanname, AANNAME, STOP),
    CODE(alert, ALERT, DREIGEND),
    CODE(alert, ALERT, OVERSCHRIJDING),
    CODE(alert, ALERT, NIVEAU),
    CODE(alert, ALERT, INGETROKKEN),
    CODE(alert, ALERT, VAN_LIJST),
    CODE(alert, ALERT, STIL),
    CODE(alert, ALERT, AFWIJKEND),
    CODE(answer, ANSWER, OK),
    CODE(answer, ANSWER, ACCEPTED),
    CODE(answer, ANSWER, HELD),
    CODE(answer, ANSWER, REJECTED),
    CODE(answer, ANSWER, DUPLICATE),
    CODE(answer, ANSWER, CONFLICT),
    CODE(answer, ANSWER, GAP),
    CODE(answer, ANSWER, MALFORMED),
    CODE(answer, ANSWER, DENIED),
    CODE(answer, ANSWER, LATER),
    CODE(answer, ANSWER, DISCARDED),
};

static void test_constants_are_the_codes_of_their_lists(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_int_equal(wachtpost_code(codes[i].list, codes[i].name), codes[i].code);
        assert_string_equal(wachtpost_code_name(codes[i].list, codes[i].code), codes[i].name);
    }
}

/* A code that the lists have and the header has not would be missed above. */
static void test_every_code_but_0_has_a_constant(void **state) {
    static const char *const lists[] = {"aanname",   "alert",          "hulpvorm",
                                        "maatregel", "leeftijdsband",  "overbrugging",
                                        "regie",     "uitstroomreden", "urgentie"};
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        int32_t known = 0, constants = 0;
        while (wachtpost_code_name(lists[i], known + 1))
            known++;
        for (size_t j = 0; j < sizeof codes / sizeof *codes; j++)
            constants += strcmp(codes[j].list, lists[i]) == 0;
        assert_int_equal(constants, known);
    }
}

static void test_what_is_in_no_list_has_no_code(void **state) {
    (void)state;
    assert_int_equal(wachtpost_code("hulpvorm", "KCD"), -1);
    assert_int_equal(wachtpost_code("hulpvorm", NULL), -1);
    assert_int_equal(wachtpost_code("kleur", "KDC"), -1);
    assert_int_equal(wachtpost_code(NULL, "KDC"), -1);
    assert_null(wachtpost_code_name("hulpvorm", -1));
    assert_null(wachtpost_code_name("hulpvorm", 14));
    assert_null(wachtpost_code_name("kleur", 1));
    assert_string_equal(wachtpost_code_name("hulpvorm", 0), "ONBEKEND");
}

static void test_statuses_have_their_names(void **state) {
    (void)state;
    assert_string_equal(wachtpost_status_name(WACHTPOST_OK), "WACHTPOST_OK");
    assert_string_equal(wachtpost_status_name(WACHTPOST_NOT_HANDLED), "WACHTPOST_NOT_HANDLED");
    for (int32_t status = WACHTPOST_OK; status <= WACHTPOST_NOT_HANDLED; status++)
        assert_true(wachtpost_status_name(status)[0] != 0);
    assert_string_equal(wachtpost_status_name(WACHTPOST_NOT_HANDLED + 1), "");
    assert_string_equal(wachtpost_status_name(-1), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constants_are_the_codes_of_their_lists),
        cmocka_unit_test(test_every_code_but_0_has_a_constant),
        cmocka_unit_test(test_what_is_in_no_list_has_no_code),
        cmocka_unit_test(test_statuses_have_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
