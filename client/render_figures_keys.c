#include "client/language.h"
#include "client/render_figures_parts.h"
#include "client/render_words.h"

static const char *leeftijd_words(enum leeftijdsband band) {
    static const char *const words[LEEFTIJDSBAND_COUNT] = {
        [LEEFTIJD_ONBEKEND] = N_("onbekend"),   [LEEFTIJD_0_3] = N_("0-3 jaar"),
        [LEEFTIJD_4_11] = N_("4-11 jaar"),      [LEEFTIJD_12_17] = N_("12-17 jaar"),
        [LEEFTIJD_18_PLUS] = N_("18 en ouder"),
    };
    return said(words[band]);
}

/* NULL: the key speaks for itself. */
static const char *words_of(enum dimension dimension, struct bytes key) {
    enum hulpvorm hulpvorm;
    enum maatregel maatregel;
    enum urgentie urgentie;
    enum leeftijdsband band;
    switch (dimension) {
    case BY_HULPVORM:
        return hulpvorm_parse(key, &hulpvorm) ? hulpvorm_words(hulpvorm) : NULL;
    case BY_GEMEENTE:
        return gemeente_naam(key);
    case BY_MAATREGEL:
        return maatregel_parse(key, &maatregel) ? said(maatregel_words(maatregel)) : NULL;
    case BY_URGENTIE:
        return urgentie_parse(key, &urgentie) ? urgentie_words(urgentie) : NULL;
    case BY_LEEFTIJDSBAND:
        return leeftijdsband_parse(key, &band) ? leeftijd_words(band) : NULL;
    case BY_NOTHING:
    case BY_AANBIEDER:
    case BY_GI:
    case BY_PRODUCTCATEGORIE:
    case DIMENSION_COUNT:
        break;
    }
    return NULL;
}

struct bytes figure_key_words(enum dimension dimension, struct bytes key) {
    if (key.size == 0)
        return bytes_of_text(_("onbekend"));
    const char *words = words_of(dimension, key);
    return words ? bytes_of_text(words) : key;
}
