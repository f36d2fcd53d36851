/* The tables: their names in LMDB, their number in a seal, and who may write them.
 * Names and numbers are on disk and never change; a table that goes keeps its number. */
#ifndef WACHTPOST_STORE_TABLES_H
#define WACHTPOST_STORE_TABLES_H

#include "store/store.h"

/* The store's own table: format, key check and head record. */
#define TABLE_META ((enum store_table)TABLE_COUNT)
#define TABLES_ON_DISK (TABLE_COUNT + 1)

/* Longest key: agb (8) | blind id or epoch (16) | number (8), and room. LMDB takes 511. */
#define STORE_MAX_KEY_BYTES 64

uint8_t table_seal_number(enum store_table table);
/* The first format of the store that has it. */
uint32_t table_since(enum store_table table);
/* Written only by the log and the journal, which keep its numbering without gaps. */
bool table_is_numbered(enum store_table table);
/* The key of a numbered record, written into `room`, which it points to. */
struct bytes table_number_key(uint64_t number, uint8_t room[8]);

#endif
