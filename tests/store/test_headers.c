/* Headers that share a record: whatever they are, they come back, and so do their hashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>

#include "store/headers.h"

static struct header header_after(const struct header *before, unsigned i) {
    static const instant_t steps[] = {1, 127, 128, INT64_C(3600000000), INT64_MAX / 64};
    struct header header = {.number = before->number + 1,
                            .instant = before->instant + steps[i % 5],
                            .rules_version = i < 5 ? 3 : UINT32_MAX,
                            .kind = (uint8_t)(1 + i % (EVENT_KIND_COUNT - 1))};
    randombytes_buf(header.body_hash, sizeof header.body_hash);
    header_hash(before, header.previous);
    return header;
}

/* So many in record 3, behind one that is not in it. */
static struct headers some(size_t count) {
    struct headers headers = {.record = 3};
    struct header before = {.number = headers_first(3) - 1, .instant = -5, .kind = EVENT_DAY};
    for (unsigned i = 0; i < count; i++) {
        before = header_after(&before, i);
        headers_add(&headers, &before);
    }
    return headers;
}

static void assert_same(const struct header *a, const struct header *b) {
    uint8_t left[HEADER_BYTES], right[HEADER_BYTES];
    header_encode(a, left);
    header_encode(b, right);
    assert_memory_equal(left, right, HEADER_BYTES);
}

static void test_headers_come_back_with_their_hashes(void **state) {
    uint8_t packed[HEADERS_MAX_BYTES], hash[STORE_HASH_BYTES];
    struct headers found;
    (void)state;
    for (size_t count = 1; count <= HEADERS_IN_RECORD; count++) {
        const struct headers headers = some(count);
        const size_t size = headers_pack(&headers, packed);
        assert_true(headers_unpack(bytes_of(packed, size), 3, &found));
        assert_int_equal(found.count, count);
        for (size_t i = 0; i < count; i++) {
            assert_same(&found.at[i], &headers.at[i]);
            header_hash(&headers.at[i], hash);
            assert_memory_equal(found.hashes[i], hash, sizeof hash);
        }
    }
}

static void test_a_record_that_is_cut_gives_fewer_headers_or_none(void **state) {
    uint8_t packed[HEADERS_MAX_BYTES];
    const struct headers headers = some(HEADERS_IN_RECORD);
    const size_t size = headers_pack(&headers, packed);
    size_t read = 0;
    struct headers found;
    (void)state;
    assert_true(size > HEADERS_LEAST_BYTES); /* so that nothing fills it up */
    for (size_t cut = 0; cut < size; cut++)
        if (headers_unpack(bytes_of(packed, cut), 3, &found)) {
            assert_true(found.count < HEADERS_IN_RECORD);
            assert_same(&found.at[found.count - 1], &headers.at[found.count - 1]);
            read++;
        }
    assert_int_equal(read, HEADERS_IN_RECORD - 1);
}

static void test_more_headers_than_a_record_holds_are_none(void **state) {
    uint8_t packed[2 * HEADERS_MAX_BYTES];
    const struct headers headers = some(HEADERS_IN_RECORD);
    const size_t size = headers_pack(&headers, packed);
    struct headers found;
    (void)state;
    assert_true(size > HEADERS_LEAST_BYTES);
    memcpy(packed + size, packed + size - STORE_HASH_BYTES - 2, STORE_HASH_BYTES + 2);
    assert_false(headers_unpack(bytes_of(packed, size + STORE_HASH_BYTES + 2), 3, &found));
}

static void test_what_fills_a_record_up_is_zeros(void **state) {
    uint8_t packed[HEADERS_MAX_BYTES];
    const struct headers headers = some(1);
    const size_t size = headers_pack(&headers, packed);
    struct headers found;
    (void)state;
    assert_int_equal(size, HEADERS_LEAST_BYTES);
    for (size_t at = STORE_HASH_BYTES + 1 + 4 + 10 + STORE_HASH_BYTES; at < size; at++) {
        packed[at] = 0x40;
        assert_false(headers_unpack(bytes_of(packed, size), 3, &found));
        packed[at] = 0;
    }
    assert_true(headers_unpack(bytes_of(packed, size), 3, &found));
}

static void test_a_kind_that_there_is_not_is_none(void **state) {
    uint8_t packed[HEADERS_MAX_BYTES];
    const struct headers headers = some(1);
    const size_t size = headers_pack(&headers, packed);
    const uint8_t kinds[] = {EVENT_NONE, EVENT_KIND_COUNT, 0x7f};
    struct headers found;
    (void)state;
    for (size_t i = 0; i < sizeof kinds; i++) {
        packed[STORE_HASH_BYTES] = kinds[i] | 0x80;
        assert_false(headers_unpack(bytes_of(packed, size), 3, &found));
    }
    packed[STORE_HASH_BYTES] = EVENT_DAY;
    assert_false(headers_unpack(bytes_of(packed, size), 3, &found));
}

/* Page, its head, and a record's head and place in it: LMDB's. */
static void test_ordinary_headers_take_a_sixth_of_a_page_from_the_first_on(void **state) {
    enum { SIXTH = (4096 - 16) / 6, KEY_AND_LMDB = 8 + 8 + 2 };
    uint8_t packed[HEADERS_MAX_BYTES];
    struct headers headers = {.record = 1};
    struct header header = {.instant = INT64_C(1700000000000000)};
    (void)state;
    for (size_t i = 0; i < HEADERS_IN_RECORD; i++) {
        header = header_after(&header, 0);
        headers_add(&headers, &header);
        assert_int_equal(headers_pack(&headers, packed), HEADERS_LEAST_BYTES);
    }
    assert_int_equal(HEADERS_LEAST_BYTES + SEAL_OVERHEAD_BYTES + KEY_AND_LMDB, SIXTH);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers_come_back_with_their_hashes),
        cmocka_unit_test(test_a_record_that_is_cut_gives_fewer_headers_or_none),
        cmocka_unit_test(test_more_headers_than_a_record_holds_are_none),
        cmocka_unit_test(test_a_kind_that_there_is_not_is_none),
        cmocka_unit_test(test_what_fills_a_record_up_is_zeros),
        cmocka_unit_test(test_ordinary_headers_take_a_sixth_of_a_page_from_the_first_on),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
