/* The loop and its reader, as a front sees them: a process of their own, over the real socket. */
#ifndef WACHTPOST_TESTS_SERVED_H
#define WACHTPOST_TESTS_SERVED_H

#include "daemon/engine/serve.h"
#include "daemon/front/stream.h"
#include "tests/engine/house.h"

#include <sys/types.h>

enum { PATIENCE_MS = 60000 };

struct served {
    struct house house; /* closed: the process has it open */
    pid_t process;      /* 0: not running */
    struct stream front;
    uint64_t sequence;
    int lull_ms;      /* 0: the usual */
    const char *late; /* a participant who comes when the files were read; NULL: nobody */
};

#define IN_SERVICE(test) cmocka_unit_test_setup_teardown(test, served_enter, served_leave)
int served_enter(void **state);
int served_leave(void **state);

void served_start(struct served *s);
void served_connect(struct served *s);     /* as a new front */
int served_wait_for_end(struct served *s); /* as waitpid says it */
void served_stop(struct served *s);

/* What is said is sent later, all at once; the engine may have to be heard before it takes more. */
void served_say(struct served *s, const struct link_request *request);
void served_send(struct served *s);
/* The next message of the engine; a reply's body stays in the house's arena. False: it has hung
 * up. */
bool served_hear(struct served *s, struct link_message *message);
struct link_reply served_hear_reply(struct served *s);
/* One more push of an aanbieder; and with its receipt. */
struct link_request served_push(struct served *s);
void served_deliver(struct served *s);

#endif
