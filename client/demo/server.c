#include "client/demo/server.h"

#include "client/clock.h"
#include "client/demo/children.h"
#include "client/durable.h"
#include "client/language.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SYSTEM_PORT "tcp://127.0.0.1:*"

#define START_MS 30000
#define START_STEP_MS 10
#define MAX_FILE_BYTES (1024 * 1024)

static enum status run(const struct server *server, const char *program,
                       const char *const *arguments, struct complaint *complaint) {
    char log[PATH_MAX];
    struct child_options options = {program, folder_file(&server->folder, log, "wachtpostctl.log"),
                                    arguments};
    return child_run(&options, complaint);
}

enum status server_make(struct server *server, const struct player *identity,
                        struct complaint *complaint) {
    char path[PATH_MAX];
    const char *const arguments[] = {"init",      folder_file(&server->folder, path, SERVER_FOLDER),
                                     "--virtual", "--listen",
                                     SYSTEM_PORT, "--listen-bell",
                                     SYSTEM_PORT, NULL};
    enum status status = run(server, "wachtpostctl", arguments, complaint);
    if (status != STATUS_OK)
        return status;
    unlink(folder_file(&server->folder, path, "wachtpostctl.log")); /* names the old key */
    if (unlink(folder_file(&server->folder, path, SERVER_FOLDER "/server.seed")) != 0)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    memcpy(server->curve_key, identity->keys.public.curve, sizeof server->curve_key);
    return keys_seed_write(path, identity->seed, complaint);
}

enum status server_check(const struct server *server, struct complaint *complaint) {
    char path[PATH_MAX];
    const char *const arguments[] = {
        "check", "-c", folder_file(&server->folder, path, SERVER_FOLDER "/wachtpostd.conf"), NULL};
    return run(server, "wachtpostctl", arguments, complaint);
}

/* The log line "front.listening endpoint=tcp://127.0.0.1:NNNNN bell=...", once there is
 * "front.admission" too: before that the front listens but lets nobody in. */
static bool find_endpoint(const char *log_path, char *endpoint, size_t size) {
    uint8_t *content = NULL;
    size_t length;
    if (durable_read(log_path, MAX_FILE_BYTES, &content, &length, NULL) != STATUS_OK)
        return false;
    static const char mark[] = "front.listening endpoint=";
    const char *line = strstr((const char *)content, mark);
    if (!strstr((const char *)content, "front.admission "))
        line = NULL;
    bool found = false;
    if (line) {
        line += sizeof mark - 1;
        size_t end = strcspn(line, " \n");
        found = line[end] == ' ' && end < size;
        if (found)
            snprintf(endpoint, size, "%.*s", (int)end, line);
    }
    free(content);
    return found;
}

enum status server_start(struct server *server, const char *virtual_clock,
                         struct complaint *complaint) {
    char config[PATH_MAX], log[PATH_MAX];
    const char *const arguments[] = {
        "-c", folder_file(&server->folder, config, SERVER_FOLDER "/wachtpostd.conf"),
        "--virtual-clock", virtual_clock, NULL};
    struct child_options options = {"wachtpostd",
                                    folder_file(&server->folder, log, "wachtpostd.log"), arguments};
    enum status status = child_start(&options, &server->pid, complaint);
    if (status != STATUS_OK)
        return status;
    for (int waited = 0; waited < START_MS; waited += START_STEP_MS) {
        if (find_endpoint(log, server->endpoint, sizeof server->endpoint))
            return STATUS_OK;
        if (!child_lives(&server->pid) || interrupted())
            return complain(complaint, STATUS_IO, _("wachtpostd kwam niet op; zie %s"), log);
        clock_sleep_ms(START_STEP_MS);
    }
    return complain(complaint, STATUS_UNREACHABLE, _("wachtpostd luistert nog niet; zie %s"), log);
}

static const char *usual_port(int nth) {
    return nth == 0 ? USUAL_PORT : USUAL_BELL_PORT;
}

/* In the order of the file: first the requests' port, then the bell's. */
static void write_with_ports(FILE *file, const char *text) {
    const char *found;
    for (int nth = 0; (found = strstr(text, SYSTEM_PORT)); nth++) {
        fprintf(file, "%.*s%s", (int)(found - text), text, usual_port(nth));
        text = found + strlen(SYSTEM_PORT);
    }
    fputs(text, file);
}

enum status server_finish(struct server *server, struct complaint *complaint) {
    child_stop(&server->pid);
    char path[PATH_MAX];
    uint8_t *content = NULL;
    size_t size;
    folder_file(&server->folder, path, SERVER_FOLDER "/wachtpostd.conf");
    enum status status = durable_read(path, MAX_FILE_BYTES, &content, &size, complaint);
    if (status != STATUS_OK)
        return status;
    FILE *file = fopen(path, "w");
    if (file)
        write_with_ports(file, (const char *)content);
    free(content);
    if (!file || fclose(file) != 0)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    return STATUS_OK;
}

void server_stop(struct server *server) {
    child_stop(&server->pid);
}
