#include "daemon/domain/traits.h"

#include "proto/model/status.h"

enum { GI_LOW_BITS = 64 - TRAIT_CODES_BITS };

_Static_assert(HULPVORM_COUNT <= 1 << TRAIT_HULPVORM_BITS, "room for hulpvorm");
_Static_assert(MAATREGEL_COUNT <= 1 << TRAIT_MAATREGEL_BITS, "room for maatregel");
_Static_assert(OVERBRUGGING_COUNT <= 1 << TRAIT_OVERBRUGGING_BITS, "room for overbrugging");
_Static_assert(URGENTIE_COUNT <= 1 << TRAIT_URGENTIE_BITS, "room for urgentie");
_Static_assert(LEEFTIJDSBAND_COUNT <= 1 << TRAIT_LEEFTIJDSBAND_BITS, "room for leeftijdsband");
_Static_assert(TRAIT_WHERE_BITS + TRAIT_READING_BITS + TRAIT_URGENTIE_BITS +
                       TRAIT_LEEFTIJDSBAND_BITS + TRAIT_PRODUCTCATEGORIE_BITS ==
                   TRAIT_CODES_BITS,
               "the codes' bits");

static unsigned number_of(const char *digits, size_t count) {
    unsigned number = 0;
    for (size_t i = 0; i < count; i++) {
        ENSURE(digits[i] >= '0' && digits[i] <= '9');
        number = number * 10 + (unsigned)(digits[i] - '0');
    }
    return number;
}

static void write_digits(unsigned number, char *digits, size_t count) {
    for (size_t i = count; i > 0; i--, number /= 10)
        digits[i - 1] = (char)('0' + number % 10);
}

static void push(uint64_t *bits, unsigned *used, unsigned value, unsigned width) {
    ENSURE(value < 1U << width);
    *bits |= (uint64_t)value << *used;
    *used += width;
}

struct traits traits_of(const struct place *place) {
    struct traits traits = {0, 0};
    unsigned used = 0;
    push(&traits.low, &used, place->hulpvorm, TRAIT_HULPVORM_BITS);
    push(&traits.low, &used, number_of(place->gemeente, GEMEENTE_DIGITS), TRAIT_GEMEENTE_BITS);
    push(&traits.low, &used, place->maatregel, TRAIT_MAATREGEL_BITS);
    push(&traits.low, &used, place->overbrugging, TRAIT_OVERBRUGGING_BITS);
    push(&traits.low, &used, place->eigen_wens, TRAIT_EIGEN_WENS_BITS);
    push(&traits.low, &used, place->urgentie, TRAIT_URGENTIE_BITS);
    push(&traits.low, &used, place->leeftijdsband, TRAIT_LEEFTIJDSBAND_BITS);
    push(&traits.low, &used, place->productcategorie, TRAIT_PRODUCTCATEGORIE_BITS);
    if (place->gi.text[0]) {
        uint64_t gi = (uint64_t)number_of(place->gi.text, AGB_DIGITS) + 1;
        traits.low |= gi << TRAIT_CODES_BITS;
        traits.high = (uint32_t)(gi >> GI_LOW_BITS);
    }
    return traits;
}

void traits_place(struct traits traits, struct place *place) {
    uint64_t rest = traits.low, gi = traits_gi(traits);
    *place = place_without_dates();
    place->hulpvorm = (enum hulpvorm)traits_pull(&rest, TRAIT_HULPVORM_BITS);
    write_digits(traits_pull(&rest, TRAIT_GEMEENTE_BITS), place->gemeente, GEMEENTE_DIGITS);
    place->maatregel = (enum maatregel)traits_pull(&rest, TRAIT_MAATREGEL_BITS);
    place->overbrugging = (enum overbrugging)traits_pull(&rest, TRAIT_OVERBRUGGING_BITS);
    place->eigen_wens = traits_pull(&rest, TRAIT_EIGEN_WENS_BITS);
    place->urgentie = (enum urgentie)traits_pull(&rest, TRAIT_URGENTIE_BITS);
    place->leeftijdsband = (enum leeftijdsband)traits_pull(&rest, TRAIT_LEEFTIJDSBAND_BITS);
    place->productcategorie = traits_pull(&rest, TRAIT_PRODUCTCATEGORIE_BITS);
    if (gi)
        write_digits((unsigned)(gi - 1), place->gi.text, AGB_DIGITS);
}
