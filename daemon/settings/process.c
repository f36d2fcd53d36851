#include "daemon/settings/process.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>

/* The bytes of `folder`, a slash and `path`; in the arena. */
static const char *join(struct reader *reader, struct bytes folder, const char *path) {
    size_t size = strlen(path) + 1;
    char *joined = reader_had(reader, arena_alloc(reader->arena, folder.size + 1 + size));
    if (joined == NULL)
        return "";
    memcpy(joined, folder.at, folder.size);
    joined[folder.size] = '/';
    memcpy(joined + folder.size + 1, path, size);
    return joined;
}

/* Beside `file`, or `path` itself when it is absolute. */
static const char *path_beside(struct reader *reader, const char *file, const char *path) {
    const char *slash = strrchr(file, '/');
    if (path[0] == '/' || slash == NULL)
        return reader_had(reader,
                          (void *)arena_copy(reader->arena, bytes_of(path, strlen(path) + 1)).at);
    return join(reader, bytes_of(file, (size_t)(slash - file)), path);
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

static const char credential_prefix[] = "credential:";

/* What systemd hands to the process, for it alone (LoadCredential=). */
static const char *read_credential(struct reader *reader, const struct section *section,
                                   const char *name, const char *credential) {
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    unsigned line = reader_line(section, name);
    if (credential[0] == '\0' || strchr(credential, '/') != NULL)
        reader_mistake(reader, line, "%s: credential:NAME names a file and no folder", name);
    else if (folder == NULL)
        reader_mistake(
            reader, line,
            "%s: credential:%s is what systemd gives to wachtpostd; for wachtpostctl set "
            "CREDENTIALS_DIRECTORY to the folder that has the file %s",
            name, credential, credential);
    else
        return join(reader, bytes_of_text(folder), credential);
    return "";
}

/* The seed of a key of the server's, which is only ever read. */
static const char *read_seed_path(struct reader *reader, const struct section *section,
                                  const char *name, const char *conf_path) {
    const char *path = reader_text(reader, section, name);
    if (strncmp(path, credential_prefix, sizeof credential_prefix - 1) == 0)
        return read_credential(reader, section, name, path + sizeof credential_prefix - 1);
    return read_key_path(reader, section, name, conf_path);
}

static bool port_fits(const char *port) {
    char *end;
    unsigned long number = strtoul(port, &end, 10);
    bool is_number = port[0] >= '0' && port[0] <= '9' && *end == '\0';
    return strcmp(port, "*") == 0 || (is_number && number >= 1 && number <= 65535);
}

/* "127.0.0.1:9770", "[::1]:9770". */
static bool address_fits(const char *text) {
    char host[INET6_ADDRSTRLEN + 2];
    uint8_t number[sizeof(struct in6_addr)];
    const char *colon = strrchr(text, ':');
    const size_t size = colon ? (size_t)(colon - text) : 0;
    if (size == 0 || size >= sizeof host || !port_fits(colon + 1))
        return false;
    memcpy(host, text, size);
    host[size] = '\0';
    if (host[0] != '[')
        return inet_pton(AF_INET, host, number) == 1;
    if (host[size - 1] != ']')
        return false;
    host[size - 1] = '\0';
    return inet_pton(AF_INET6, host + 1, number) == 1;
}

static const char *read_metrics(struct reader *reader, const struct section *root) {
    const char *address = reader_text(reader, root, "metrics");
    if (address[0] != '\0' && !address_fits(address))
        reader_mistake(reader, reader_line(root, "metrics"),
                       "metrics must be ADDRESS:PORT, an address in digits and a port from 1 to "
                       "65535 or *, or empty");
    return address;
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

static bool same_endpoint(const char *a, const char *b) {
    const char *port = strrchr(a, ':');
    return port != NULL && strcmp(port, ":*") != 0 && strcmp(a, b) == 0;
}

static void check_endpoints(struct reader *reader, const struct section *section,
                            const struct door_settings *door) {
    if (same_endpoint(door->listen, door->listen_bell))
        reader_mistake(reader, reader_line(section, "listen_bell"),
                       "listen_bell is the same as listen; give it a port of its own");
}

static struct door_settings read_door(struct reader *reader, const struct section *section,
                                      const char *conf_path) {
    struct door_settings door = {
        .listen = read_endpoint(reader, section, "listen"),
        .listen_bell = read_endpoint(reader, section, "listen_bell"),
        .server_key = read_seed_path(reader, section, "server_key", conf_path),
    };
    check_endpoints(reader, section, &door);
    return door;
}

/* All of it must be written: a default would be the other door's. */
static bool is_whole(struct reader *reader, const struct section *section) {
    static const char *const names[] = {"listen", "listen_bell", "server_key"};
    bool whole = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (section_value(section, names[i]) != NULL)
            continue;
        reader_missing(reader, section->line, "former_door needs its %s", names[i]);
        whole = false;
    }
    return whole;
}

static struct door_settings read_former_door(struct reader *reader, const struct section *root,
                                             const char *conf_path,
                                             const struct door_settings *door) {
    struct door_settings former = {NULL, NULL, NULL};
    if (section_count(root, "former_door") == 0)
        return former;
    struct section section = section_at(root, "former_door", 0);
    if (!is_whole(reader, &section))
        return former;
    former = read_door(reader, &section, conf_path);
    if (same_endpoint(former.listen, door->listen) ||
        same_endpoint(former.listen, door->listen_bell) ||
        same_endpoint(former.listen_bell, door->listen) ||
        same_endpoint(former.listen_bell, door->listen_bell))
        reader_mistake(reader, section.line,
                       "former_door listens where the other door does; a key needs endpoints of "
                       "its own");
    if (strcmp(former.server_key, door->server_key) == 0)
        reader_mistake(reader, section.line,
                       "former_door has the same server_key as the other door; remove the section");
    return former;
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
    if (strcmp(process->metrics_socket, process->engine_socket) == 0 ||
        strcmp(process->metrics_socket, process->control_socket) == 0)
        reader_mistake(reader, reader_line(root, "metrics_socket"),
                       "metrics_socket is the same as another socket; give it a path of its own");
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
        .door = read_door(reader, root, conf_path),
        .store = read_path(reader, root, "store", conf_path),
        .store_key = read_key_path(reader, root, "store_key", conf_path),
        .engine_socket = read_socket(reader, root, "engine_socket", conf_path),
        .control_socket = read_socket(reader, root, "control_socket", conf_path),
        .metrics = read_metrics(reader, root),
        .metrics_socket = read_socket(reader, root, "metrics_socket", conf_path),
        .participants = read_path(reader, root, "participants", conf_path),
        .map_bytes = (size_t)reader_number(reader, root, "map_mib") << 20,
        .clock_kernel = read_clock_check(reader, root),
        .log_level = read_log_level(reader, root),
        .user = reader_text(reader, root, "user"),
    };
    process->former_door = read_former_door(reader, root, conf_path, &process->door);
    check_sockets(reader, root, process);
}
