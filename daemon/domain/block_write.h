/* Blocks in the making. Private to block*.c. */
#ifndef WACHTPOST_DOMAIN_BLOCK_WRITE_H
#define WACHTPOST_DOMAIN_BLOCK_WRITE_H

#include "daemon/domain/block_parts.h"
#include "daemon/domain/codec.h"
#include "proto/model/list.h"

struct block_writer {
    struct arena *arena;
    struct block_heading heading;
    bool begun;
    day_t number;
    instant_t at;   /* of the last moment; or the block's beginning */
    instant_t step; /* from the one before to it */
    uint64_t event; /* that said it; 0 at the beginning */
    bool has_peil, inherited;
    instant_t peil_at;
    const uint8_t *aanname;
    struct list wheres, gis;   /* uint32_t: those that have a code in this block */
    struct list open;          /* struct block_entry, ascending by id */
    struct codec slim, detail; /* all of the block but its heading */
    struct list records;       /* struct block_record: the blocks before this one */
    bool told_inherited;       /* after a resume: the moment that is told anew */
    bool out_of_memory;
};

struct block_writer block_writer_of(struct arena *arena);
/* In the block of its day, which may be a new one. */
void block_writer_add(struct block_writer *writer, const struct block_moment *moment);
/* Goes on where a block was before the first moment at or after `before`, up to which its detail
 * is `detail_bytes` long; the turns of that moment go to `told` (struct played_turn), which may
 * be NULL with INSTANT_MAX. Who is there is the caller's to say. STATUS_DAMAGED,
 * STATUS_NO_MEMORY. */
enum status block_writer_resume(struct block_writer *writer, const struct block_record *record,
                                instant_t before, size_t detail_bytes,
                                struct list *told) MUST_CHECK;
/* A block with nothing in it, where there is none yet. */
void block_writer_begin(struct block_writer *writer, day_t number);
/* The block that was begun comes last. STATUS_NO_MEMORY. */
enum status block_writer_end(struct block_writer *writer) MUST_CHECK;

#endif
