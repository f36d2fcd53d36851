/* wachtpostd: one binary, two processes and their parent (design.md section 3). */
#include "daemon/clock.h"
#include "daemon/engine/serve.h"
#include "daemon/front/front.h"
#include "daemon/log.h"
#include "daemon/metrics/metrics.h"
#include "daemon/ready.h"
#include "daemon/settings/settings.h"
#include "daemon/signals.h"
#include "daemon/supervise.h"
#include "daemon/user.h"
#include "proto/keys/keys.h"

#include <argp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

const char *argp_program_version = "wachtpostd " WACHTPOST_VERSION;

enum {
    /* A store still locked by a daemon that was killed a moment ago. */
    OPEN_TRIES = 50,
    OPEN_PAUSE_MS = 100,
};

/* An admitted peer can make libzmq's memory grow; that costs the front a restart, not
 * the machine (design.md section 3, fact 6). */
#define FRONT_MEMORY_BYTES (256UL * 1024 * 1024)
/* A few connections of some KiB each, and one answer of the engine's. */
#define METRICS_MEMORY_BYTES (32UL * 1024 * 1024)

enum part { PART_PARENT, PART_CHECK, PART_ENGINE, PART_FRONT, PART_METRICS };

struct arguments {
    enum part part;
    const char *config, *socket, *log_level;
    const char *virtual_clock; /* as given; NULL: real time */
    instant_t virtual_start;
    int ready_fd;
};

enum { KEY_CHECK = 256, KEY_VIRTUAL, KEY_ENGINE, KEY_FRONT, KEY_METRICS, KEY_READY, KEY_LOG_LEVEL };

