#include "client/alerts/takers.h"

#include "client/language.h"
#include "client/render.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

static enum status print(void *context, const struct alert *alerts, size_t count,
                         struct complaint *complaint) {
    struct printing *printing = context;
    for (size_t i = 0; i < count; i++) {
        if (!printing->json)
            render_alert(printing->out, &alerts[i]);
        else if (!render_alert_json(printing->out, &alerts[i]))
            return STATUS_NO_MEMORY;
    }
    if (fflush(printing->out) == 0 && !ferror(printing->out))
        return STATUS_OK;
    return complain(complaint, STATUS_IO, _("de uitvoer kan niet worden geschreven: %s"),
                    strerror(errno));
}

struct taker taker_print(struct printing *printing) {
    return (struct taker){.take = print, .context = printing};
}

/* All of them as lines of JSON, malloc'ed; NULL: no memory. */
static char *lines_of(const struct alert *alerts, size_t count, size_t *size) {
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    bool whole = out != NULL;
    for (size_t i = 0; whole && i < count; i++)
        whole = render_alert_json(out, &alerts[i]);
    whole = out && !ferror(out) && whole;
    whole = out && fclose(out) == 0 && whole;
    if (whole)
        return text;
    free(text);
    return NULL;
}

static enum status append(void *context, const struct alert *alerts, size_t count,
                          struct complaint *complaint) {
    size_t size = 0;
    char *lines = lines_of(alerts, count, &size);
    enum status status = STATUS_NO_MEMORY;
    if (lines)
        status = jsonl_append(context, bytes_of(lines, size), complaint);
    free(lines);
    return status;
}

struct taker taker_jsonl(struct jsonl *jsonl) {
    return (struct taker){.take = append, .context = jsonl, .patient = true};
}

static enum status run_for(const struct program *program, const struct alert *alert,
                           struct complaint *complaint) {
    struct complaint how = {0};
    size_t size = 0;
    char *line = lines_of(alert, 1, &size);
    if (!line)
        return STATUS_NO_MEMORY;
    enum status status = program_run(program, bytes_of(line, size), &how);
    free(line);
    if (status == STATUS_OK)
        return status;
    return complain(complaint, status, _("alert %" PRIu64 " is niet verwerkt: %s"), alert->number,
                    how.text);
}

static enum status run(void *context, const struct alert *alerts, size_t count,
                       struct complaint *complaint) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = run_for(context, &alerts[i], complaint);
    return status;
}

struct taker taker_program(struct program *program) {
    return (struct taker){.take = run, .context = program, .most = 1, .patient = true};
}

static enum status count_each(void *context, const struct alert *alerts, size_t count,
                              struct complaint *complaint) {
    (void)complaint;
    for (size_t i = 0; i < count; i++)
        digest_count(context, &alerts[i]);
    return STATUS_OK;
}

struct taker taker_digest(struct digest *digest) {
    return (struct taker){.take = count_each, .context = digest};
}
