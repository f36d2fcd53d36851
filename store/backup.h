/* A backup: one file that holds a store as it was at one moment, and the way back.
 *
 * It is an LMDB environment in a file of its own, without pages that were given up: what was
 * deleted from the store is not in it. It is sealed like the store, and useless without its
 * key, which is in neither. */
#ifndef WACHTPOST_STORE_BACKUP_H
#define WACHTPOST_STORE_BACKUP_H

#include "store/verify.h"

#define STORE_BACKUP_HASH_BYTES 32 /* BLAKE2b-256 of the file, as `b2sum -l 256` prints it */

/* The path that a backup gets, in the folder; NULL: there is none. It lives until the backup is
 * made. */
typedef const char *store_backup_name(void *context, const struct store_facts *facts);

/* Of a store that a daemon may be writing: as it was when the backup began. The file gets its
 * name, mode 0600, only when it is durable and all of it was read again (VERIFY_CONTENT), and
 * never in the place of another (STATUS_BUSY). Until then it has another name in the same folder
 * and is removed when anything fails; one that a killed backup left is removed by the next into
 * the folder. STATUS_DAMAGED: the store is, or the copy; what was found was told. STATUS_FULL. */
enum status store_backup(const struct store_options *options, const char *folder,
                         store_backup_name *name, void *context,
                         const struct store_listener *listener, struct store_facts *facts,
                         uint8_t hash[STORE_BACKUP_HASH_BYTES],
                         struct complaint *complaint) MUST_CHECK;

/* Makes the options' directory, which must not be there or be empty (STATUS_BUSY), out of a
 * backup's file, which is read completely first. The store gets a new incarnation and knows where
 * it parted from the one of the backup; it has the present format. The directory gets its name
 * last. What a killed restore left is removed by the next. `facts` are those of the new store. */
enum status store_restore(const struct store_options *options, const char *path,
                          const struct store_listener *listener, struct store_facts *facts,
                          struct complaint *complaint) MUST_CHECK;

#endif