static const struct argp_option options[] = {
    {"config", 'c', "FILE", 0, "the configuration, wachtpostd.conf", 0},
    {"check-config", KEY_CHECK, NULL, 0, "say what is wrong with FILE, all of it, and stop", 0},
    {"virtual-clock", KEY_VIRTUAL, "INSTANT", 0,
     "run on a clock that stands still until a participant with role klok moves it; the store "
     "must have been made for it",
     0},
    {"engine", KEY_ENGINE, NULL, 0, "be the engine half only, as a unit of systemd's", 0},
    {"front", KEY_FRONT, "SOCKET", 0,
     "be the front half only, which asks the engine at SOCKET for everything else", 0},
    {"metrics", KEY_METRICS, "SOCKET", 0,
     "be what serves figures and health over HTTP only, which hears them and where to listen from "
     "the engine at SOCKET",
     0},
    {"ready-fd", KEY_READY, "N", OPTION_HIDDEN, "say there how it is, a byte at a time", 0},
    {"log-level", KEY_LOG_LEVEL, "LEVEL", 0, "of --front and --metrics: error, warn, info or debug",
     0},
    {NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_option(int key, char *value, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'c':
        a->config = value;
        return 0;
    case KEY_CHECK:
        a->part = PART_CHECK;
        return 0;
    case KEY_VIRTUAL:
        a->virtual_clock = value;
        if (!instant_parse(value, &a->virtual_start))
            argp_error(state, "%s is no instant; write 2025-01-31 or 2025-01-31T23:00:00Z", value);
        return 0;
    case KEY_ENGINE:
        a->part = PART_ENGINE;
        return 0;
    case KEY_FRONT:
        a->part = PART_FRONT;
        a->socket = value;
        return 0;
    case KEY_METRICS:
        a->part = PART_METRICS;
        a->socket = value;
        return 0;
    case KEY_READY:
        a->ready_fd = atoi(value);
        return 0;
    case KEY_LOG_LEVEL:
        a->log_level = value;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "what is \"%s\"?", value);
        return 0;
    case ARGP_KEY_END:
        if (a->config == NULL && a->part != PART_FRONT && a->part != PART_METRICS)
            argp_error(state, "which configuration? -c FILE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    NULL,
    "The waiting-list post: takes in wachtlijsten, remembers them, raises the alarm."
    "\vSIGHUP reads the configuration again; SIGTERM stops. Exit codes: 0 stopped as told, "
    "64 usage, 69 an endpoint is taken, 74 the store cannot be used, 75 it is in use, 78 the "
    "configuration has mistakes.",
    NULL,
    NULL,
    NULL};

static void use_log_level(const char *name) {
    enum log_level level;
    if (name && log_level_parse(name, &level))
        log_set_level(level);
}

static int exit_code_of(enum status status) {
    if (status == STATUS_OK)
        return EX_OK;
    if (status == STATUS_BUSY)
        return EX_TEMPFAIL;
    if (status == STATUS_NO_MEMORY)
        return EX_OSERR;
    return status_fault(status) == FAULT_SYSTEM ? EX_IOERR : EX_CONFIG;
}

static void print_mistakes(const struct mistakes *mistakes) {
    for (size_t i = 0; i < mistakes->count; i++)
        dprintf(STDERR_FILENO, "%s\n", mistakes->lines[i]);
}

/* STATUS_OK: *file is the caller's. */
static enum status read_settings(const char *config, struct settings_file **file) {
    struct mistakes mistakes = {0, NULL};
    enum status status = settings_read(config, file, &mistakes);
    print_mistakes(&mistakes);
    mistakes_free(&mistakes);
    return status;
}

static int run_check(const struct arguments *a) {
    struct settings_file *file = NULL;
    enum status status = read_settings(a->config, &file);
    settings_free(&file);
    return exit_code_of(status);
}

/* Before anything is opened that peers reach. Under its parent the engine is no root any more. */
static enum status leave_root(const struct process_settings *process) {
    struct complaint complaint = {""};
    char room[LOG_QUOTE_SIZE];
    if (process->user[0] == '\0') {
        if (geteuid() == 0)
            log_event(LOG_LEVEL_WARN, "daemon.runs_as_root", "why=\"%s\"",
                      "no user stands in the configuration");
        return STATUS_OK;
    }
    enum status status = user_become(process->user, &complaint);
    if (status != STATUS_OK)
        log_event(LOG_LEVEL_ERROR, "daemon.cannot_start", "why=%s",
                  log_quote(bytes_of_text(complaint.text), room));
    return status;
}

/* What every part that works begins with: its configuration, its user, and nobody who
 * looks at its memory. STATUS_OK: *file is the caller's. */
static enum status take_post(const struct arguments *a, struct settings_file **file) {
    enum status status = read_settings(a->config, file);
    if (status != STATUS_OK)
        return status;
    use_log_level(settings_of(*file)->process.log_level);
    status = leave_root(&settings_of(*file)->process);
    if (status == STATUS_OK)
        status = keys_guard_process(GUARD_CHILDREN_TOO);
    if (status != STATUS_OK)
        settings_free(file);
    return status;
}

static int run_parent(const struct arguments *a) {
    struct settings_file *file = NULL;
    enum status status = take_post(a, &file);
    if (status != STATUS_OK)
        return exit_code_of(status);
    const struct process_settings *process = &settings_of(file)->process;
    const bool has_metrics = process->metrics[0] != '\0';
    const struct supervise_options supervision = {.config = a->config,
                                                  .engine_socket = process->engine_socket,
                                                  .metrics_socket =
                                                      has_metrics ? process->metrics_socket : NULL,
                                                  .log_level = process->log_level,
                                                  .virtual_clock = a->virtual_clock};
    int exit_code = supervise(&supervision);
    settings_free(&file);
    return exit_code;
}

/* A half's own signals; its parent decides what an interrupt from the terminal means. */
static int half_signals(const int *list, const char *name) {
    umask(0077);
    prctl(PR_SET_NAME, name);
    signal(SIGINT, SIG_IGN);
    return signals_open(list);
}

static enum status open_engine(const struct arguments *a, struct timepiece *clock, int signal_fd,
                               struct engine **engine, struct complaint *complaint) {
    struct pollfd signal_end = {.fd = signal_fd, .events = POLLIN};
    enum status status = STATUS_BUSY;
    for (int i = 0; i < OPEN_TRIES && status == STATUS_BUSY; i++) {
        if (i > 0 && poll(&signal_end, 1, OPEN_PAUSE_MS) != 0)
            return status;
        struct mistakes mistakes = {0, NULL};
        status = engine_open(a->config, clock, engine, &mistakes, complaint);
        print_mistakes(&mistakes);
        mistakes_free(&mistakes);
    }
    return status;
}

static enum status serve_engine(const struct arguments *a, struct timepiece *clock, int signal_fd,
                                struct complaint *complaint) {
    struct engine *engine = NULL;
    ready_status(a->ready_fd, "Opening the store");
    enum status status = open_engine(a, clock, signal_fd, &engine, complaint);
    if (status != STATUS_OK)
        return status;
    use_log_level(engine_process_settings(engine)->log_level);
    const struct serve_options service = {
        .clock = clock, .signal_fd = signal_fd, .ready_fd = a->ready_fd};
    status = serve(engine, &service, complaint);
    engine_close(&engine);
    return status;
}

/* A page of the store that is not there: its file ends too early, or the disk fails.
 * Trying again does not help. Only what a signal handler may call. */
static _Noreturn void lose_page(int number) {
    static const char line[] = "error engine.stopped why=\"the store's file is cut short or "
                               "cannot be read\"\n";
    (void)number;
    /* Nobody to tell is no reason to go on. */
    _exit(write(STDERR_FILENO, line, sizeof line - 1) < 0 ? EX_OSERR : EX_IOERR);
}

/* By itself, as a unit of systemd's; under its parent the parent has done so. */
static enum status stand_alone(const struct arguments *a) {
    struct settings_file *file = NULL;
    enum status status = take_post(a, &file);
    settings_free(&file);
    return status;
}

static int run_engine(const struct arguments *a) {
    static const int signals[] = {SIGTERM, SIGHUP, 0};
    signal(SIGXFSZ, SIG_IGN); /* a limit on file size is a full disk, not a death */
    signal(SIGBUS, lose_page);
    enum status status = a->ready_fd < 0 ? stand_alone(a) : keys_guard_process(GUARD_CHILDREN_TOO);
    if (status != STATUS_OK)
        return exit_code_of(status);
    struct timepiece clock = a->virtual_clock ? clock_virtual(a->virtual_start) : clock_real();
    struct complaint complaint = {""};
    char room[LOG_QUOTE_SIZE];
    int signal_fd = half_signals(signals, "wachtpost-engin");
    status = signal_fd < 0 ? STATUS_IO : keys_init();
    if (status == STATUS_OK)
        status = serve_engine(a, &clock, signal_fd, &complaint);
    if (status != STATUS_OK)
        log_event(LOG_LEVEL_ERROR, "engine.stopped", "why=\"%s\" detail=%s", status_text(status),
                  log_quote(bytes_of_text(complaint.text), room));
    return exit_code_of(status);
}

/* Sanitizers need more room than any limit. */
static bool bound_memory(rlim_t bytes) {
    const struct rlimit memory = {bytes, bytes};
    return WACHTPOST_SANITIZED || setrlimit(RLIMIT_DATA, &memory) == 0;
}

/* Its memory, and as many connections as it may have (front.c says when that is too few). */
static bool bound_front(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return false;
    files.rlim_cur = files.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &files) == 0 && bound_memory(FRONT_MEMORY_BYTES);
}

static int run_front(const struct arguments *a) {
    static const int signals[] = {SIGTERM, 0};
    signal(SIGHUP, SIG_IGN); /* the engine's */
    use_log_level(a->log_level);
    if (keys_guard_process(GUARD_CHILDREN_TOO) != STATUS_OK || !bound_front())
        return EX_OSERR;
    int signal_fd = half_signals(signals, "wachtpost-front");
    if (signal_fd < 0)
        return EX_OSERR;
    const struct front_options service = {
        .engine_socket = a->socket, .signal_fd = signal_fd, .ready_fd = a->ready_fd};
    return front_run(&service);
}

static int run_metrics(const struct arguments *a) {
    static const int signals[] = {SIGTERM, 0};
    signal(SIGHUP, SIG_IGN); /* the engine's */
    use_log_level(a->log_level);
    if (keys_guard_process(GUARD_CHILDREN_TOO) != STATUS_OK || !bound_memory(METRICS_MEMORY_BYTES))
        return EX_OSERR;
    int signal_fd = half_signals(signals, "wachtpost-metri");
    if (signal_fd < 0)
        return EX_OSERR;
    const struct metrics_options service = {
        .engine_socket = a->socket, .signal_fd = signal_fd, .ready_fd = a->ready_fd};
    return metrics_run(&service);
}

int main(int argc, char **argv) {
    struct arguments a = {.part = PART_PARENT, .ready_fd = -1};
    /* argp's note about short options says nothing that the list does not. */
    setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    switch (a.part) {
    case PART_CHECK:
        return run_check(&a);
    case PART_ENGINE:
        return run_engine(&a);
    case PART_FRONT:
        return run_front(&a);
    case PART_METRICS:
        return run_metrics(&a);
    case PART_PARENT:
        return run_parent(&a);
    }
    return EX_USAGE;
}
