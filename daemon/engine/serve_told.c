#include "daemon/engine/serve_inside.h"

#include "daemon/log.h"
#include "daemon/ready.h"
#include "daemon/signals.h"

#include <signal.h>

static void log_mistakes(const struct mistakes *mistakes) {
    char room[LOG_QUOTE_SIZE];
    for (size_t i = 0; i < mistakes->count; i++)
        log_event(LOG_LEVEL_WARN, "config.mistake", "text=%s",
                  log_quote(bytes_of_text(mistakes->lines[i]), room));
}

static void use_settings(struct serve *s) {
    char room[LOG_QUOTE_SIZE];
    /* A front that cannot be told who is out must not go on letting them in. */
    if (serve_introduce(s) != STATUS_OK)
        s->broken = s->front.fd >= 0;
    enum log_level level;
    if (log_level_parse(engine_process_settings(s->engine)->log_level, &level))
        log_set_level(level);
    log_event(LOG_LEVEL_INFO, "engine.reloaded", "participants_from=%s",
              log_quote(bytes_of_text(engine_process_settings(s->engine)->participants), room));
}

static enum status reload(struct serve *s) {
    struct mistakes mistakes = {0, NULL};
    struct complaint complaint = {""};
    char room[LOG_QUOTE_SIZE];
    enum status status = engine_reload(s->engine, &mistakes, &complaint);
    log_mistakes(&mistakes);
    mistakes_free(&mistakes);
    if (status != STATUS_OK) {
        log_event(LOG_LEVEL_WARN, "engine.reload_refused", "why=\"%s\" detail=%s",
                  status_text(status), log_quote(bytes_of_text(complaint.text), room));
        /* The files' fault changes nothing; our own might have, so start afresh. */
        return status_fault(status) == FAULT_PEER || status == STATUS_FULL ? STATUS_OK : status;
    }
    use_settings(s);
    return STATUS_OK;
}

enum status serve_read_again(struct serve *s) {
    return reload(s);
}

/* systemd knows of a reload that it did not ask for, and that it is over. */
static enum status reload_by_signal(struct serve *s) {
    ready_reloading(s->ready_fd);
    enum status status = reload(s);
    ready_reloaded(s->ready_fd);
    return status;
}

enum status serve_take_signals(struct serve *s) {
    enum status status = STATUS_OK;
    for (int came = signals_take(s->signal_fd); came != 0; came = signals_take(s->signal_fd)) {
        if (came == SIGHUP && status == STATUS_OK)
            status = reload_by_signal(s);
        else
            s->stopping |= came != SIGHUP;
    }
    return status;
}

/* As reload_by_signal. */
static enum status execute(struct serve *s, struct bytes line, struct command_result *result) {
    const bool reloads = bytes_equal(line, bytes_of_text("reload"));
    arena_reset(s->arena);
    if (reloads)
        ready_reloading(s->ready_fd);
    enum status status = command_execute(s->engine, line, s->control.uid, s->arena, result);
    if (reloads)
        ready_reloaded(s->ready_fd);
    return status;
}

static enum status do_command(struct serve *s, struct bytes line) {
    struct command_result result;
    enum status status = execute(s, line, &result);
    if (status != STATUS_OK)
        return status;
    control_answer(&s->control, clock_monotonic(), result.answer);
    const struct link_message bell = {.kind = LINK_BELL};
    if (result.ring && s->front.fd >= 0 && link_write(&s->front.out, &bell) != STATUS_OK)
        s->broken = true;
    if (result.reloaded)
        use_settings(s);
    return STATUS_OK;
}

enum status serve_take_command(struct serve *s) {
    struct bytes line;
    bool came = control_step(&s->control, clock_monotonic(), &line);
    return came ? do_command(s, line) : STATUS_OK;
}
