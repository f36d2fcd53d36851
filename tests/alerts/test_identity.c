#include "client/alerts/identity.h"

#include "proto/model/status.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct alert place_alert(void) {
    return (struct alert){
        .number = 12,
        .kind = NIVEAU,
        .agb = {"06010713"},
        .place = {.place_id = bytes_of_text("K7QX"), .start = 20000, .level = 6, .telling = 1}};
}

static struct alert holder_alert(enum alert_kind kind) {
    return (struct alert){
        .number = 12,
        .kind = kind,
        .agb = {"06010713"},
        .holder = {.silent_since = 20000, .epoch = {1}, .sequence = 4, .content_hash = {5}}};
}

static bool same(const struct alert *a, const struct alert *b) {
    const struct identity one = identity_of(a), other = identity_of(b);
    return identity_equal(&one, &other);
}

static void test_repeat_under_another_number_is_the_same(void **state) {
    (void)state;
    struct alert alert = place_alert(), again = place_alert();
    again.number = 9;
    again.recorded_at = 77;
    again.place.rank = 3;
    again.place.days_waited = 200;
    assert_true(same(&alert, &again));
    struct alert holder = holder_alert(STIL), holder_again = holder_alert(STIL);
    holder.holder.ends = 4;
    holder_again.holder.ends = 3; /* also the alert it ends has another number now */
    assert_true(same(&holder, &holder_again));
}

static void test_each_part_of_an_identity_counts(void **state) {
    (void)state;
    const struct alert alert = place_alert();
    struct alert others[6];
    for (size_t i = 0; i < 6; i++)
        others[i] = alert;
    others[0].agb = (struct agb){"06010714"};
    others[1].place.place_id = bytes_of_text("K7QY");
    others[2].place.start++;
    others[3].kind = OVERSCHRIJDING;
    others[4].place.level = 9;
    others[5].place.telling = 2;
    for (size_t i = 0; i < 6; i++)
        assert_false(same(&alert, &others[i]));
}

static void test_each_part_of_an_identity_about_an_aanbieder_counts(void **state) {
    (void)state;
    const struct alert alert = holder_alert(AFWIJKEND);
    struct alert others[7];
    for (size_t i = 0; i < 7; i++)
        others[i] = alert;
    others[0].agb = (struct agb){"06010714"};
    others[1].kind = STIL;
    others[2].holder.ends = 1;
    others[3].holder.silent_since++;
    others[4].holder.epoch[15] = 1;
    others[5].holder.sequence++;
    others[6].holder.content_hash[31] = 1;
    for (size_t i = 0; i < 7; i++)
        assert_false(same(&alert, &others[i]));
}

static void test_longest_place_id_fits(void **state) {
    (void)state;
    static const char longest[] =
        "0123456789012345678901234567890123456789012345678901234567890123";
    struct alert alert = place_alert(), other = place_alert();
    alert.place.place_id = bytes_of_text(longest);
    other.place.place_id = bytes_of(longest, sizeof longest - 2);
    assert_false(same(&alert, &other));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeat_under_another_number_is_the_same),
        cmocka_unit_test(test_each_part_of_an_identity_counts),
        cmocka_unit_test(test_each_part_of_an_identity_about_an_aanbieder_counts),
        cmocka_unit_test(test_longest_place_id_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
