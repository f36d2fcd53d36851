#include "tests/bench/installation.h"

#include "tests/bench/bench.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANY_PORT "tcp://127.0.0.1:*"
#define START_TRIES 300
#define START_POLL_MS 100
#define LOG_LINE_SIZE 1024

/* Starts a program of ours with `out` as its standard error (and output). */
static pid_t spawn(const char *programs, const char *const *arguments, int out) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", programs, arguments[0]);
    pid_t pid = fork();
    NEED(pid >= 0, "cannot fork: %s", strerror(errno));
    if (pid > 0)
        return pid;
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && dup2(out, STDOUT_FILENO) >= 0 &&
        dup2(out, STDERR_FILENO) >= 0)
        execv(path, (char *const *)arguments);
    _exit(127);
}

static int open_log(const struct installation *in, const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", in->folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    NEED(fd >= 0, "%s: %s", path, strerror(errno));
    return fd;
}

static void init(const struct installation *in) {
    char folder[PATH_MAX];
    int wait_status, log = open_log(in, "init.log");
    snprintf(folder, sizeof folder, "%s/post", in->folder);
    const char *arguments[] = {"wachtpostctl", "init",          folder,   "--virtual", "--listen",
                               ANY_PORT,       "--listen-bell", ANY_PORT, NULL};
    pid_t pid = spawn(in->programs, arguments, log);
    close(log);
    NEED(waitpid(pid, &wait_status, 0) == pid && wait_status == 0,
         "wachtpostctl init failed: see %s/init.log", in->folder);
}

static void read_keys(const char *path, struct secret_keys *keys) {
    uint8_t seed[SEED_BYTES];
    struct complaint complaint = {""};
    NEED(keys_seed_read(path, seed, &complaint) == STATUS_OK, "%s", complaint.text);
    keys_from_seed(seed, keys);
}

static void read_server_key(struct installation *in) {
    char path[PATH_MAX];
    struct secret_keys keys;
    snprintf(path, sizeof path, "%s/post/server.seed", in->folder);
    read_keys(path, &keys);
    memcpy(in->server_key, keys.public.curve, KEY_BYTES);
}

static void make_folder(struct installation *in, const char *parent, const char *programs) {
    char absolute[PATH_MAX];
    *in = (struct installation){.programs = programs};
    NEED(realpath(parent, absolute), "%s: %s", parent, strerror(errno));
    int size = snprintf(in->folder, sizeof in->folder, "%s/bench-XXXXXX", absolute);
    NEED(size > 0 && (size_t)size < sizeof in->folder && mkdtemp(in->folder),
         "cannot make a folder in %s", absolute);
    snprintf(in->store, sizeof in->store, "%s/post/store", in->folder);
}

void installation_make(struct installation *in, const char *parent, const char *programs) {
    char seeds[PATH_MAX];
    make_folder(in, parent, programs);
    init(in);
    snprintf(seeds, sizeof seeds, "%s/seeds", in->folder);
    NEED(mkdir(seeds, 0700) == 0, "%s: %s", seeds, strerror(errno));
    read_server_key(in);
}

/* Our own settings name its paths from where they stand, so a copy is an installation. */
void installation_copy(struct installation *in, const char *parent, const char *programs,
                       const char *made) {
    char from[PATH_MAX];
    int wait_status;
    make_folder(in, parent, programs);
    int log = open_log(in, "copy.log"), size = snprintf(from, sizeof from, "%s/.", made);
    NEED(size > 0 && (size_t)size < sizeof from, "%s: too long a name", made);
    const char *arguments[] = {"cp", "-a", "--reflink=auto", from, in->folder, NULL};
    pid_t pid = spawn("/bin", arguments, log);
    close(log);
    NEED(waitpid(pid, &wait_status, 0) == pid && wait_status == 0,
         "cannot copy %s: see %s/copy.log", made, in->folder);
    sync(); /* a page of the file that is not written out yet would count as the engine's own */
    read_server_key(in);
}

static void seed_path(const struct installation *in, const char *name, char path[PATH_MAX]) {
    snprintf(path, PATH_MAX, "%s/seeds/%s.seed", in->folder, name);
}

void installation_keys(const struct installation *in, const char *name, struct secret_keys *keys) {
    char path[PATH_MAX];
    seed_path(in, name, path);
    read_keys(path, keys);
}

static void make_keys(const struct installation *in, const char *name, struct secret_keys *keys) {
    char path[PATH_MAX];
    uint8_t seed[SEED_BYTES];
    struct complaint complaint = {""};
    keys_random_seed(seed);
    seed_path(in, name, path);
    NEED(keys_seed_write(path, seed, &complaint) == STATUS_OK, "%s", complaint.text);
    keys_from_seed(seed, keys);
}

