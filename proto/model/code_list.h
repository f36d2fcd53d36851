/* A code list as a table: each code's name in the contract and the words for a person.
 * Private to codes*.c, which declare what comes of it in codes.h. */
#ifndef WACHTPOST_MODEL_CODE_LIST_H
#define WACHTPOST_MODEL_CODE_LIST_H

#include "proto/model/codes.h"

struct code {
    const char *name, *words;
};

/* False: no code of the list has that name. */
bool code_find(const struct code *codes, size_t count, struct bytes name, size_t *value);

/* Name and the way back of one list, and its words. */
#define CODE_NAMES(type, list)                                                                     \
    const char *type##_name(enum type value) {                                                     \
        return list[value].name;                                                                   \
    }                                                                                              \
    bool type##_parse(struct bytes name, enum type *value) {                                       \
        size_t found;                                                                              \
        if (!code_find(list, sizeof list / sizeof list[0], name, &found))                          \
            return false;                                                                          \
        *value = (enum type)found;                                                                 \
        return true;                                                                               \
    }
#define CODE_WORDS(type, list)                                                                     \
    const char *type##_words(enum type value) {                                                    \
        return list[value].words;                                                                  \
    }

#endif
