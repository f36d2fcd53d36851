/* The names by which a block's detail tells places and jeugdigen apart. They are the first bytes of
 * keyed hashes, so with the store's key somebody's name can be found again; when nothing else is
 * known of them they are given others, which lead to nobody and tell apart as well. Pure. */
#ifndef WACHTPOST_DOMAIN_BLOCK_NAMES_H
#define WACHTPOST_DOMAIN_BLOCK_NAMES_H

#include "daemon/domain/block.h"

enum block_name { BLOCK_NAME_PLACE, BLOCK_NAME_JEUGDIGE };

/* Puts another name in its place, or leaves it. False: no memory. */
typedef bool block_rename(void *context, enum block_name kind, uint8_t name[BLOCK_NAME_BYTES]);

/* The record's detail with every name as `rename` will have it; it is called for each in turn.
 * In the arena. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status block_rename_all(const struct block_record *record, block_rename *rename, void *context,
                             struct arena *arena, struct bytes *detail) MUST_CHECK;

/* The number-th name that was ever given, from 1. No hash is like it: four of its bytes are 0. */
void block_give_name(uint64_t number, uint8_t name[BLOCK_NAME_BYTES]);
bool block_name_is_given(const uint8_t name[BLOCK_NAME_BYTES]);
/* The number of one that was given, and the name with a number up to UINT32_MAX, also 0. */
uint64_t block_given_number(const uint8_t name[BLOCK_NAME_BYTES]);
void block_set_number(uint64_t number, uint8_t name[BLOCK_NAME_BYTES]);

#endif
