/* A fresh folder for one test, with two in it: "drop" to watch and "state" beside it. */
#ifndef WACHTPOST_TESTS_WATCH_ROOM_H
#define WACHTPOST_TESTS_WATCH_ROOM_H

#include <stdbool.h>

/* cmocka's setup and teardown: *state is the folder's path, malloc'ed; all in it goes with the
 * test. */
int room_setup(void **state);
int room_teardown(void **state);

/* "room/folder/name", malloc'ed. */
char *room_path(const char *room, const char *folder, const char *name);
void room_write(const char *room, const char *folder, const char *name, const char *text);
/* The content, malloc'ed; NULL: it is not there. */
char *room_read(const char *room, const char *folder, const char *name);
bool room_has(const char *room, const char *folder, const char *name);

#endif
