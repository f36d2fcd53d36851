#include "daemon/front/connections.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { MOST = MAX_SILENT_CONNECTIONS + 2, ROUTER = 0, BELL = 1 };

/* Both ends of one connection. */
struct pair {
    int ours, theirs;
};

static const uint8_t first_key[LINK_KEY_BYTES] = {1}, second_key[LINK_KEY_BYTES] = {2};
static struct connections all;
static struct turned_away away;
static struct pair pairs[MOST];
static int pair_count, listener;

static struct sockaddr_in address_of(const char *text) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    assert_int_equal(inet_pton(AF_INET, text, &address.sin_addr), 1);
    return address;
}

static int set_up(void **state) {
    (void)state;
    struct rlimit files;
    struct sockaddr_in here = address_of("127.0.0.1");
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
    away = (struct turned_away){.used = 0};
    all = (struct connections){.max = MAX_CONNECTIONS, .away = &away};
    pair_count = 0;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    return bind(listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(listener, 16) != 0;
}

static int tear_down(void **state) {
    (void)state;
    for (int i = 0; i < pair_count; i++) {
        close(pairs[i].ours);
        close(pairs[i].theirs);
    }
    close(listener);
    connections_free(&all);
    return 0;
}

/* The next connection, from that address of this machine; not yet told to anybody. */
static struct pair *connect_from(const char *address) {
    struct pair *pair = &pairs[pair_count++];
    struct sockaddr_in from = address_of(address), to;
    socklen_t size = sizeof to;
    assert_int_equal(getsockname(listener, (struct sockaddr *)&to, &size), 0);
    pair->theirs = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(pair->theirs, (struct sockaddr *)&from, sizeof from), 0);
    assert_int_equal(connect(pair->theirs, (struct sockaddr *)&to, size), 0);
    pair->ours = accept(listener, NULL, NULL);
    assert_true(pair->ours >= 0);
    return pair;
}

static struct pair *open_from(const char *address) {
    struct pair *pair = connect_from(address);
    connections_opened(&all, ROUTER, pair->ours);
    return pair;
}

static uint64_t noted(enum link_refused why) {
    return away.counts.count[why];
}

/* Whether we hung up on them. */
static bool is_cut(const struct pair *pair) {
    char byte;
    return recv(pair->theirs, &byte, 1, MSG_DONTWAIT) == 0;
}

static struct admission only(const uint8_t key[LINK_KEY_BYTES]) {
    struct admission admission = {0, NULL};
    bool revoked;
    uint8_t keys[1][LINK_KEY_BYTES];
    memcpy(keys[0], key, LINK_KEY_BYTES);
    assert_int_equal(
        admission_replace(
            &admission, &(struct link_table){1, (const uint8_t(*)[LINK_KEY_BYTES])keys}, &revoked),
        STATUS_OK);
    return admission;
}

static void test_a_revoked_key_loses_its_connections_and_nobody_else_does(void **state) {
    (void)state;
    const struct pair *stays = open_from("127.0.0.1"), *goes = open_from("127.0.0.1"),
                      *silent = open_from("127.0.0.1");
    connections_show(&all, ROUTER, stays->ours, first_key);
    connections_show(&all, ROUTER, goes->ours, second_key);
    struct admission admission = only(first_key);
    assert_int_equal(connections_cut_unknown(&all, &admission, false), 1);
    assert_true(is_cut(goes));
    assert_false(is_cut(stays) || is_cut(silent));
    assert_int_equal(connections_cut_unknown(&all, &admission, true), 1);
    assert_true(is_cut(silent));
    assert_false(is_cut(stays));
    assert_int_equal(all.count, 1);
    admission_free(&admission);
}

static void test_a_descriptor_that_another_has_by_now_is_left_alone(void **state) {
    (void)state;
    const struct pair *gone = open_from("127.0.0.1");
    connections_show(&all, ROUTER, gone->ours, second_key);
    const struct pair *other = connect_from("127.0.0.1");
    assert_true(dup2(other->ours, gone->ours) >= 0);
    struct admission admission = only(first_key);
    assert_int_equal(connections_cut_unknown(&all, &admission, true), 1);
    assert_false(is_cut(other));
    admission_free(&admission);
}

static void test_an_end_that_another_door_tells_is_not_of_this_connection(void **state) {
    (void)state;
    const struct pair *pair = open_from("127.0.0.1");
    connections_closed(&all, BELL, pair->ours);
    assert_int_equal(all.count, 1);
    connections_closed(&all, ROUTER, pair->ours);
    connections_closed(&all, ROUTER, pair->ours);
    assert_int_equal(all.count, 0);
    assert_int_equal(all.silent_count, 0);
}

