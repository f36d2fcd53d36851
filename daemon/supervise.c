#include "daemon/supervise.h"

#include "daemon/clock.h"
#include "daemon/log.h"
#include "daemon/ready.h"
#include "daemon/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define FIRST_PAUSE_US (100 * 1000)
#define LAST_PAUSE_US (5 * MICROSECONDS_PER_SECOND)
/* A half that lived this long did its work: what follows is a new story. */
#define GOOD_LIFE_US (2 * MICROSECONDS_PER_SECOND)
#define STOP_TIMEOUT_US (10 * MICROSECONDS_PER_SECOND)

enum { MAX_ARGUMENTS = 12 };

struct half {
    const char *name;
    const char *arguments[MAX_ARGUMENTS]; /* without --ready-fd; ended by NULL */
    pid_t pid;                            /* 0: not running */
    int ready_fd;                         /* -1: it is gone */
    bool was_ready;                       /* once, since we started */
    bool is_ready;                        /* said so since it started itself */
    bool is_alive;                        /* said so since both last did */
    bool listens;                         /* gets the sockets that were handed to us */
    bool is_spare;                        /* the others do their work without it */
    bool told_to_stop;
    instant_t started, start_at, pause;
};

enum { ENGINE, FRONT, METRICS, HALF_COUNT };

struct supervisor {
    struct half halves[HALF_COUNT];
    int signal_fd;
    int handed_count; /* of the sockets that systemd listens at for us (front/handed.h) */
    bool watched;     /* systemd wants to hear that all is well */
    bool stopping, announced;
    int exit_code;
    instant_t kill_at;
};

/* In the child. What systemd told us, by our number, is told to the half that does it. */
static void hand_on(const struct supervisor *s, const struct half *half) {
    char pid[16];
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    unsetenv("NOTIFY_SOCKET");
    if (s->watched)
        setenv("WATCHDOG_PID", pid, 1);
    else
        unsetenv("WATCHDOG_USEC");
    if (!half->listens || s->handed_count == 0) {
        unsetenv("LISTEN_FDS");
        return;
    }
    setenv("LISTEN_PID", pid, 1);
    for (int i = 0; i < s->handed_count; i++)
        fcntl(SD_LISTEN_FDS_START + i, F_SETFD, 0);
}

