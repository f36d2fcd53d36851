/* Delivers from within a program that lives on ZeroMQ itself: one context, one loop, and nothing in
 * it that stands still.
 *
 *   cc service.c $(pkg-config --cflags --libs wachtpost libzmq) -o service
 *   ./service ENDPOINT SERVER SERVER_KEY SEED_FILE AGB STATE_FOLDER
 *
 * A REP socket at ENDPOINT takes the commands of the rest of the system, each a message:
 *
 *   AANGEMELD id gemeente hulpvorm aanmelddatum    somebody waits     -> OK
 *   LEVER                                          deliver the list   -> OK, and it is safe
 *   STAND                                          -> waiting and delivered, "0 3"
 *   KLAAR                                          end                -> OK
 *
 * C11 and C++17. */
#include <wachtpost.h>

#include <stdio.h>
#include <string.h>
#include <zmq.h>

#define MOST_PLACES 100
#define WORD 65

struct service {
    const char *agb;
    struct wachtpost_outbox *outbox;
    struct wachtpost_sender *sender;
    struct row {
        char id[WORD], gemeente[WORD], hulpvorm[WORD];
        unsigned aanmelddatum;
    } rows[MOST_PLACES];
    unsigned count;
    int ended;
};

static void tell(const char *doing, const struct wachtpost_error *error) {
    fprintf(stderr, "service: %s: %s (%s)\n", doing, error->text,
            wachtpost_status_name(error->status));
}

/* An answer of the server, as soon as it is on disk. */
static void answered(void *context, const struct wachtpost_answer *answer) {
    (void)context;
    printf("delivery %llu: %s %s\n", (unsigned long long)answer->sequence, answer->name,
           answer->sentence);
    fflush(stdout);
}

static const char *add(struct service *service, const char *command) {
    struct row row;
    if (service->count == MOST_PLACES || sscanf(command, "AANGEMELD %64s %64s %64s %u", row.id,
                                                row.gemeente, row.hulpvorm, &row.aanmelddatum) != 4)
        return "FOUT";
    service->rows[service->count++] = row;
    return "OK";
}

static enum wachtpost_status fill(const struct service *service,
                                  struct wachtpost_snapshot *snapshot,
                                  struct wachtpost_error *error) {
    enum wachtpost_status status = WACHTPOST_OK;
    for (unsigned i = 0; status == WACHTPOST_OK && i < service->count; i++) {
        struct wachtpost_place place;
        wachtpost_place_init(&place);
        place.id = service->rows[i].id;
        place.gemeente = service->rows[i].gemeente;
        place.hulpvorm = wachtpost_code("hulpvorm", service->rows[i].hulpvorm);
        place.aanmelddatum = service->rows[i].aanmelddatum;
        status = wachtpost_snapshot_place(snapshot, &place, error);
    }
    return status;
}

/* OK to the rest of the system means: on disk. Sending goes on by itself in the loop. */
static const char *put(const struct service *service) {
    struct wachtpost_error error;
    struct wachtpost_snapshot *snapshot = NULL;
    enum wachtpost_status status =
        wachtpost_snapshot_new(service->agb, wachtpost_now(), &snapshot, &error);
    if (status == WACHTPOST_OK)
        status = fill(service, snapshot, &error);
    if (status == WACHTPOST_OK)
        status = wachtpost_outbox_add(service->outbox, snapshot, NULL, &error);
    wachtpost_snapshot_free(&snapshot);
    if (status != WACHTPOST_OK)
        tell("the list", &error);
    return status == WACHTPOST_OK ? "OK" : "FOUT";
}

static const char *stand(const struct service *service, char *text, size_t size) {
    struct wachtpost_outbox_standing standing;
    wachtpost_outbox_standing_init(&standing);
    if (wachtpost_outbox_stand(service->outbox, &standing, NULL) != WACHTPOST_OK)
        return "FOUT";
    snprintf(text, size, "%llu %llu", (unsigned long long)standing.waiting,
             (unsigned long long)standing.delivered);
    return text;
}

static void obey(struct service *service, void *socket) {
    char command[300], text[64];
    const char *reply = "FOUT";
    int size = zmq_recv(socket, command, sizeof command - 1, 0);
    if (size < 0)
        return;
    command[size < (int)sizeof command ? size : (int)sizeof command - 1] = 0;
    if (strncmp(command, "AANGEMELD ", 10) == 0)
        reply = add(service, command);
    else if (strcmp(command, "LEVER") == 0)
        reply = put(service);
    else if (strcmp(command, "STAND") == 0)
        reply = stand(service, text, sizeof text);
    else if (strcmp(command, "KLAAR") == 0)
        reply = "OK";
    service->ended = strcmp(command, "KLAAR") == 0;
    zmq_send(socket, reply, strlen(reply), 0);
}

/* One turn: a step of the sending, then whatever is asked, but no longer than the step can wait. */
static int turn(struct service *service, void *socket) {
    struct wachtpost_error error;
    int64_t wait_ms = 0;
    enum wachtpost_status status = wachtpost_sender_step(service->sender, &wait_ms, &error);
    if (status != WACHTPOST_OK && status != WACHTPOST_WAITING && status != WACHTPOST_BUSY) {
        tell("sending", &error); /* for a person; what is put in is safe meanwhile */
        return 1;
    }
    zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
    if (zmq_poll(&item, 1, (long)wait_ms) > 0)
        obey(service, socket);
    return 0;
}

static int serve(struct service *service, void *context, const char *endpoint) {
    int code = 0;
    void *socket = zmq_socket(context, ZMQ_REP);
    if (!socket || zmq_bind(socket, endpoint) != 0) {
        fprintf(stderr, "service: %s: %s\n", endpoint, zmq_strerror(zmq_errno()));
        code = 1;
    }
    while (code == 0 && !service->ended)
        code = turn(service, socket);
    if (socket)
        zmq_close(socket);
    return code;
}

static int open_all(struct service *service, const struct wachtpost_options *options,
                    const char *state_folder, struct wachtpost **wachtpost) {
    struct wachtpost_error error;
    struct wachtpost_listener listener;
    wachtpost_listener_init(&listener);
    listener.answered = answered;
    if (wachtpost_open(options, wachtpost, &error) == WACHTPOST_OK &&
        wachtpost_outbox_open(state_folder, service->agb, &service->outbox, &error) ==
            WACHTPOST_OK &&
        wachtpost_sender_open(*wachtpost, service->outbox, &listener, &service->sender, &error) ==
            WACHTPOST_OK)
        return 0;
    tell("opening", &error);
    return 1;
}

int main(int count, char **words) {
    struct service service;
    struct wachtpost_options options;
    struct wachtpost *wachtpost = NULL;
    if (count != 7) {
        fprintf(stderr, "usage: service ENDPOINT SERVER SERVER_KEY SEED_FILE AGB STATE_FOLDER\n");
        return 64;
    }
    void *context = zmq_ctx_new();
    memset(&service, 0, sizeof service);
    service.agb = words[5];
    wachtpost_options_init(&options);
    options.server = words[2];
    options.server_key = words[3];
    options.seed_file = words[4];
    options.zmq_context = context; /* ours; leave it out and the library makes its own beside it */
    int code = open_all(&service, &options, words[6], &wachtpost);
    if (code == 0)
        code = serve(&service, context, words[1]);
    wachtpost_sender_close(&service.sender);
    wachtpost_outbox_close(&service.outbox);
    wachtpost_close(&wachtpost);
    zmq_ctx_term(context);
    return code;
}
