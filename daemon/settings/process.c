#include "daemon/settings/process.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>

/* folder of `file` + `path`, or `path` itself when it is absolute; in the arena. */
static const char *path_beside(struct reader *reader, const char *file, const char *path) {
    const char *slash = strrchr(file, '/');
    size_t folder = path[0] == '/' || slash == NULL ? 0 : (size_t)(slash - file) + 1;
    size_t size = strlen(path) + 1;
    char *joined = reader_had(reader, arena_alloc(reader->arena, folder + size));
    if (joined == NULL)
        return "";
    memcpy(joined, file, folder);
    memcpy(joined + folder, path, size);
    return joined;
}

static const char *read_path(struct reader *reader, const struct section *root, const char *name,
                             const char *conf_path) {
    const char *path = reader_text(reader, root, name);
    if (path[0] == '\0')
        reader_mistake(reader, reader_line(root, name), "%s is empty; write a path", name);
    return path_beside(reader, conf_path, path);
}

static const char *read_key_path(struct reader *reader, const struct section *root,
                                 const char *name, const char *conf_path) {
    const char *path = read_path(reader, root, name, conf_path);
    struct stat found;
    if (stat(path, &found) == 0 && S_ISREG(found.st_mode) && (found.st_mode & 077) != 0)
        reader_mistake(reader, reader_line(root, name),
                       "%s: %s is a secret that others may read; chmod 600 it", name, path);
    return path;
}

static bool port_fits(const char *port) {
    char *end;
    unsigned long number = strtoul(port, &end, 10);
    bool is_number = port[0] >= '0' && port[0] <= '9' && *end == '\0';
    return strcmp(port, "*") == 0 || (is_number && number >= 1 && number <= 65535);
}

static bool endpoint_fits(const char *endpoint) {
    if (strncmp(endpoint, "tcp://", 6) != 0)
        return false;
    const char *address = endpoint + 6, *colon = strrchr(address, ':');
    return colon != NULL && colon > address && port_fits(colon + 1);
}

/* libzmq does not bind names, only addresses and interfaces. */
static const char *read_endpoint(struct reader *reader, const struct section *root,
                                 const char *name) {
    const char *endpoint = reader_text(reader, root, name);
    if (!endpoint_fits(endpoint))
        reader_mistake(reader, reader_line(root, name),
                       "%s must be tcp://ADDRESS:PORT with a port from 1 to 65535 or *", name);
    else if (strncmp(endpoint, "tcp://localhost:", 16) == 0)
        reader_mistake(reader, reader_line(root, name),
                       "%s cannot be a host name; write 127.0.0.1 for localhost", name);
    return endpoint;
}

static void check_endpoints(struct reader *reader, const struct section *root,
                            const struct process_settings *process) {
    const char *port = strrchr(process->listen, ':');
    if (port != NULL && strcmp(port, ":*") != 0 &&
        strcmp(process->listen, process->listen_bell) == 0)
        reader_mistake(reader, reader_line(root, "listen_bell"),
                       "listen_bell is the same as listen; give it a port of its own");
}

static const char *read_socket(struct reader *reader, const struct section *root, const char *name,
                               const char *conf_path) {
    const char *path = read_path(reader, root, name, conf_path);
    if (strlen(path) >= sizeof((struct sockaddr_un *)NULL)->sun_path)
        reader_mistake(reader, reader_line(root, name),
                       "%s: %s is longer than the %zu bytes a socket may have; "
                       "write a shorter absolute path",
                       name, path, sizeof((struct sockaddr_un *)NULL)->sun_path - 1);
    return path;
}

static void check_sockets(struct reader *reader, const struct section *root,
                          const struct process_settings *process) {
    if (strcmp(process->engine_socket, process->control_socket) == 0)
        reader_mistake(reader, reader_line(root, "control_socket"),
                       "control_socket is the same as engine_socket; give it a path of its own");
}

static bool read_clock_check(struct reader *reader, const struct section *root) {
    const char *whom = reader_text(reader, root, "clock_check");
    bool is_kernel = strcmp(whom, "kernel") == 0;
    if (!is_kernel && strcmp(whom, "none") != 0)
        reader_mistake(reader, reader_line(root, "clock_check"),
                       "clock_check must be kernel or none");
    return is_kernel;
}

static const char *read_log_level(struct reader *reader, const struct section *root) {
    static const char *const levels[] = {"error", "warn", "info", "debug"};
    const char *level = reader_text(reader, root, "log_level");
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcmp(levels[i], level) == 0)
            return level;
    reader_mistake(reader, reader_line(root, "log_level"),
                   "log_level must be error, warn, info or debug");
    return level;
}

void process_read(struct reader *reader, const struct section *root, const char *conf_path,
                  struct process_settings *process) {
    *process = (struct process_settings){
        .listen = read_endpoint(reader, root, "listen"),
        .listen_bell = read_endpoint(reader, root, "listen_bell"),
        .store = read_path(reader, root, "store", conf_path),
        .store_key = read_key_path(reader, root, "store_key", conf_path),
        .server_key = read_key_path(reader, root, "server_key", conf_path),
        .engine_socket = read_socket(reader, root, "engine_socket", conf_path),
        .control_socket = read_socket(reader, root, "control_socket", conf_path),
        .participants = read_path(reader, root, "participants", conf_path),
        .map_bytes = (size_t)reader_number(reader, root, "map_mib") << 20,
        .clock_kernel = read_clock_check(reader, root),
        .log_level = read_log_level(reader, root),
        .user = reader_text(reader, root, "user"),
    };
    check_endpoints(reader, root, process);
    check_sockets(reader, root, process);
}
