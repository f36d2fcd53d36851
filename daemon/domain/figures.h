/* From pasts to figures (domain.md section 9, rules.md 8; to the letter:
 * proto/FIGURES.md). Pure: one aanbieder's past after the other, in any order, then all
 * is added up. The order of the aanbieders changes nothing. */
#ifndef WACHTPOST_DOMAIN_FIGURES_H
#define WACHTPOST_DOMAIN_FIGURES_H

#include "daemon/domain/block_roll.h"
#include "daemon/domain/norm.h"
#include "daemon/domain/regio.h"
#include "proto/model/figures.h"

/* What is asked, and the rules as known. All borrowed until the figures are done. */
struct figures_setting {
    const struct figures_question *question; /* measures and until filled in */
    const struct norm *norm;                 /* asked for by id; NULL: in force on each day */
    const struct norm *norms;                /* all, ascending by `from` */
    size_t norm_count;
    const struct regio *regio;
};

struct figures_work;

/* Room for the periods `periods`, ascending and adjoining. STATUS_NO_MEMORY. */
enum status figures_begin(const struct figures_setting *setting, const struct period *periods,
                          size_t period_count, struct arena *arena,
                          struct figures_work **work) MUST_CHECK;
/* `past` may be forgotten afterwards. STATUS_NO_MEMORY. */
enum status figures_add(struct figures_work *work, const struct past *past) MUST_CHECK;

/* A past need not be had as a whole: whether what is asked can be counted while it is told. */
bool figures_can_listen(const struct figures_question *question);
/* To the past of `about`, as in the configuration; its days come with what is told. The filter
 * admits this aanbieder. STATUS_NO_MEMORY. */
enum status figures_listen(struct figures_work *work, const struct past *about,
                           struct block_listener *listener) MUST_CHECK;
/* All was told. STATUS_NO_MEMORY. */
enum status figures_heard(struct figures_work *work) MUST_CHECK;

/* How many cells there are by now, over all periods. */
size_t figures_cell_count(const struct figures_work *work);
/* Leaves off the last periods until there are at most `most` cells; how many are left (0:
 * the first alone has more). For an answer of limited size, before figures_finish. */
size_t figures_cut(struct figures_work *work, size_t most);
/* One point per period that is left, in the arena. STATUS_NO_MEMORY. */
enum status figures_finish(struct figures_work *work, struct figure_point **points) MUST_CHECK;

#endif
