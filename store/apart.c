#include "store/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often progress is told, and for how many of those a reader may stand on one record. */
enum { TICK_MS = 200, MOST_IDLE_TICKS = 600 };

/* What the child tells: a finding or, once, how it ended. */
struct message {
    bool ended;
    enum status status;
    enum store_table table;
    size_t key_size;
    uint8_t key[STORE_MAX_KEY_BYTES];
    struct store_facts facts;
    char text[sizeof((struct complaint *)0)->text];
};

/* So it is written and read as a whole. */
_Static_assert(sizeof(struct message) <= PIPE_BUF, "a message fits a pipe");

/* ---- in the child */

static void send_message(int pipe, const struct message *message) {
    ssize_t written;
    do
        written = write(pipe, message, sizeof *message);
    while (written < 0 && errno == EINTR);
    if (written != sizeof *message)
        _exit(1); /* nobody listens any more */
}

static void send_finding(void *context, const struct store_finding *finding) {
    struct message message = {.table = finding->table, .key_size = finding->key.size};
    ENSURE(finding->key.size <= sizeof message.key);
    if (finding->key.size > 0)
        memcpy(message.key, finding->key.at, finding->key.size);
    snprintf(message.text, sizeof message.text, "%s", finding->what);
    send_message(*(const int *)context, &message);
}

/* Nothing of a store belongs in a core dump, and a reader nobody waits for ends. What ends
 * whoever waits, from a terminal, say, is theirs to decide about. */
static void be_a_child(pid_t parent) {
    const struct rlimit none = {0, 0};
    static const int ignored[] = {SIGTERM, SIGINT, SIGHUP};
    static const int fatal[] = {SIGPIPE, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], SIG_DFL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || setrlimit(RLIMIT_CORE, &none) != 0 ||
        getppid() != parent)
        _exit(1);
}

static void work(apart_work *run, void *context, struct survey_place *place, int pipe) {
    struct message end = {.ended = true};
    struct complaint complaint = {""};
    const struct store_listener listener = {.found = send_finding, .context = &pipe};
    end.status = run(context, place, &listener, &end.facts, &complaint);
    memcpy(end.text, complaint.text, sizeof end.text);
    send_message(pipe, &end);
}

/* ---- in the parent */

struct watch {
    pid_t child;
    int pipe;
    const struct store_listener *listener;
    struct survey_place *place;
    uint64_t seen;      /* how far it was, */
    unsigned idle;      /* ... for so many ticks */
    struct message end; /* once `ended` */
    bool found;         /* something */
    bool stuck, stopped;
};

static void tell(struct watch *w, enum store_table table, struct bytes key, const char *what) {
    const struct store_finding finding = {table, key, what};
    w->found = true;
    if (w->listener->found)
        w->listener->found(w->listener->context, &finding);
}

static void take_message(struct watch *w, const struct message *message) {
    if (message->ended)
        w->end = *message;
    else
        tell(w, message->table, bytes_of(message->key, message->key_size), message->text);
}

/* False: it reads on without an end, or nobody wants to know any more. As long as it does
 * not know how much there is, it is busy with something else. */
static bool tick(struct watch *w) {
    const struct store_progress progress = {atomic_load(&w->place->done),
                                            atomic_load(&w->place->total)};
    w->idle = progress.done == w->seen && progress.total > 0 ? w->idle + 1 : 0;
    w->seen = progress.done;
    w->stuck = w->idle >= MOST_IDLE_TICKS;
    if (w->listener->progress)
        w->stopped = !w->listener->progress(w->listener->context, &progress);
    return !w->stuck && !w->stopped;
}

/* False: it is over, or there is nothing to wait for any more. */
static bool listen_once(struct watch *w) {
    struct message message;
    struct pollfd wait = {.fd = w->pipe, .events = POLLIN};
    const int ready = poll(&wait, 1, TICK_MS);
    if (ready < 0)
        return errno == EINTR;
    if (ready == 0)
        return tick(w);
    const bool whole = read(w->pipe, &message, sizeof message) == sizeof message;
    if (whole)
        take_message(w, &message);
    return whole;
}

static void tell_death(struct watch *w, int ended) {
    char text[128];
    const enum store_table table = (enum store_table)atomic_load(&w->place->table);
    const struct bytes key = bytes_of(w->place->key, atomic_load(&w->place->key_size));
    if (w->stuck)
        snprintf(text, sizeof text, "is where reading went on without an end");
    else
        snprintf(text, sizeof text, "is what was read last when reading it ended with %s",
                 strsignal(WTERMSIG(ended)));
    tell(w, table, key, text);
}

/* How it ended; the child is gone. */
static enum status conclude(struct watch *w, struct store_facts *facts,
                            struct complaint *complaint) {
    int ended = 0;
    if (w->stuck || w->stopped)
        kill(w->child, SIGKILL);
    while (waitpid(w->child, &ended, 0) < 0 && errno == EINTR) {
    }
    if (w->stopped)
        return complain(complaint, STATUS_BUSY, "interrupted");
    if (w->stuck || WIFSIGNALED(ended))
        tell_death(w, ended);
    else if (!w->end.ended)
        return complain(complaint, STATUS_IO,
                        "the process that read it could not tell what it found");
    if (w->found)
        return STATUS_DAMAGED;
    if (w->end.status == STATUS_OK)
        *facts = w->end.facts;
    else
        complain(complaint, w->end.status, "%s", w->end.text);
    return w->end.status;
}

static enum status watch(struct watch *w, apart_work *run, void *context, struct store_facts *facts,
                         struct complaint *complaint) {
    int ends[2];
    const pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0)
        return complain(complaint, STATUS_IO, "no pipe: %s", strerror(errno));
    w->child = fork();
    if (w->child == 0) {
        be_a_child(parent);
        close(ends[0]);
        work(run, context, w->place, ends[1]);
        _exit(0);
    }
    close(ends[1]);
    w->pipe = ends[0];
    enum status status = STATUS_IO;
    if (w->child < 0) {
        complain(complaint, status, "no process to read in: %s", strerror(errno));
    } else {
        while (listen_once(w)) {
        }
        status = conclude(w, facts, complaint);
    }
    close(w->pipe);
    return status;
}

enum status apart(apart_work *run, void *context, const struct store_listener *listener,
                  struct store_facts *facts, struct complaint *complaint) {
    struct survey_place *place =
        mmap(NULL, sizeof *place, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED)
        return complain(complaint, STATUS_NO_MEMORY, "out of memory");
    atomic_store(&place->table, (unsigned)TABLE_META);
    struct watch w = {.listener = listener, .place = place};
    enum status status = watch(&w, run, context, facts, complaint);
    munmap(place, sizeof *place);
    return status;
}
