#include "daemon/metrics/metrics.h"

#include "daemon/clock.h"
#include "daemon/log.h"
#include "daemon/metrics/asking.h"
#include "daemon/metrics/board.h"
#include "daemon/metrics/web.h"
#include "daemon/ready.h"

#include <poll.h>
#include <stdlib.h>
#include <sysexits.h>

/* What everybody who asks within this time is told. */
#define FRESH_US MICROSECONDS_PER_SECOND
/* Before it is known where to listen, the engine is asked so often; and later, when nobody asks
 * here, so that it is noticed when it names another address. */
enum { FIRST_INTERVAL_MS = 500, INTERVAL_MS = 10000 };

struct metrics {
    const struct metrics_options *options;
    struct web *web;
    char address[BOARD_LISTEN_SIZE]; /* where it listens, as the engine named it */
    bool moved;                      /* the engine names another one */
    struct bytes answer;             /* malloc'ed; the board points into it */
    struct board board;
    instant_t asked; /* on the monotonic clock; 0: never */
    char room[BOARD_ROOM_SIZE];
};

static void forget(struct metrics *m) {
    free((void *)(uintptr_t)m->answer.at);
    m->answer = bytes_of(NULL, 0);
    m->board = (struct board){.answered = false};
}

/* That it goes silent and comes back is said once. */
static void note_change(const struct metrics *m, bool was_answered, enum status status) {
    if (was_answered && !m->board.answered)
        log_event(LOG_LEVEL_WARN, "metrics.engine_silent", "why=\"%s\"", status_text(status));
    if (!was_answered && m->board.answered)
        log_event(LOG_LEVEL_INFO, "metrics.engine_heard", "bytes=%zu", m->answer.size);
}

static void ask(struct metrics *m) {
    const bool was_answered = m->board.answered;
    forget(m);
    enum status status = asking_hear(m->options->engine_socket, &m->answer);
    if (status == STATUS_OK)
        status = board_read(m->answer, &m->board);
    m->asked = clock_monotonic();
    note_change(m, was_answered, status);
    m->moved = m->board.answered && m->web && strcmp(m->board.listen, m->address) != 0;
}

static struct web_page show(void *context, const char *path) {
    struct metrics *m = context;
    if (clock_monotonic() - m->asked >= FRESH_US)
        ask(m);
    const struct board_page page = board_show(&m->board, path, m->room);
    return (struct web_page){.code = page.code,
                             .content_type = page.is_figures
                                                 ? "text/plain; version=0.0.4; charset=utf-8"
                                                 : "text/plain; charset=utf-8",
                             .body = page.body};
}

/* True: a signal came. */
static bool wait_for(const struct metrics *m, int fd, int wait_ms) {
    struct pollfd all[] = {{.fd = m->options->signal_fd, .events = POLLIN},
                           {.fd = fd, .events = POLLIN}};
    poll(all, sizeof all / sizeof all[0], wait_ms);
    return all[0].revents != 0;
}

/* Until the engine says where to listen, which may take as long as it has to look through its
 * store. False: a signal came. */
static bool find_engine(struct metrics *m) {
    ask(m);
    while (!m->board.answered) {
        if (wait_for(m, -1, FIRST_INTERVAL_MS))
            return false;
        ask(m);
    }
    return true;
}

static int begin_listening(struct metrics *m) {
    struct complaint complaint = {""};
    char at[WEB_ADDRESS_SIZE], room[LOG_QUOTE_SIZE];
    memcpy(m->address, m->board.listen, sizeof m->address);
    enum status status = web_open(m->address, show, m, &m->web, at, &complaint);
    if (status == STATUS_OK) {
        log_event(LOG_LEVEL_INFO, "metrics.listening", "address=%s", at);
        m->asked -= FRESH_US; /* that was to know where; who comes now is told how it goes now */
        ready_say(m->options->ready_fd);
        return EX_OK;
    }
    log_event(LOG_LEVEL_ERROR, "metrics.cannot_listen", "why=%s",
              log_quote(bytes_of_text(complaint.text), room));
    return status == STATUS_BUSY         ? EX_UNAVAILABLE
           : status == STATUS_BAD_CONFIG ? EX_CONFIG
                                         : EX_OSERR;
}

static int serve(struct metrics *m) {
    for (;;) {
        const int web_ms = web_wait_ms(m->web);
        const bool is_short = web_ms >= 0 && web_ms < INTERVAL_MS;
        if (wait_for(m, web_fd(m->web), is_short ? web_ms : INTERVAL_MS))
            return EX_OK;
        if (clock_monotonic() - m->asked >= INTERVAL_MS * 1000)
            ask(m);
        if (!web_step(m->web)) {
            log_event(LOG_LEVEL_ERROR, "metrics.broken", "address=%s", m->address);
            return EX_SOFTWARE;
        }
        if (m->moved) {
            log_event(LOG_LEVEL_INFO, "metrics.address_changed", "address=%s", m->board.listen);
            return EX_OK;
        }
    }
}

int metrics_run(const struct metrics_options *options) {
    struct metrics m = {.options = options};
    int exit_code = EX_OK;
    if (find_engine(&m)) {
        exit_code = begin_listening(&m);
        if (exit_code == EX_OK)
            exit_code = serve(&m);
    }
    web_close(&m.web);
    forget(&m);
    return exit_code;
}
