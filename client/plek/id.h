/* The place id that our client makes: eight characters and a check character, K7Q-X2M-4D9.
 *
 * It is read out on the phone. So its letters and digits are 23 that neither look nor sound
 * like another: no 0 and O, no 1, I, L and Y, no vowels that would make words, no B (8), S (5),
 * Z (2) and V (F, W). 23 is prime: the sum of the characters times their place (1 to 9) is a
 * multiple of 23, so that one wrong character and any two that changed places always show, and
 * of anything else all but one in 23. By three, because that is how numbers are read out, and
 * because nine digits in a row could be taken for a BSN. The dashes are part of the id. Pure. */
#ifndef WACHTPOST_CLIENT_PLEK_ID_H
#define WACHTPOST_CLIENT_PLEK_ID_H

#include "proto/model/bytes.h"

#define PLEK_ALPHABET "23456789CDFGHJKMNPQRTWX"
#define PLEK_ID_CHARACTERS 9
#define PLEK_ID_SIZE 12 /* with two dashes and a NUL */

/* 23^8: how many ids there are. Of 20,000 places two share one with a chance of 1 in 400. */
#define PLEK_NUMBERS UINT64_C(78310985281)

struct plek_id {
    char text[PLEK_ID_SIZE];
};

/* `number` below PLEK_NUMBERS, and back. */
struct plek_id plek_id_of(uint64_t number);
uint64_t plek_id_number(const struct plek_id *id);

enum plek_spelling {
    PLEK_SPELLED,     /* an id */
    PLEK_WRONG_CHECK, /* nine characters of the alphabet that make no id: misheard */
    PLEK_NO_ID
};

/* Either case, with or without dashes and spaces, and B, S and Z for the digits they look like.
 * `id` is filled but for PLEK_NO_ID; with PLEK_WRONG_CHECK it is only good for plek_id_near. */
enum plek_spelling plek_id_parse(struct bytes text, struct plek_id *id);

/* What may have been meant: each id that differs from the misspelled one in one character, one
 * for each place, or by two neighbours that changed places. Returns how many. */
#define PLEK_NEAR_MAX (2 * PLEK_ID_CHARACTERS - 1)
size_t plek_id_near(const struct plek_id *misspelled, struct plek_id near[PLEK_NEAR_MAX]);

#endif
