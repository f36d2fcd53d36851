#include "daemon/metrics/board.h"

#include <string.h>

static const char form[] = "wachtpost-measures 1";
static const char listen_word[] = "listen ", unready_word[] = "unready ";

/* The next line without its end. False: there is no whole one. */
static bool take_line(struct bytes *left, struct bytes *line) {
    const uint8_t *end = left->size ? memchr(left->at, '\n', left->size) : NULL;
    if (end == NULL)
        return false;
    *line = bytes_of(left->at, (size_t)(end - left->at));
    *left = bytes_of(end + 1, left->size - line->size - 1);
    return true;
}

static bool begins_with(struct bytes line, const char *word) {
    const size_t size = strlen(word);
    return line.size >= size && memcmp(line.at, word, size) == 0;
}

static bool take_listen(struct bytes line, char listen[BOARD_LISTEN_SIZE]) {
    const size_t word = sizeof listen_word - 1;
    if (!begins_with(line, listen_word) || line.size - word >= BOARD_LISTEN_SIZE)
        return false;
    memcpy(listen, line.at + word, line.size - word);
    listen[line.size - word] = '\0';
    return true;
}

enum status board_read(struct bytes answer, struct board *board) {
    struct board read = {.answered = true};
    struct bytes line;
    if (!take_line(&answer, &line) || !bytes_equal(line, bytes_of_text(form)) ||
        !take_line(&answer, &line) || !take_listen(line, read.listen))
        return STATUS_MALFORMED;
    read.reasons = bytes_of(answer.at, 0);
    for (;;) {
        if (!take_line(&answer, &line))
            return STATUS_MALFORMED;
        if (line.size == 0)
            break;
        if (!begins_with(line, unready_word))
            return STATUS_MALFORMED;
        read.reasons.size += line.size + 1;
    }
    read.figures = answer;
    *board = read;
    return STATUS_OK;
}

static const char no_answer[] = "the engine gives no answer\n";

/* As many of the lines as find room. */
static struct bytes reasons_text(struct bytes reasons, char room[BOARD_ROOM_SIZE]) {
    const size_t word = sizeof unready_word - 1;
    struct bytes line;
    size_t used = 0;
    while (take_line(&reasons, &line) && line.size - word + 1 <= BOARD_ROOM_SIZE - used) {
        memcpy(room + used, line.at + word, line.size - word);
        used += line.size - word;
        room[used++] = '\n';
    }
    return bytes_of(room, used);
}

static struct board_page show_readiness(const struct board *board, char room[BOARD_ROOM_SIZE]) {
    if (board->reasons.size == 0)
        return (struct board_page){.code = 200, .body = bytes_of_text("ready\n")};
    return (struct board_page){.code = 503, .body = reasons_text(board->reasons, room)};
}

struct board_page board_show(const struct board *board, const char *path,
                             char room[BOARD_ROOM_SIZE]) {
    const bool figures = strcmp(path, "/metrics") == 0, ready = strcmp(path, "/readyz") == 0;
    if (!figures && !ready && strcmp(path, "/healthz") != 0)
        return (struct board_page){
            .code = 404, .body = bytes_of_text("there is /metrics, /healthz and /readyz\n")};
    if (!board->answered)
        return (struct board_page){.code = 503, .body = bytes_of_text(no_answer)};
    if (figures)
        return (struct board_page){.code = 200, .is_figures = true, .body = board->figures};
    if (ready)
        return show_readiness(board, room);
    return (struct board_page){.code = 200, .body = bytes_of_text("the engine answers\n")};
}