void installation_enrol(const struct installation *in, const char *name, const char *role,
                        const struct agb *agbs, size_t agb_count, struct secret_keys *keys) {
    char path[PATH_MAX], line[REGISTRATION_LINE_SIZE];
    make_keys(in, name, keys);
    keys_registration_line(&keys->public, line);
    snprintf(path, sizeof path, "%s/post/deelnemers.d/%s.conf", in->folder, name);
    FILE *file = fopen(path, "wxe");
    NEED(file, "%s: %s", path, strerror(errno));
    fprintf(file, "roles = {\"%s\"}\nkeys = {\"%s\"}\n", role, line);
    if (agb_count == 0)
        fprintf(file, "persoon = \"%s\"\n", name);
    for (size_t i = 0; i < agb_count; i++)
        fprintf(file,
                "aanbieder \"%s\" {\n  naam = \"Aanbieder %s\"\n  telefoon = \"070 1234567\"\n"
                "  mail = \"wachtlijst@example.nl\"\n  interval_days = 92\n}\n",
                agbs[i].text, agbs[i].text);
    NEED(fclose(file) == 0, "%s: %s", path, strerror(errno));
}

/* Where wachtpostd says that it is ready, as it says to systemd. */
static int listen_for_ready(const struct installation *in) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int size = snprintf(address.sun_path, sizeof address.sun_path, "%s/ready", in->folder);
    NEED(size > 0 && (size_t)size < sizeof address.sun_path,
         "%s: too long a name for a socket in it", in->folder);
    unlink(address.sun_path); /* a copy's: the original's */
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    NEED(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0, "%s: %s",
         address.sun_path, strerror(errno));
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    return fd;
}

static bool said_ready(int fd) {
    char text[256];
    struct pollfd item = {.fd = fd, .events = POLLIN};
    if (poll(&item, 1, START_POLL_MS) <= 0)
        return false;
    ssize_t size = recv(fd, text, sizeof text - 1, 0);
    text[size > 0 ? size : 0] = '\0';
    return strstr(text, "READY=1") != NULL;
}

static void wait_for_ready(const struct installation *in, int fd) {
    for (int i = 0; i < START_TRIES; i++) {
        if (said_ready(fd))
            return;
        NEED(waitpid(in->daemon, NULL, WNOHANG) == 0, "wachtpostd ended: see %s/post.log",
             in->folder);
    }
    bench_give_up("wachtpostd does not get ready: see %s/post.log", in->folder);
}

/* Its log says where it listens and who its halves are. */
static void read_log(struct installation *in) {
    char path[PATH_MAX], line[LOG_LINE_SIZE];
    snprintf(path, sizeof path, "%s/post.log", in->folder);
    FILE *file = fopen(path, "re");
    NEED(file, "%s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, file)) {
        const char *started = strstr(line, "half.started half=");
        const char *listening = strstr(line, "front.listening endpoint=");
        if (started)
            (void)(sscanf(started, "half.started half=engine pid=%d", &in->engine) +
                   sscanf(started, "half.started half=front pid=%d", &in->front));
        if (listening)
            NEED(sscanf(listening, "front.listening endpoint=%63s bell=%63s", in->requests,
                        in->bell) == 2,
                 "cannot read the endpoints in %s", path);
    }
    fclose(file);
    NEED(in->engine > 0 && in->front > 0 && in->requests[0] != '\0', "%s does not tell enough",
         path);
}

void installation_start(struct installation *in, instant_t now) {
    char conf[PATH_MAX], instant[INSTANT_TEXT_SIZE];
    int ready = listen_for_ready(in), log = open_log(in, "post.log");
    snprintf(conf, sizeof conf, "%s/post/wachtpostd.conf", in->folder);
    const char *arguments[] = {
        "wachtpostd", "-c", conf, "--virtual-clock", instant_text(now, instant), NULL};
    in->daemon = spawn(in->programs, arguments, log);
    close(log);
    wait_for_ready(in, ready);
    close(ready);
    read_log(in);
}

void installation_stop(struct installation *in) {
    int wait_status;
    kill(in->daemon, SIGTERM);
    NEED(waitpid(in->daemon, &wait_status, 0) == in->daemon && wait_status == 0,
         "wachtpostd did not stop well: see %s/post.log", in->folder);
}

void installation_remove(const struct installation *in) {
    bench_remove(in->folder);
}
