/* How a place and everything that hangs on it is packed; private to pack*.c. */
#ifndef WACHTPOST_DOMAIN_PACK_PLACE_H
#define WACHTPOST_DOMAIN_PACK_PLACE_H

#include "daemon/domain/codec.h"
#include "daemon/domain/wachtlijst.h"

void code_agb(struct codec *codec, struct agb *agb);
void code_party(struct codec *codec, struct party *party);
void code_place(struct codec *codec, struct place *place);
/* A place that was read: what lists of codes do not tell, and counting relies on. */
void code_place_check(struct codec *codec, const struct place *place);
void code_telling(struct codec *codec, struct telling *telling);
void code_known_place(struct codec *codec, struct known_place *known);

/* A counted array behind a const pointer: each element is copied, coded, and when
 * reading kept in a new array. */
#define CODE_ARRAY(codec, array, count, type, code)                                                \
    do {                                                                                           \
        codec_count((codec), &(count));                                                            \
        type *read_ = codec_array((codec), (count), sizeof(type));                                 \
        for (size_t at_ = 0; at_ < (count) && (codec)->failure == STATUS_OK; at_++) {              \
            type one_ = {0};                                                                       \
            if ((codec)->writing)                                                                  \
                one_ = (array)[at_];                                                               \
            code((codec), &one_);                                                                  \
            if (read_)                                                                             \
                read_[at_] = one_;                                                                 \
        }                                                                                          \
        if (!(codec)->writing)                                                                     \
            (array) = read_;                                                                       \
    } while (0)

#endif
