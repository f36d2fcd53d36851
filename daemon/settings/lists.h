/* Lists of codes that stand in more than one kind of section. Each mistake is told where
 * it stands; one that is written but empty is a mistake, one left out means all. */
#ifndef WACHTPOST_SETTINGS_LISTS_H
#define WACHTPOST_SETTINGS_LISTS_H

#include "daemon/settings/reader.h"

/* `gemeenten`: CBS codes that belonged to the region at some time, ascending, in the
 * reader's arena. NULL (count 0) when there was no memory. */
const struct bytes *list_gemeenten(struct reader *reader, const struct section *section,
                                   size_t *count);
/* `hulpvormen`: bits (1 << hulpvorm). */
uint32_t list_hulpvormen(struct reader *reader, const struct section *section);
void list_refuse_empty(struct reader *reader, const struct section *section, const char *name);

#endif
