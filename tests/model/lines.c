#include "tests/model/lines.h"

#include <stdio.h>

struct raw_place good_place(const char *id) {
    return (struct raw_place){.id = bytes_of_text(id),
                              .gemeente = bytes_of_text("0518"),
                              .hulpvorm = KDC,
                              .aanmelddatum = 20250101};
}

const char *faults_text(const struct line_faults *faults, char text[FAULTS_TEXT_SIZE]) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t code = 0; code < FAULT_CODE_COUNT; code++)
        if (faults->field[code])
            used +=
                (size_t)snprintf(text + used, FAULTS_TEXT_SIZE - used, "%s%s:%s", used ? " " : "",
                                 fault_code_name((enum fault_code)code), faults->field[code]);
    return text;
}
