/* The code lists of the contract, by the name of the list. */
#include "client/lib/inside.h"

#include "proto/model/receipt.h"

struct code_list {
    const char *name;
    int32_t count;
    const char *(*name_of)(int32_t code);
};

#define NAME_OF(type)                                                                              \
    static const char *name_of_##type(int32_t code) {                                              \
        return type##_name((enum type)code);                                                       \
    }
NAME_OF(aanname)
NAME_OF(alert_kind)
NAME_OF(answer)
NAME_OF(clock)
NAME_OF(hulpvorm)
NAME_OF(leeftijdsband)
NAME_OF(maatregel)
NAME_OF(overbrugging)
NAME_OF(regie)
NAME_OF(uitstroomreden)
NAME_OF(urgentie)

static const struct code_list lists[] = {
    {"aanname", AANNAME_COUNT, name_of_aanname},
    {"alert", ALERT_KIND_COUNT, name_of_alert_kind},
    {"answer", ANSWER_COUNT, name_of_answer},
    {"clock", CLOCK_COUNT, name_of_clock},
    {"hulpvorm", HULPVORM_COUNT, name_of_hulpvorm},
    {"leeftijdsband", LEEFTIJDSBAND_COUNT, name_of_leeftijdsband},
    {"maatregel", MAATREGEL_COUNT, name_of_maatregel},
    {"overbrugging", OVERBRUGGING_COUNT, name_of_overbrugging},
    {"regie", REGIE_COUNT, name_of_regie},
    {"uitstroomreden", UITSTROOMREDEN_COUNT, name_of_uitstroomreden},
    {"urgentie", URGENTIE_COUNT, name_of_urgentie},
};

static const struct code_list *find_list(const char *name) {
    for (size_t i = 0; name && i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i].name, name) == 0)
            return &lists[i];
    return NULL;
}

int32_t wachtpost_code(const char *list, const char *name) {
    const struct code_list *found = find_list(list);
    for (int32_t code = 0; found && name && code < found->count; code++)
        if (strcmp(found->name_of(code), name) == 0)
            return code;
    return -1;
}

const char *wachtpost_code_name(const char *list, int32_t code) {
    const struct code_list *found = find_list(list);
    return found && code >= 0 && code < found->count ? found->name_of(code) : NULL;
}