static void test_who_came_and_went_at_another_door_before_does_not_hide_a_connection(void **state) {
    (void)state;
    const struct pair *pair = open_from("127.0.0.1");
    connections_opened(&all, BELL, pair->ours); /* somebody else's, told late */
    connections_closed(&all, BELL, pair->ours);
    assert_int_equal(all.count, 1);
    struct admission admission = only(first_key);
    assert_int_equal(connections_cut_unknown(&all, &admission, true), 1);
    assert_true(is_cut(pair));
    admission_free(&admission);
}

static void test_a_message_before_its_accept_is_the_same_connection(void **state) {
    (void)state;
    const struct pair *pair = connect_from("127.0.0.1");
    connections_show(&all, ROUTER, pair->ours, first_key);
    connections_opened(&all, ROUTER, pair->ours);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.silent_count, 0);
}

static void test_one_address_too_silent_loses_its_oldest_and_others_stay(void **state) {
    (void)state;
    const struct pair *other = open_from("127.0.0.2"), *spoke = open_from("127.0.0.1"),
                      *oldest = open_from("127.0.0.1");
    connections_show(&all, ROUTER, spoke->ours, first_key);
    for (int i = 1; i < MAX_SILENT_OF_ONE_ADDRESS; i++)
        open_from("127.0.0.1");
    assert_int_equal(noted(LINK_REFUSED_CROWD), 0);
    const struct pair *newest = open_from("127.0.0.1");
    assert_int_equal(noted(LINK_REFUSED_CROWD), 1);
    assert_true(is_cut(oldest));
    assert_false(is_cut(other) || is_cut(spoke) || is_cut(newest));
}

static void test_too_many_silent_ones_lose_the_oldest_and_who_spoke_stays(void **state) {
    (void)state;
    char address[sizeof "127.0.0.255"];
    const struct pair *spoke = open_from("127.0.0.1"), *oldest = open_from("127.0.0.1");
    connections_show(&all, ROUTER, spoke->ours, first_key);
    for (int i = 1; i < MAX_SILENT_CONNECTIONS; i++) {
        snprintf(address, sizeof address, "127.0.0.%d", 2 + i % 200);
        open_from(address);
    }
    assert_int_equal(noted(LINK_REFUSED_CROWD), 0);
    const struct pair *newest = open_from("127.0.0.9");
    assert_int_equal(noted(LINK_REFUSED_CROWD), 1);
    assert_true(is_cut(oldest));
    assert_false(is_cut(spoke) || is_cut(newest));
    assert_int_equal(all.silent_count, MAX_SILENT_CONNECTIONS);
}

static void test_above_the_whole_number_a_silent_one_goes(void **state) {
    (void)state;
    all.max = 2;
    const struct pair *spoke = open_from("127.0.0.1"), *silent = open_from("127.0.0.1");
    connections_show(&all, ROUTER, spoke->ours, first_key);
    const struct pair *late = open_from("127.0.0.1");
    assert_true(is_cut(silent));
    assert_false(is_cut(spoke) || is_cut(late));
    connections_show(&all, ROUTER, late->ours, first_key);
    assert_true(is_cut(open_from("127.0.0.1")));
    assert_false(is_cut(spoke) || is_cut(late));
    assert_int_equal(all.count, 2);
}

static void test_one_key_has_its_number_of_connections_and_no_more(void **state) {
    (void)state;
    const struct pair *other = open_from("127.0.0.1");
    connections_show(&all, ROUTER, other->ours, second_key);
    for (int i = 0; i < MAX_CONNECTIONS_OF_ONE_KEY; i++) {
        const struct pair *pair = open_from("127.0.0.1");
        connections_show(&all, i % 2 ? ROUTER : BELL, pair->ours, first_key);
        assert_false(is_cut(pair));
    }
    const struct pair *late = open_from("127.0.0.1");
    connections_show(&all, ROUTER, late->ours, first_key);
    assert_true(is_cut(late));
    assert_false(is_cut(other));
}

static void test_what_is_no_tcp_connection_is_never_shut(void **state) {
    (void)state;
    int ends[2];
    char byte;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    connections_opened(&all, ROUTER, ends[0]);
    connections_cut(ends[0]);
    assert_int_equal(all.count, 0);
    assert_int_equal(recv(ends[1], &byte, 1, MSG_DONTWAIT), -1);
    connections_opened(&all, ROUTER, -1);
    connections_closed(&all, ROUTER, -1);
    connections_cut(-1);
    close(ends[0]);
    close(ends[1]);
}

