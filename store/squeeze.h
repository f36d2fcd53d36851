/* zstd, behind one type: contexts and a buffer that are kept from body to body.
 *
 * Packed form: codec (1) | content. Codec 0 is the content as it is, when zstd does
 * not make it smaller; codec 1 is one zstd frame that records its content's size. */
#ifndef WACHTPOST_STORE_SQUEEZE_H
#define WACHTPOST_STORE_SQUEEZE_H

#include "proto/model/arena.h"

struct squeeze;

/* NULL: no memory. */
struct squeeze *squeeze_new(void);
void squeeze_free(struct squeeze **squeeze);

/* The packed form stands in the buffer until the next call. STATUS_NO_MEMORY. */
enum status squeeze_pack(struct squeeze *squeeze, struct bytes content,
                         struct bytes *packed) MUST_CHECK;
/* At least `size` bytes of the buffer, for something that is packed; NULL: no memory. */
uint8_t *squeeze_room(struct squeeze *squeeze, size_t size);
/* STATUS_DAMAGED: not a packed form, or its content is over MAX_SQUEEZED_BYTES. */
enum status squeeze_unpack(struct squeeze *squeeze, struct bytes packed, struct arena *arena,
                           struct bytes *content) MUST_CHECK;

/* Eight times the largest request: a bound on what one record may blow up to. */
#define MAX_SQUEEZED_BYTES ((size_t)64 << 20)

#endif
