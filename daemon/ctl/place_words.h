/* The words of a command about one place: COMMAND AGB PLEK. */
#ifndef WACHTPOST_CTL_PLACE_WORDS_H
#define WACHTPOST_CTL_PLACE_WORDS_H

#include "daemon/ctl/ctl.h"

struct place_words {
    const char *words[3]; /* the first is the command's own */
    size_t count;         /* 1 at the beginning */
};

/* What an argp parser does with a key that is none of its options. */
error_t place_words_take(struct place_words *words, int key, char *argument,
                         struct argp_state *state);

#endif
