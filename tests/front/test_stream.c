#include "daemon/front/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/wachtpost-stream-XXXXXX";
static char path[64];

static int set_up(void **state) {
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/s", folder);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static int listening(void) {
    struct complaint complaint;
    int fd = -1;
    assert_int_equal(stream_listen(path, &fd, &complaint), STATUS_OK);
    return fd;
}

static void test_socket_is_for_our_own_user_only(void **state) {
    (void)state;
    struct stat there;
    int listener = listening();
    assert_int_equal(stat(path, &there), 0);
    assert_int_equal(there.st_mode & 0777, 0600);
    close(listener);
}

static void test_stale_socket_is_replaced_and_living_one_is_not(void **state) {
    (void)state;
    struct complaint complaint;
    int first = listening();
    int second = -1;
    assert_int_equal(stream_listen(path, &second, &complaint), STATUS_BUSY);
    assert_int_equal(second, -1);
    close(first);
    close(listening());
}

static void test_a_file_that_is_no_socket_stays(void **state) {
    (void)state;
    struct complaint complaint;
    int fd = -1;
    unlink(path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(stream_listen(path, &fd, &complaint), STATUS_BAD_CONFIG);
    assert_int_equal(access(path, F_OK), 0);
    unlink(path);
}

static void test_too_long_path_is_a_mistake(void **state) {
    (void)state;
    struct complaint complaint;
    struct stream stream = stream_none;
    char long_path[200];
    int fd = -1;
    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    assert_int_equal(stream_listen(long_path, &fd, &complaint), STATUS_BAD_CONFIG);
    assert_int_equal(stream_connect(long_path, &stream), STATUS_BAD_CONFIG);
    assert_int_equal(stream_connect("/nonexistent/s", &stream), STATUS_UNREACHABLE);
}

static void test_large_message_arrives_whole_in_pieces(void **state) {
    (void)state;
    int listener = listening();
    struct stream near = stream_none, far = stream_none;
    assert_int_equal(stream_accept(listener, &far), STATUS_ABSENT);
    assert_int_equal(stream_connect(path, &near), STATUS_OK);
    assert_int_equal(stream_accept(listener, &far), STATUS_OK);
    uint8_t *body = malloc(MAX_REPLY_BYTES);
    assert_non_null(body);
    memset(body, 0x5a, MAX_REPLY_BYTES);
    struct link_message sent = {.kind = LINK_REPLY,
                                .reply = {.ticket = 1, .body = {body, MAX_REPLY_BYTES}}};
    assert_int_equal(link_write(&near.out, &sent), STATUS_OK);

    struct link_message read;
    size_t taken, rounds = 0;
    enum status status;
    do {
        stream_send(&near);
        assert_int_equal(stream_receive(&far, LINK_MAX_BYTES + 4), STATUS_OK);
        status = link_read(link_buffer_left(&far.in), NULL, &read, &taken);
        rounds++;
    } while (status == STATUS_ABSENT && rounds < 100000);
    assert_int_equal(status, STATUS_OK);
    assert_true(rounds > 1);
    assert_true(bytes_equal(read.reply.body, sent.reply.body));

    stream_close(&near);
    assert_false(far.closed);
    assert_int_equal(stream_receive(&far, 2 * LINK_MAX_BYTES), STATUS_OK);
    assert_true(far.closed);
    assert_true(link_buffer_left(&far.in).size > 0);
    stream_close(&far);
    free(body);
    close(listener);
}

static void test_writing_to_who_is_gone_says_closed(void **state) {
    (void)state;
    int listener = listening();
    struct stream near = stream_none, far = stream_none;
    assert_int_equal(stream_connect(path, &near), STATUS_OK);
    assert_int_equal(stream_accept(listener, &far), STATUS_OK);
    stream_close(&far);
    assert_int_equal(link_write(&near.out, &(struct link_message){.kind = LINK_BELL}), STATUS_OK);
    stream_send(&near);
    assert_true(near.closed);
    stream_close(&near);
    close(listener);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_socket_is_for_our_own_user_only),
        cmocka_unit_test(test_stale_socket_is_replaced_and_living_one_is_not),
        cmocka_unit_test(test_a_file_that_is_no_socket_stays),
        cmocka_unit_test(test_too_long_path_is_a_mistake),
        cmocka_unit_test(test_large_message_arrives_whole_in_pieces),
        cmocka_unit_test(test_writing_to_who_is_gone_says_closed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
