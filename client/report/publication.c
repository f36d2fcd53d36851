#include "client/report/publication.h"

const char *audience_name(enum audience audience) {
    return audience == AUDIENCE_CIRCLE ? "kring" : "openbaar";
}

const char *audience_words(enum audience audience) {
    return audience == AUDIENCE_CIRCLE
               ? "Exacte cijfers, alleen voor wie binnen de kring van het Servicebureau werkt. "
                 "Niet "
                 "verspreiden: uit kleine aantallen kan een kind te herkennen zijn."
               : "Openbaar. Aantallen zijn afgerond op vijftallen; aantallen van 1 tot en met 4, "
                 "en "
                 "wat die zou verraden, zijn verborgen.";
}

struct bytes norm_words(const struct publication_text *text, struct bytes norm_id) {
    for (size_t i = 0; i < text->norm_count; i++)
        if (bytes_equal(text->norms[i].id, norm_id) && text->norms[i].description.size > 0)
            return text->norms[i].description;
    return norm_id;
}

const char *subject_name(enum dimension by) {
    return by == BY_HULPVORM ? "hulpvorm" : by == BY_GEMEENTE ? "gemeente" : "regio";
}
