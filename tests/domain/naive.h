/* Figures counted by hand: every day, every place, one after the other, straight from
 * proto/FIGURES.md and with nothing of the daemon's counting but its words. */
#ifndef WACHTPOST_TESTS_DOMAIN_NAIVE_H
#define WACHTPOST_TESTS_DOMAIN_NAIVE_H

#include "tests/domain/counting.h"

#define NAIVE_KEY_SIZE 160

struct naive {
    const struct figures_setting *setting;
    const struct past *const *pasts;
    size_t past_count;
};

/* "AMBULANT_JO/0518": the key of a place under the question's dimensions. */
void naive_key(const struct figures_question *question, const struct agb *agb,
               const struct place *place, char key[NAIVE_KEY_SIZE]);
/* Of the cell with this key; NULL: the total. */
struct figures naive_figures(const struct naive *naive, struct period period, const char *key);
/* Whether anything but 0 stands in it. */
bool naive_is_empty(const struct figures *figures);

#endif
