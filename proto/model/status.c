#include "proto/model/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    enum fault fault;
    const char *text;
} table[] = {
#define X(code, whose, words) [code] = {FAULT_##whose, words},
    STATUS_TABLE(X)
#undef X
};

const char *status_text(enum status status) {
    return table[status].text;
}

enum fault status_fault(enum status status) {
    return table[status].fault;
}

enum status complain(struct complaint *c, enum status status, const char *format, ...) {
    if (c == NULL)
        return status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c->text, sizeof c->text, format, arguments);
    va_end(arguments);
    return status;
}

void ensure_failed(const char *claim, const char *file, int line) {
    fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, claim);
    abort();
}
