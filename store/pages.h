/* Whether LMDB can write into its file without writing over what is there.
 *
 * It puts what is new on pages that its list says are free, and into the room that a page says it
 * has, and believes both. A page on the list that is in use, one that two trees share, or a node in
 * such room is read as before until then: no record is missing, no sum is another. So all trees and
 * the list are gone over, page by page, before anything is written. */
#ifndef WACHTPOST_STORE_PAGES_H
#define WACHTPOST_STORE_PAGES_H

#include "proto/model/status.h"

#include <stdint.h>

/* Of a commit, while a transaction that reads it keeps its pages from being used again.
 * STATUS_DAMAGED: one is used twice, or is free and used, or says that it is another, or has less
 * room than it says, or a tree leads out of the file. STATUS_ABSENT: two others were committed
 * since, and where it begins is no longer told. STATUS_NO_MEMORY, _IO. */
enum status pages_check(int file, uint64_t commit) MUST_CHECK;

#endif
