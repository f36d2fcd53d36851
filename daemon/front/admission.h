/* Whose CURVE key may connect: the engine's last LINK_TABLE, sorted for the question
 * every handshake and every message asks. Holds everybody off until the first one. */
#ifndef WACHTPOST_FRONT_ADMISSION_H
#define WACHTPOST_FRONT_ADMISSION_H

#include "daemon/front/link.h"

struct admission {
    size_t count;
    uint8_t (*keys)[LINK_KEY_BYTES];
};

/* Replaces all of it; *revoked says whether a key that was held is held no more.
 * STATUS_NO_MEMORY: the old one stays. */
enum status admission_replace(struct admission *admission, const struct link_table *table,
                              bool *revoked) MUST_CHECK;
void admission_free(struct admission *admission);

bool admission_holds(const struct admission *admission, const uint8_t key[LINK_KEY_BYTES]);

/* A key as ZAP's User-Id: 64 lower-case hexadecimal digits. Parse: false when it is
 * anything else. */
#define USER_ID_SIZE (2 * LINK_KEY_BYTES + 1)
void user_id_of_key(const uint8_t key[LINK_KEY_BYTES], char text[USER_ID_SIZE]);
bool user_id_parse(const char *text, uint8_t key[LINK_KEY_BYTES]);

#endif
