/* What the parts of libwachtpost share: its errors, the handle, and the structs that grow. */
#ifndef WACHTPOST_CLIENT_LIB_INSIDE_H
#define WACHTPOST_CLIENT_LIB_INSIDE_H

#include "client/connection.h"
#include "client/lib/wachtpost.h"
#include "client/wachtlijst.h"

#include <sys/types.h>

/* Fill the caller's error (may be NULL) and return its status. A complaint without text gets the
 * sentence of its status. */
enum wachtpost_status lib_fail(struct wachtpost_error *error, enum status status,
                               const struct complaint *complaint);
enum wachtpost_status lib_say(struct wachtpost_error *error, enum wachtpost_status status,
                              const char *format, ...) PRINTF_LIKE(3, 4);
enum wachtpost_status lib_misuse(struct wachtpost_error *error, const char *function);

/* Whether an object of process `owner` is used in a child of it. */
bool lib_is_foreign(pid_t owner);

/* No wait is longer, so that a deadline fits. */
int64_t lib_timeout(int64_t timeout_ms);

/* A number of 64 bits that nobody else has. */
uint64_t lib_random_id(void);

/* A copy that ends in a NUL. NULL: no room. */
const char *lib_text(struct arena *arena, struct bytes bytes);

/* Structs that grow. Both begin with their size_t size. Take: what the program wrote into `given`,
 * as this library knows it; false: it says things that this library does not know, or has no
 * size. Give: as much of `own` as the program knows of; what it knows and we do not is 0. */
bool struct_take(void *own, size_t own_size, const void *given) MUST_CHECK;
bool struct_give(void *given, const void *own, size_t own_size) MUST_CHECK;

struct wachtpost {
    pid_t owner;
    char *servers, *bell; /* NULL: no bell */
    uint8_t server_key[KEY_BYTES];
    struct secret_keys *keys;
    struct network *network;
};

/* A snapshot that can be delivered; see wachtpost_snapshot_check. */
struct checked {
    struct agb agb;
    instant_t peilmoment;
    const struct wachtlijst *list;
    size_t aanname_count;
    const struct raw_aanname *aanname;
    const char *system_name, *system_version; /* NULL: the library */
};
enum wachtpost_status snapshot_checked(struct wachtpost_snapshot *snapshot, struct checked *checked,
                                       struct wachtpost_error *error) MUST_CHECK;

#endif
