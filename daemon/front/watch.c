#include "daemon/front/watch.h"

#include <stdio.h>
#include <zmq.h>

enum {
    /* While we do not look, libzmq's only thread waits for room here: enough for every
     * connection that can come between two looks, and for the seconds of the first proof. */
    EVENTS_WAITING = 64 * 1024,
    NAME_SIZE = 64,
    ENDPOINT_SIZE = 256,
};

static bool set(void *socket, int option, int value) {
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

void *watch_open(void *context, void *socket, const char *name, int events) {
    char endpoint[NAME_SIZE];
    snprintf(endpoint, sizeof endpoint, "inproc://%s", name);
    if (zmq_socket_monitor(socket, endpoint, events) != 0)
        return NULL;
    void *watch = zmq_socket(context, ZMQ_PAIR);
    if (watch && set(watch, ZMQ_LINGER, 0) && set(watch, ZMQ_RCVHWM, EVENTS_WAITING) &&
        zmq_connect(watch, endpoint) == 0)
        return watch;
    watch_close(socket, &watch);
    return NULL;
}

/* The other way round libzmq's thread could wait for ever to tell nobody. */
void watch_close(void *socket, void **watch) {
    zmq_socket_monitor(socket, NULL, 0);
    if (*watch)
        zmq_close(*watch);
    *watch = NULL;
}

/* Two frames: 16 bits of event and 32 of value; the endpoint, which we know. */
bool watch_next(void *watch, struct watch_event *event) {
    uint8_t frame[6];
    char endpoint[ENDPOINT_SIZE];
    int32_t value;
    if (zmq_recv(watch, frame, sizeof frame, ZMQ_DONTWAIT) != sizeof frame ||
        zmq_recv(watch, endpoint, sizeof endpoint, ZMQ_DONTWAIT) < 0)
        return false;
    memcpy(&event->kind, frame, sizeof event->kind);
    memcpy(&value, frame + sizeof event->kind, sizeof value);
    event->value = value;
    return true;
}
