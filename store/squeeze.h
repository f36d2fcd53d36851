/* zstd, behind one type: contexts and rooms that are kept from body to body.
 *
 * Packed form: codec (1) | content. Codec 0 is the content as it is, when zstd does
 * not make it smaller; codec 1 is one zstd frame that records its content's size;
 * codec 2 says how many events back another one is (LEB128), and has such a frame, made
 * with the content of that event's body before it and without the four bytes with which
 * every frame begins: what both have in common costs a few bytes. Codec 3 is that there
 * was one and is no more. */
#ifndef WACHTPOST_STORE_SQUEEZE_H
#define WACHTPOST_STORE_SQUEEZE_H

#include "store/store.h"

struct squeeze;

/* NULL: no memory. */
struct squeeze *squeeze_new(void);
void squeeze_free(struct squeeze **squeeze);

/* `prefix` is the content of the body `back` events earlier; 0: against none, and it is
 * ignored. The packed form stands in a room of the squeeze until the next call.
 * STATUS_NO_MEMORY. */
enum status squeeze_pack(struct squeeze *squeeze, struct bytes content, uint64_t back,
                         struct bytes prefix, struct bytes *packed) MUST_CHECK;
/* What stands in the place of a body that was forgotten: no content has this packed form. */
struct bytes squeeze_forgotten(void);
/* At least `size` bytes of that room, for something that is packed; NULL: no memory. */
uint8_t *squeeze_room(struct squeeze *squeeze, size_t size);
/* How many events earlier the one is whose body this one was packed against; 0: against
 * none. STATUS_DAMAGED: not a packed form. */
enum status squeeze_back(struct bytes packed, uint64_t *back) MUST_CHECK;
/* `prefix` is the content of that event's body, ignored where there is none. The content
 * is in the arena; without one (NULL) in a room of the squeeze, so that it can be the
 * next one's prefix, and is overwritten by the second call after it. STATUS_DAMAGED: not
 * a packed form or not of this prefix, or its content is over MAX_SQUEEZED_BYTES. */
enum status squeeze_unpack(struct squeeze *squeeze, struct bytes packed, struct bytes prefix,
                           struct arena *arena, struct bytes *content) MUST_CHECK;

/* Eight times the largest request: a bound on what one record may blow up to. */
#define MAX_SQUEEZED_BYTES ((size_t)64 << 20)

#endif
