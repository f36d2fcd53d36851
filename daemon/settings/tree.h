/* A parsed configuration text: libconfuse's tree, of which nobody else sees libconfuse.
 * Every value is text that knows its line; what it should be is judged by the reader.
 *
 * Not thread-safe: libconfuse's lexer is global. */
#ifndef WACHTPOST_SETTINGS_TREE_H
#define WACHTPOST_SETTINGS_TREE_H

#include "daemon/settings/outline.h"

struct value {
    unsigned line; /* on which it ends */
    char text[];
};

struct tree;
struct cfg_t;

/* The file itself or a section of it; lives as long as its tree. */
struct section {
    const struct cfg_t *cfg;
    const struct entry *entries;
    const struct outline *outline; /* NULL: not known */
    unsigned line;                 /* where it opens; 1 for the file */
};

/* STATUS_OK also with a mistake of syntax: what stands before it is in the tree, and
 * *complaint says what is wrong on *line (empty text: nothing). STATUS_NO_MEMORY.
 * `outline` is borrowed, for the lines of sections, and may be NULL. */
enum status tree_parse(const char *text, const struct entry *entries, const struct outline *outline,
                       struct tree **tree, struct complaint *complaint, unsigned *line) MUST_CHECK;
void tree_free(struct tree **tree); /* accepts NULL */
struct section tree_root(const struct tree *tree);

/* NULL: it is not written. */
const struct value *section_value(const struct section *section, const char *name);

/* Lists. An empty list that is written differs from one that is not. */
bool section_has(const struct section *section, const char *name);
size_t section_list_count(const struct section *section, const char *name);
const struct value *section_item(const struct section *section, const char *name, size_t index);

/* Sections inside. */
size_t section_count(const struct section *section, const char *name);
struct section section_at(const struct section *section, const char *name, size_t index);
const char *section_title(const struct section *section);

#endif