/* As libzmq does: it lets go, and tells it. */
static void let_go(const struct pair *pair) {
    const int descriptor = pair->ours, other = open("/dev/null", O_RDONLY);
    assert_true(other >= 0 && dup2(other, descriptor) >= 0);
    close(other);
    connections_closed(&all, ROUTER, descriptor);
}

static void say(const struct pair *pair, size_t bytes) {
    static const uint8_t content[512];
    assert_int_equal(send(pair->ours, content, bytes, 0), bytes);
}

static void test_who_ends_before_the_key_is_asked_failed_the_handshake(void **state) {
    (void)state;
    enum { GREETING = 64, WELCOME = 170, ERROR = 12, READY = 54 };
    const struct pair *greeted = open_from("127.0.0.2"), *welcomed = open_from("127.0.0.1"),
                      *refused = open_from("127.0.0.1"), *left = open_from("127.0.0.1");
    say(greeted, GREETING);
    say(welcomed, GREETING + WELCOME);
    say(refused, GREETING + WELCOME + ERROR);
    say(left, GREETING + WELCOME + READY);
    let_go(greeted);
    let_go(welcomed);
    assert_int_equal(noted(LINK_REFUSED_HANDSHAKE), 2);
    let_go(refused);
    close(left->theirs);
    let_go(left);
    assert_int_equal(noted(LINK_REFUSED_HANDSHAKE), 2);
    assert_int_equal(noted(LINK_REFUSED_BROKEN) + noted(LINK_REFUSED_SLOW), 0);
    static const uint8_t from[4] = {127, 0, 0, 2};
    assert_int_equal(away.of[0].source.family, LINK_ADDRESS_IPV4);
    assert_memory_equal(away.of[0].source.address, from, sizeof from);
}

static void
test_who_was_let_in_and_is_let_go_while_still_there_broke_the_conversation(void **state) {
    (void)state;
    enum { LET_IN = 300 };
    const struct pair *breaks = open_from("127.0.0.1"), *shut = open_from("127.0.0.1");
    connections_show(&all, ROUTER, breaks->ours, first_key);
    say(breaks, LET_IN);
    say(shut, LET_IN);
    connections_cut(shut->ours);
    let_go(shut);
    assert_int_equal(noted(LINK_REFUSED_BROKEN), 0);
    let_go(breaks);
    assert_int_equal(noted(LINK_REFUSED_BROKEN), 1);
    assert_true(away.of[0].source.has_key);
    assert_memory_equal(away.of[0].source.key, first_key, sizeof first_key);
    uint8_t heard[LET_IN];
    assert_int_equal(recv(breaks->theirs, heard, LET_IN, MSG_WAITALL), LET_IN);
    assert_true(is_cut(breaks)); /* our own descriptor does not keep it */
}

/* They send so much over it, and libzmq reads all of it. */
static void bring(const struct pair *pair, size_t bytes) {
    static uint8_t room[64 * 1024];
    while (bytes > 0) {
        const size_t piece = bytes < sizeof room ? bytes : sizeof room;
        assert_int_equal(send(pair->theirs, room, piece, 0), piece);
        assert_int_equal(recv(pair->ours, room, piece, MSG_WAITALL), piece);
        bytes -= piece;
    }
}

static void test_who_brings_more_than_one_may_that_is_not_taken_is_cut(void **state) {
    (void)state;
    const struct pair *silent = open_from("127.0.0.1"), *greedy = open_from("127.0.0.1");
    connections_show(&all, ROUTER, greedy->ours, first_key);
    bring(silent, 1000);
    bring(greedy, MAX_UNTAKEN_BYTES_OF_ONE);
    connections_bound_untaken(&all);
    assert_false(is_cut(greedy));
    bring(greedy, 1000);
    connections_bound_untaken(&all);
    assert_true(is_cut(greedy));
    assert_false(is_cut(silent));
    assert_int_equal(noted(LINK_REFUSED_ENDLESS), 1);
}

static void test_what_was_taken_does_not_count_and_cannot_be_saved_up(void **state) {
    (void)state;
    const struct pair *pair = open_from("127.0.0.1");
    for (int i = 0; i < 3; i++) {
        bring(pair, MAX_UNTAKEN_BYTES_OF_ONE);
        connections_took(&all, ROUTER, pair->ours, MAX_UNTAKEN_BYTES_OF_ONE);
        connections_bound_untaken(&all);
    }
    assert_false(is_cut(pair));
    connections_took(&all, BELL, pair->ours, 1000); /* another's, which has its descriptor */
    connections_took(&all, ROUTER, pair->ours, MAX_UNTAKEN_BYTES_OF_ONE);
    connections_bound_untaken(&all);
    bring(pair, MAX_UNTAKEN_BYTES_OF_ONE + 1000);
    connections_bound_untaken(&all);
    assert_true(is_cut(pair));
}

