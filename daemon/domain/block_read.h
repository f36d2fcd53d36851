/* Who is there according to a block, with all that it knows of them. Private to block*.c. */
#ifndef WACHTPOST_DOMAIN_BLOCK_READ_H
#define WACHTPOST_DOMAIN_BLOCK_READ_H

#include "daemon/domain/block.h"

/* Without the moments at or after `end`, in order of position; and how many bytes of detail
 * tell so. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status block_present(const struct block_record *record, instant_t end, struct arena *arena,
                          struct block_entry **entries, size_t *count,
                          size_t *detail_bytes) MUST_CHECK;

#endif
