#include "client/plek/id.h"

#include "client/language.h"
#include "proto/model/status.h"

enum { RADIX = sizeof PLEK_ALPHABET - 1, GROUP = 3, CHECK_AT = PLEK_ID_CHARACTERS - 1 };

/* The characters by their places in the alphabet, without the dashes. */
struct values {
    unsigned at[PLEK_ID_CHARACTERS];
};

/* Each character counts for its place; no two places are equal modulo 23, nor is one zero. */
static unsigned weight(size_t place) {
    return (unsigned)place + 1;
}

static unsigned weighed(const struct values *values, size_t count) {
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += weight(i) * values->at[i];
    return sum % RADIX;
}

/* The value at `place` that makes all of it an id; what stands there now does not count. */
static unsigned fitting(const struct values *values, size_t place) {
    struct values other = *values;
    for (unsigned value = 0; value < RADIX; value++) {
        other.at[place] = value;
        if (weighed(&other, PLEK_ID_CHARACTERS) == 0)
            return value;
    }
    ENSURE(!"23 is prime");
    return 0;
}

static struct plek_id spelled(const struct values *values) {
    struct plek_id id = {0};
    size_t to = 0;
    for (size_t i = 0; i < PLEK_ID_CHARACTERS; i++) {
        if (i > 0 && i % GROUP == 0)
            id.text[to++] = '-';
        id.text[to++] = PLEK_ALPHABET[values->at[i]];
    }
    return id;
}

struct plek_id plek_id_of(uint64_t number) {
    ENSURE(number < PLEK_NUMBERS);
    struct values values = {0};
    for (size_t i = CHECK_AT; i-- > 0; number /= RADIX)
        values.at[i] = (unsigned)(number % RADIX);
    values.at[CHECK_AT] = fitting(&values, CHECK_AT);
    return spelled(&values);
}

static char upper(char letter) {
    return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

static char as_in_alphabet(char written) {
    switch (upper(written)) {
    case 'B':
        return '8';
    case 'S':
        return '5';
    case 'Z':
        return '2';
    default:
        return upper(written);
    }
}

/* False: not nine characters of the alphabet. */
static bool take(struct bytes text, struct values *values) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char written = (char)text.at[i];
        if (written == '-' || written == ' ')
            continue;
        const char *found = memchr(PLEK_ALPHABET, as_in_alphabet(written), RADIX);
        if (!found || count == PLEK_ID_CHARACTERS)
            return false;
        values->at[count++] = (unsigned)(found - PLEK_ALPHABET);
    }
    return count == PLEK_ID_CHARACTERS;
}

enum plek_spelling plek_id_parse(struct bytes text, struct plek_id *id) {
    struct values values = {0};
    if (!take(text, &values))
        return PLEK_NO_ID;
    *id = spelled(&values);
    return weighed(&values, PLEK_ID_CHARACTERS) == 0 ? PLEK_SPELLED : PLEK_WRONG_CHECK;
}

uint64_t plek_id_number(const struct plek_id *id) {
    struct values values = {0};
    uint64_t number = 0;
    ENSURE(take(bytes_of_text(id->text), &values));
    for (size_t i = 0; i < CHECK_AT; i++)
        number = number * RADIX + values.at[i];
    return number;
}

size_t plek_id_near(const struct plek_id *misspelled, struct plek_id near[PLEK_NEAR_MAX]) {
    struct values values = {0};
    size_t count = 0;
    ENSURE(take(bytes_of_text(misspelled->text), &values));
    for (size_t i = 0; i < PLEK_ID_CHARACTERS; i++) {
        struct values other = values;
        other.at[i] = fitting(&values, i);
        near[count++] = spelled(&other);
    }
    for (size_t i = 1; i < PLEK_ID_CHARACTERS; i++) {
        struct values other = values;
        other.at[i - 1] = values.at[i];
        other.at[i] = values.at[i - 1];
        if (weighed(&other, PLEK_ID_CHARACTERS) == 0)
            near[count++] = spelled(&other);
    }
    return count;
}
