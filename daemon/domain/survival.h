/* The life table (Kaplan-Meier, with late entry): when have half of those who wait begun,
 * and eight of ten? Those still waiting count as censored (domain.md section 9; to the
 * letter: proto/FIGURES.md section 6). Pure. */
#ifndef WACHTPOST_DOMAIN_SURVIVAL_H
#define WACHTPOST_DOMAIN_SURVIVAL_H

#include "proto/model/arena.h"
#include "proto/model/figures.h"

/* One wait, in days since its start day. */
struct lifetime {
    uint32_t entry; /* looked at from here */
    uint32_t exit;  /* until here */
    bool start;     /* ended because help began; else censored */
};

struct life_table;

/* For lifetimes of at most `longest` days; empty. NULL: no memory. */
struct life_table *life_table_new(uint32_t longest, struct arena *arena);
void life_table_add(struct life_table *table, struct lifetime lifetime);
/* What those added come to; empty again. */
struct survival life_table_read(struct life_table *table);

#endif
