#include "daemon/settings/roles.h"

static const char *const names[ROLE_COUNT] = {"aanbieder", "coordinator", "analist",
                                              "monitor",   "beheer",      "klok"};

const char *role_name(size_t index) {
    return names[index];
}

bool role_parse(struct bytes name, enum role *role) {
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (bytes_equal(bytes_of_text(names[i]), name)) {
            *role = (enum role)(1U << i);
            return true;
        }
    return false;
}
