/* The half of the configuration that changes decisions. */
#ifndef WACHTPOST_SETTINGS_RULES_H
#define WACHTPOST_SETTINGS_RULES_H

#include "daemon/settings/reader.h"

/* Where the parts of a participant stand, for what is checked across files. */
struct origin {
    struct where file;
    unsigned key_lines[MAX_KEYS_PER_PARTICIPANT];
    unsigned *aanbieder_lines;
    unsigned *opvolger_lines;
};

/* Ascending by `from`; without any the default norm 3m. */
void norms_read(struct reader *reader, const struct section *root, struct rules_settings *rules);
/* Ascending by name; without any section an empty table, which admits everything. */
void regio_read(struct reader *reader, const struct section *root, struct regio *regio);
void rank_order_read(struct reader *reader, const struct section *root, struct rank_order *order);
/* Without a section, or an option of it, the law's terms. */
void retention_read(struct reader *reader, const struct section *root, struct retention *retention);

/* Section or file of one participant. Keys, AGB-codes and the lists of its scope come
 * out sorted, so that their order in the file decides nothing. `name` is borrowed. */
void participant_read(struct reader *reader, const struct section *section, const char *name,
                      struct participant *participant, struct origin *origin);

/* What one file cannot know: keys and AGB-codes that stand twice, who succeeds whom.
 * `whole`: every file could be read to its end. */
void cross_check(const struct rules_settings *rules, const struct origin *origins, bool whole,
                 struct arena *scratch, struct collector *collector);

#endif