/* In the child, between fork and exec. */
static _Noreturn void become(const struct supervisor *s, const struct half *half, pid_t parent,
                             int ready_fd) {
    const char *arguments[MAX_ARGUMENTS + 2];
    char number[16];
    size_t count = 0;
    for (; half->arguments[count]; count++)
        arguments[count] = half->arguments[count];
    snprintf(number, sizeof number, "%d", ready_fd);
    arguments[count++] = "--ready-fd";
    arguments[count++] = number;
    arguments[count] = NULL;
    /* Nobody outlives the parent, not even when it is killed; it may be dead already. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(EX_OSERR);
    hand_on(s, half);
    if (fcntl(ready_fd, F_SETFD, 0) == 0)
        execv("/proc/self/exe", (char *const *)arguments);
    _exit(EX_OSERR);
}

static void start_later(struct half *half) {
    half->start_at = clock_monotonic() + half->pause;
    half->pause = half->pause * 2 < LAST_PAUSE_US ? half->pause * 2 : LAST_PAUSE_US;
}

static void not_started(struct half *half) {
    log_event(LOG_LEVEL_ERROR, "half.not_started", "half=%s why=\"%s\"", half->name,
              strerror(errno));
    start_later(half);
}

static void close_ready(struct half *half) {
    if (half->ready_fd >= 0)
        close(half->ready_fd);
    half->ready_fd = -1;
}

static void start(const struct supervisor *s, struct half *half) {
    int pipe_fds[2];
    pid_t parent = getpid();
    half->start_at = INSTANT_MAX;
    half->started = clock_monotonic();
    half->is_ready = false;
    if (pipe2(pipe_fds, O_CLOEXEC) != 0) {
        not_started(half);
        return;
    }
    pid_t pid = fork();
    if (pid == 0)
        become(s, half, parent, pipe_fds[1]);
    close(pipe_fds[1]);
    half->ready_fd = pipe_fds[0];
    if (pid < 0) {
        close_ready(half);
        not_started(half);
        return;
    }
    half->pid = pid;
    log_event(LOG_LEVEL_INFO, "half.started", "half=%s pid=%d", half->name, (int)half->pid);
}

static void start_due(struct supervisor *s) {
    for (size_t i = 0; i < HALF_COUNT; i++) {
        struct half *half = &s->halves[i];
        if (!s->stopping && half->pid == 0 && clock_monotonic() >= half->start_at)
            start(s, half);
    }
}

static void begin_stop(struct supervisor *s, int exit_code) {
    if (s->stopping)
        return;
    s->stopping = true;
    s->exit_code = exit_code;
    sd_notify(0, "STOPPING=1");
    log_event(LOG_LEVEL_INFO, "daemon.stopping", "exit=%d", exit_code);
}

/* One half at a time: the engine finishes its batch while the front can still carry the
 * answers out. Who takes too long is killed; the store survives that. */
static void press_stop(struct supervisor *s) {
    struct half *half = s->halves;
    while (half < &s->halves[METRICS] && half->pid == 0)
        half++;
    if (!s->stopping || half->pid == 0)
        return;
    if (!half->told_to_stop) {
        half->told_to_stop = true;
        s->kill_at = clock_monotonic() + STOP_TIMEOUT_US;
        kill(half->pid, SIGTERM);
    } else if (clock_monotonic() >= s->kill_at) {
        log_event(LOG_LEVEL_WARN, "half.killed", "half=%s why=\"took too long to stop\"",
                  half->name);
        kill(half->pid, SIGKILL);
        s->kill_at = clock_monotonic() + STOP_TIMEOUT_US;
    }
}

/* Exit codes of sysexits.h say that trying again does not help; a half that worked
 * before is tried again all the same, for by then its clients count on it. */
static bool is_final(const struct half *half, int wait_status) {
    return !half->is_spare && !half->was_ready && WIFEXITED(wait_status) &&
           WEXITSTATUS(wait_status) >= EX__BASE && WEXITSTATUS(wait_status) <= EX__MAX;
}

static void announce(struct supervisor *s) {
    for (size_t i = 0; i < HALF_COUNT; i++) {
        if (!s->halves[i].was_ready && !s->halves[i].is_spare)
            return;
    }
    if (!s->announced)
        sd_notify(0, "READY=1");
    s->announced = true;
}

/* Once in its life: who has taken over a half must not fill the log by saying it for ever. */
static void become_ready(struct supervisor *s, struct half *half) {
    if (half->is_ready)
        return;
    half->was_ready = half->is_ready = true;
    log_event(LOG_LEVEL_INFO, "half.ready", "half=%s", half->name);
    announce(s);
}

/* Both since the last time: one that is stuck is not made good by the other. */
static void feed_watchdog(struct supervisor *s) {
    struct half *engine = &s->halves[ENGINE], *front = &s->halves[FRONT];
    if (!engine->is_alive || !front->is_alive)
        return;
    engine->is_alive = front->is_alive = false;
    ready_alive(-1);
}

static void hear_half(struct supervisor *s, struct half *half) {
    char said[64];
    if (half->ready_fd < 0)
        return;
    struct pollfd end = {.fd = half->ready_fd, .events = POLLIN};
    if (poll(&end, 1, 0) <= 0)
        return;
    const ssize_t size = read(half->ready_fd, said, sizeof said);
    if (size <= 0)
        close_ready(half);
    for (ssize_t i = 0; i < size; i++) {
        if (said[i] == READY_BYTE)
            become_ready(s, half);
        half->is_alive |= said[i] == ALIVE_BYTE;
    }
    feed_watchdog(s);
}

static void bury(struct supervisor *s, struct half *half, int wait_status) {
    bool exited = WIFEXITED(wait_status);
    bool wanted = exited && WEXITSTATUS(wait_status) == 0;
    hear_half(s, half); /* it may have spoken just before */
    close_ready(half);
    log_event(wanted ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, wanted ? "half.stopped" : "half.died",
              "half=%s pid=%d %s=%d", half->name, (int)half->pid, exited ? "exit" : "signal",
              exited ? WEXITSTATUS(wait_status) : WTERMSIG(wait_status));
    half->pid = 0;
    half->is_alive = false;
    if (s->stopping)
        return;
    if (is_final(half, wait_status)) {
        log_event(LOG_LEVEL_ERROR, "daemon.cannot_start", "half=%s why=\"see its last line above\"",
                  half->name);
        begin_stop(s, WEXITSTATUS(wait_status));
        return;
    }
    if (clock_monotonic() - half->started >= GOOD_LIFE_US)
        half->pause = FIRST_PAUSE_US;
    start_later(half);
}

static void bury_the_dead(struct supervisor *s) {
    for (size_t i = 0; i < HALF_COUNT; i++) {
        struct half *half = &s->halves[i];
        int wait_status;
        if (half->pid > 0 && waitpid(half->pid, &wait_status, WNOHANG) == half->pid)
            bury(s, half, wait_status);
    }
}

static void take_signals(struct supervisor *s) {
    for (int came = signals_take(s->signal_fd); came != 0; came = signals_take(s->signal_fd)) {
        if (came == SIGTERM || came == SIGINT)
            begin_stop(s, EX_OK);
        else if (came == SIGHUP && s->halves[ENGINE].pid > 0 && s->halves[ENGINE].was_ready)
            kill(s->halves[ENGINE].pid, SIGHUP);
    }
}

/* SIGCHLD and the pipes wake us; time only for a start or a kill that is due. */
static int wait_ms(const struct supervisor *s) {
    instant_t until = s->stopping ? s->kill_at : INSTANT_MAX;
    for (size_t i = 0; i < HALF_COUNT && !s->stopping; i++) {
        if (s->halves[i].pid == 0 && s->halves[i].start_at < until)
            until = s->halves[i].start_at;
    }
    if (until == INSTANT_MAX)
        return -1;
    instant_t wait = until - clock_monotonic();
    return wait <= 0 ? 0 : (int)(wait / 1000 + 1);
}

static bool is_done(const struct supervisor *s) {
    for (size_t i = 0; i < HALF_COUNT; i++) {
        if (s->halves[i].pid != 0)
            return false;
    }
    return s->stopping;
}

static void run(struct supervisor *s) {
    while (!is_done(s)) {
        start_due(s);
        press_stop(s);
        struct pollfd all[] = {
            {.fd = s->signal_fd, .events = POLLIN},
            {.fd = s->halves[ENGINE].ready_fd, .events = POLLIN},
            {.fd = s->halves[FRONT].ready_fd, .events = POLLIN},
            {.fd = s->halves[METRICS].ready_fd, .events = POLLIN},
        };
        poll(all, sizeof all / sizeof all[0], wait_ms(s));
        take_signals(s);
        for (size_t i = 0; i < HALF_COUNT; i++)
            hear_half(s, &s->halves[i]);
        bury_the_dead(s);
    }
}

static struct half engine_half(const struct supervise_options *options) {
    struct half half = {.name = "engine",
                        .arguments = {"wachtpostd", "--engine", "-c", options->config},
                        .ready_fd = -1,
                        .pause = FIRST_PAUSE_US};
    if (options->virtual_clock) {
        half.arguments[4] = "--virtual-clock";
        half.arguments[5] = options->virtual_clock;
    }
    return half;
}

static struct half front_half(const struct supervise_options *options) {
    return (struct half){.name = "front",
                         .arguments = {"wachtpostd", "--front", options->engine_socket,
                                       "--log-level", options->log_level},
                         .ready_fd = -1,
                         .listens = true,
                         .pause = FIRST_PAUSE_US};
}

/* From now on they are closed in whatever we start, unless it gets them. */
static int count_handed(void) {
    const int count = sd_listen_fds(0);
    return count > 0 ? count : 0;
}

/* What is not wanted is never due to start. */
static struct half metrics_half(const struct supervise_options *options) {
    const bool wanted = options->metrics_socket != NULL;
    return (struct half){.name = "metrics",
                         .arguments = {"wachtpostd", "--metrics", options->metrics_socket,
                                       "--log-level", options->log_level},
                         .ready_fd = -1,
                         .is_spare = true,
                         .start_at = wanted ? 0 : INSTANT_MAX,
                         .pause = FIRST_PAUSE_US};
}

int supervise(const struct supervise_options *options) {
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD, 0};
    struct supervisor s = {.halves = {[ENGINE] = engine_half(options),
                                      [FRONT] = front_half(options),
                                      [METRICS] = metrics_half(options)},
                           .signal_fd = signals_open(signals),
                           .handed_count = count_handed(),
                           .watched = ready_watchdog_us() > 0};
    if (s.signal_fd < 0)
        return EX_OSERR;
    run(&s);
    close(s.signal_fd);
    log_event(LOG_LEVEL_INFO, "daemon.stopped", "exit=%d", s.exit_code);
    return s.exit_code;
}
