/* What a function that can fail returns, and whose fault it was.
 *
 * The reply to a peer follows from the table: PEER faults are final (the sender
 * must change something), SYSTEM faults pass (try later), NOBODY's are answers. */
#ifndef WACHTPOST_MODEL_STATUS_H
#define WACHTPOST_MODEL_STATUS_H

#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

enum fault { FAULT_NOBODY, FAULT_PEER, FAULT_SYSTEM };

#define STATUS_TABLE(X)                                                                            \
    X(STATUS_OK, NOBODY, "ok")                                                                     \
    X(STATUS_ABSENT, NOBODY, "not there")                                                          \
    X(STATUS_FORGOTTEN, NOBODY, "no longer kept")                                                  \
    X(STATUS_MALFORMED, PEER, "not decodable")                                                     \
    X(STATUS_TOO_LARGE, PEER, "larger than the limit")                                             \
    X(STATUS_FORBIDDEN, PEER, "not allowed or not known")                                          \
    X(STATUS_BAD_CONFIG, PEER, "configuration has mistakes")                                       \
    X(STATUS_BAD_INPUT, PEER, "input has mistakes")                                                \
    X(STATUS_NO_MEMORY, SYSTEM, "out of memory")                                                   \
    X(STATUS_FULL, SYSTEM, "no room left on disk or in the map")                                   \
    X(STATUS_BUSY, SYSTEM, "in use by another process")                                            \
    X(STATUS_IO, SYSTEM, "input/output error")                                                     \
    X(STATUS_DAMAGED, SYSTEM, "stored data do not verify")                                         \
    X(STATUS_WRONG_KEY, SYSTEM, "the key does not open this store")                                \
    X(STATUS_WRONG_FORMAT, SYSTEM, "made by another version")                                      \
    X(STATUS_UNREACHABLE, SYSTEM, "no answer")

enum status {
#define X(code, whose, text) code,
    STATUS_TABLE(X)
#undef X
};

/* English text of a status, static. */
const char *status_text(enum status status);
enum fault status_fault(enum status status);

/* Detail for a person, filled by who finds the mistake; fits one line. The caller
 * owns it; an empty text means nothing was said. */
struct complaint {
    char text[512];
};

/* Writes the text (truncated to fit) and returns `status`, so that a failing
 * function can say `return complain(c, STATUS_BAD_INPUT, "...")`. `c` may be NULL. */
enum status complain(struct complaint *c, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* States what our own code guarantees; prints and aborts when it does not hold.
 * On in every build. Never for input, the system, or memory. */
#define ENSURE(claim) ((claim) ? (void)0 : ensure_failed(#claim, __FILE__, __LINE__))
_Noreturn void ensure_failed(const char *claim, const char *file, int line);

#endif
