#include "client/source/fold.h"

#include "proto/model/text.h"

/* The letters below the accents of U+00C0 to U+017F. '-': no letter; '&', '%' and '$' are the
 * three that are two letters. */
static const char bases[] =
    "aaaaaa&ceeeeiiiidnooooo-ouuuuyts"
    "aaaaaa&ceeeeiiiidnooooo-ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii%%jjkkk"
    "llllllllllnnnnnnnnnoooooo$$rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
_Static_assert(sizeof bases - 1 == 0x180 - 0xC0, "a base for every letter of the two blocks");

static size_t put_base(char base, char *out) {
    const char *letters = base == '&' ? "ae" : base == '%' ? "ij" : base == '$' ? "oe" : NULL;
    if (base == '-')
        return 0;
    if (letters)
        memcpy(out, letters, 2);
    else
        *out = base;
    return letters ? 2 : 1;
}

/* What one ASCII character or one letter of two bytes becomes; others are passed over. */
static size_t put(const uint8_t *at, char *out) {
    if (*at >= 'A' && *at <= 'Z')
        return put_base((char)(*at - 'A' + 'a'), out);
    if ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9'))
        return put_base((char)*at, out);
    if (*at < 0xC3 || *at > 0xC5)
        return 0;
    return put_base(bases[((*at & 0x1F) << 6 | (at[1] & 0x3F)) - 0xC0], out);
}

const char *folded(struct bytes text, char room[FOLDED_SIZE]) {
    size_t size = 0;
    room[0] = 0;
    if (!text_is_utf8(text))
        return room;
    for (size_t i = 0; i < text.size; i++) {
        if (size + 2 >= FOLDED_SIZE) {
            size = 0;
            break;
        }
        size += put(text.at + i, room + size);
    }
    room[size] = 0;
    return room;
}

bool folds_alike(struct bytes a, struct bytes b) {
    char left[FOLDED_SIZE], right[FOLDED_SIZE];
    return strcmp(folded(a, left), folded(b, right)) == 0 && left[0] != 0;
}
