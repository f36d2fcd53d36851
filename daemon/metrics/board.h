/* What hangs out for everybody to read: the engine's last answer, and which page says what of it.
 * Pure.
 *
 *     /metrics   the figures; 503 when the engine gives no answer, which Prometheus shows as down
 *     /healthz   200: this process is there and the engine answers
 *     /readyz    200: the daemon can do its work; 503: it cannot, with every reason on a line
 */
#ifndef WACHTPOST_METRICS_BOARD_H
#define WACHTPOST_METRICS_BOARD_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

#include <stdbool.h>

#define BOARD_LISTEN_SIZE 64

/* Points into the answer it was read from. */
struct board {
    bool answered;                  /* false: the engine gave none; all else is nothing */
    char listen[BOARD_LISTEN_SIZE]; /* ADDRESS:PORT, as the configuration has it */
    struct bytes reasons;           /* lines "unready WHY"; empty: ready */
    struct bytes figures;
};

/* STATUS_MALFORMED: this is no answer of this form. */
enum status board_read(struct bytes answer, struct board *board) MUST_CHECK;

struct board_page {
    unsigned code; /* of HTTP */
    bool is_figures;
    struct bytes body;
};
/* Whatever the path is, there is a page. Its body is the board's, static, or in `room`. */
#define BOARD_ROOM_SIZE 2048
struct board_page board_show(const struct board *board, const char *path,
                             char room[BOARD_ROOM_SIZE]);

#endif
