#include "daemon/ctl/place_words.h"

error_t place_words_take(struct place_words *words, int key, char *argument,
                         struct argp_state *state) {
    const size_t all = sizeof words->words / sizeof words->words[0];
    if (key == ARGP_KEY_END) {
        if (words->count < all)
            argp_error(state, "an AGB-code and a place are needed");
        return 0;
    }
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (words->count == all)
        argp_error(state, "more than an AGB-code and a place");
    words->words[words->count++] = argument;
    return 0;
}
