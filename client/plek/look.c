#include "client/plek/look.h"

static void add_known(const struct plek_register *plekken, const struct plek_id *id,
                      struct plek_answer *answer) {
    const struct plek_place *place = plek_register_find(plekken, id);
    if (place)
        answer->places[answer->count++] = place;
}

struct plek_answer plek_look(const struct plek_register *plekken, struct bytes text) {
    struct plek_answer answer = {.finding = PLEK_NONSENSE};
    struct plek_id id, near[PLEK_NEAR_MAX];
    const enum plek_spelling spelling = plek_id_parse(text, &id);
    if (spelling == PLEK_SPELLED) {
        add_known(plekken, &id, &answer);
        answer.finding = answer.count > 0 ? PLEK_FOUND : PLEK_UNKNOWN;
    } else if (spelling == PLEK_WRONG_CHECK) {
        answer.finding = PLEK_MISHEARD;
        const size_t count = plek_id_near(&id, near);
        for (size_t i = 0; i < count; i++)
            add_known(plekken, &near[i], &answer);
    }
    return answer;
}
