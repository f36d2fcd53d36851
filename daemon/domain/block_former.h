/* What a block said before it was made anew: a snapshot that came late, a leaving that was
 * completed, a wait that is back change what it had said before. Kept beside the block, as
 * the difference with what replaced it, of which it is nearly always all but a few bytes.
 * Pure; memory in an arena.
 *
 * A block that only grew is no other version: what was known earlier is how it begins. So
 * the version that was known at an event is the first that was replaced after it, or else
 * the block that is there, up to the first moment that a later event told. Of a block that
 * came to be between others, later events told everything. */
#ifndef WACHTPOST_DOMAIN_BLOCK_FORMER_H
#define WACHTPOST_DOMAIN_BLOCK_FORMER_H

#include "daemon/domain/block.h"

/* So many versions in a row are differences, each with the next; then one is kept whole, so
 * that no more need be read for one. */
enum { FORMER_MOST_IN_A_ROW = 15 };

/* Whether `after` says all that `before` says, and then perhaps more: it only grew. Whichever
 * event says more recorded it as well. STATUS_DAMAGED. */
enum status block_only_grew(const struct block_record *before, const struct block_record *after,
                            bool *grew) MUST_CHECK;

/* `before`, which `after` replaces; as the difference with it when `in_a_row` is not 0, and then
 * as many differences in a row, this one included.
 * STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status block_former_pack(const struct block_record *before, const struct block_record *after,
                              unsigned in_a_row, struct arena *arena,
                              struct bytes *packed) MUST_CHECK;
/* How many differences in a row it is the last of; 0: what replaced it is not needed.
 * STATUS_DAMAGED. */
enum status block_former_in_a_row(struct bytes packed, unsigned *in_a_row) MUST_CHECK;
/* What was packed, from what replaced it or what that grew to be. The heading is that of `after`,
 * and so is an empty detail: then only slim is made. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status block_former_unpack(struct bytes packed, const struct block_record *after,
                                struct arena *arena, struct block_record *before) MUST_CHECK;

#endif
