#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/model/bytes.h"
#include "proto/model/status.h"

static void test_every_status_has_a_text_of_its_own(void **state) {
    (void)state;
    for (enum status a = STATUS_OK; a <= STATUS_UNREACHABLE; a++) {
        assert_true(strlen(status_text(a)) > 0);
        for (enum status b = STATUS_OK; b < a; b++)
            assert_string_not_equal(status_text(a), status_text(b));
    }
}

static void test_fault_tells_final_from_passing(void **state) {
    (void)state;
    assert_int_equal(status_fault(STATUS_OK), FAULT_NOBODY);
    assert_int_equal(status_fault(STATUS_MALFORMED), FAULT_PEER);
    assert_int_equal(status_fault(STATUS_FULL), FAULT_SYSTEM);
}

static void test_complaint_keeps_the_status_and_fits(void **state) {
    (void)state;
    struct complaint complaint;
    assert_int_equal(complain(&complaint, STATUS_BAD_INPUT, "line %d", 14), STATUS_BAD_INPUT);
    assert_string_equal(complaint.text, "line 14");
    assert_int_equal(complain(&complaint, STATUS_IO, "%1000s", "x"), STATUS_IO);
    assert_int_equal(strlen(complaint.text), sizeof complaint.text - 1);
    assert_int_equal(complain(NULL, STATUS_IO, "nobody listens"), STATUS_IO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status_has_a_text_of_its_own),
        cmocka_unit_test(test_fault_tells_final_from_passing),
        cmocka_unit_test(test_complaint_keeps_the_status_and_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