static void test_who_only_sends_heartbeats_stays(void **state) {
    (void)state;
    const struct pair *pair = open_from("127.0.0.1");
    bring(pair, MAX_UNTAKEN_BYTES_OF_ONE);
    for (int i = 0; i < 1000; i++) {
        bring(pair, HEARTBEAT_BYTES_A_LOOK);
        connections_bound_untaken(&all);
    }
    assert_false(is_cut(pair));
}

static void test_of_too_much_together_the_most_goes_and_the_others_stay(void **state) {
    enum { OTHERS = 9 };
    (void)state;
    const struct pair *others[OTHERS], *most = open_from("127.0.0.1");
    for (int i = 0; i < OTHERS; i++)
        others[i] = open_from("127.0.0.1");
    bring(most, MAX_UNTAKEN_BYTES / OTHERS + 1000);
    for (int i = 0; i < OTHERS - 1; i++)
        bring(others[i], MAX_UNTAKEN_BYTES / OTHERS);
    connections_bound_untaken(&all);
    assert_true(noted(LINK_REFUSED_ENDLESS) == 1 && is_cut(most));
    connections_bound_untaken(&all);
    for (int i = 0; i < OTHERS; i++)
        assert_false(is_cut(others[i]));
    assert_int_equal(all.count, OTHERS);
}

static void test_what_waits_in_the_kernel_does_not_count(void **state) {
    (void)state;
    const struct pair *pair = open_from("127.0.0.1");
    static const uint8_t content[16 * 1024];
    bring(pair, MAX_UNTAKEN_BYTES_OF_ONE);
    assert_int_equal(send(pair->theirs, content, sizeof content, 0), sizeof content);
    connections_bound_untaken(&all);
    assert_false(is_cut(pair));
}

static void test_an_address_is_the_same_at_a_socket_for_both_kinds(void **state) {
    (void)state;
    struct sockaddr_in6 both = {.sin6_family = AF_INET6, .sin6_addr = in6addr_any};
    struct sockaddr_in to = address_of("127.0.0.1");
    socklen_t size = sizeof both;
    close(listener);
    listener = socket(AF_INET6, SOCK_STREAM, 0);
    if (listener < 0)
        skip(); /* this machine has no IPv6 */
    assert_int_equal(bind(listener, (struct sockaddr *)&both, sizeof both), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&both, &size), 0);
    to.sin_port = both.sin6_port;
    struct pair *pair = &pairs[pair_count++];
    pair->theirs = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(pair->theirs, (struct sockaddr *)&to, sizeof to), 0);
    pair->ours = accept(listener, NULL, NULL);
    const struct link_source source = connections_source(pair->ours);
    static const uint8_t here[16] = {127, 0, 0, 1};
    assert_int_equal(source.family, LINK_ADDRESS_IPV4);
    assert_memory_equal(source.address, here, sizeof here);
}

#define claim(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        claim(test_a_revoked_key_loses_its_connections_and_nobody_else_does),
        claim(test_a_descriptor_that_another_has_by_now_is_left_alone),
        claim(test_an_end_that_another_door_tells_is_not_of_this_connection),
        claim(test_who_came_and_went_at_another_door_before_does_not_hide_a_connection),
        claim(test_a_message_before_its_accept_is_the_same_connection),
        claim(test_one_address_too_silent_loses_its_oldest_and_others_stay),
        claim(test_too_many_silent_ones_lose_the_oldest_and_who_spoke_stays),
        claim(test_above_the_whole_number_a_silent_one_goes),
        claim(test_one_key_has_its_number_of_connections_and_no_more),
        claim(test_who_ends_before_the_key_is_asked_failed_the_handshake),
        claim(test_who_was_let_in_and_is_let_go_while_still_there_broke_the_conversation),
        claim(test_what_is_no_tcp_connection_is_never_shut),
        claim(test_who_brings_more_than_one_may_that_is_not_taken_is_cut),
        claim(test_what_was_taken_does_not_count_and_cannot_be_saved_up),
        claim(test_who_only_sends_heartbeats_stays),
        claim(test_of_too_much_together_the_most_goes_and_the_others_stay),
        claim(test_what_waits_in_the_kernel_does_not_count),
        claim(test_an_address_is_the_same_at_a_socket_for_both_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
