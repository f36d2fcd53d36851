#include "client/cli/alerts_run.h"

#include "client/alerts/takers.h"
#include "client/cli/bookmark.h"
#include "client/durable.h"
#include "client/language.h"

#include <stdlib.h>
#include <unistd.h>

struct running {
    struct alerts_wish *wish;
    struct session session;
    struct signals signals;
    struct bookmark bookmark;
    struct ledger *ledger;
    struct sieve sieve;
    struct printing printing;
    struct jsonl *jsonl;
    struct program program; /* argv is malloc'ed */
    struct digest digest;
    struct reading reading;
};

/* ---- where one was */

/* Without a cursor everything comes anew, also what was handled once. That there is one from
 * here on shows at once whether the disk takes it. */
static enum status open_place(struct running *running, const char *ledger_path,
                              struct complaint *complaint) {
    struct reading *reading = &running->reading;
    bool anew = access(reading->cursor_path, F_OK) != 0;
    enum status status = cursor_read(reading->cursor_path, &reading->cursor, complaint);
    if (status == STATUS_OK)
        status = ledger_open(ledger_path, anew, &running->ledger, complaint);
    if (status == STATUS_OK && anew)
        status = cursor_write(reading->cursor_path, &reading->cursor, complaint);
    return status;
}

static enum exit_code open_state(struct running *running) {
    const char *folder = running->wish->configuration.value[SETTING_STATE];
    const char *name = running->wish->digest ? "digest" : "alerts";
    struct complaint complaint = {0};
    enum exit_code code = bookmark_open(folder, name, &running->bookmark);
    if (code != EXIT_DONE)
        return code;
    char *ledger_path = durable_path(folder, name, ".handled");
    running->reading.cursor_path = running->bookmark.cursor_path;
    enum status status =
        ledger_path ? open_place(running, ledger_path, &complaint) : STATUS_NO_MEMORY;
    running->reading.ledger = running->ledger;
    free(ledger_path);
    return status == STATUS_OK ? EXIT_DONE : exit_with(status, &complaint);
}

/* ---- who takes them */

static enum status name_program(struct running *running) {
    const struct alerts_wish *wish = running->wish;
    char **argv = calloc(wish->word_count + 2, sizeof *argv);
    if (!argv)
        return STATUS_NO_MEMORY;
    argv[0] = wish->exec;
    for (size_t i = 0; i < wish->word_count; i++)
        argv[i + 1] = wish->words[i];
    running->program = (struct program){argv, wish->exec_timeout_ms};
    return STATUS_OK;
}

static enum exit_code open_taker(struct running *running) {
    struct alerts_wish *wish = running->wish;
    struct complaint complaint = {0};
    enum status status = STATUS_OK;
    running->printing = (struct printing){stdout, wish->configuration.json};
    running->digest = (struct digest){.now = &running->reading.head.now,
                                      .first = !running->reading.cursor.present};
    if (wish->jsonl)
        status = jsonl_open(wish->jsonl, &running->jsonl, &complaint);
    if (wish->exec)
        status = name_program(running);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    if (wish->jsonl)
        running->reading.taker = taker_jsonl(running->jsonl);
    else if (wish->exec)
        running->reading.taker = taker_program(&running->program);
    else if (wish->digest)
        running->reading.taker = taker_digest(&running->digest);
    else
        running->reading.taker = taker_print(&running->printing);
    return EXIT_DONE;
}

/* A program at work is seen to its end before this one ends. One that is read on a terminal
 * goes with it. */
static enum exit_code open_signals(struct running *running) {
    const struct complaint nothing = {0};
    struct alerts_wish *wish = running->wish;
    if (!wish->follow && !wish->exec && !wish->jsonl)
        return EXIT_DONE;
    enum status status = signals_open(isatty(STDIN_FILENO), &running->signals);
    if (status != STATUS_OK)
        return exit_with(status, &nothing);
    running->reading.signals = &running->signals;
    wish->configuration.stop = running->signals.descriptor;
    return EXIT_DONE;
}

static enum exit_code connect_session(struct running *running) {
    enum exit_code code = session_open(&running->wish->configuration, &running->session);
    running->reading.asker = running->session.asker;
    return code;
}

/* ---- once */

static enum exit_code write_digest(struct running *running) {
    struct complaint complaint = {0};
    running->digest.virtual_clock = running->reading.head.virtual_clock;
    render_digest(stdout, &running->digest);
    enum exit_code code = exit_shown(STATUS_OK);
    if (code != EXIT_DONE)
        return code;
    enum status status = reading_settle(&running->reading, &complaint);
    return status == STATUS_OK ? EXIT_DONE : exit_with(status, &complaint);
}

static enum exit_code run_once(struct running *running) {
    struct complaint complaint = {0};
    struct reading *reading = &running->reading;
    const struct alerts_wish *wish = running->wish;
    reading->at_the_end = wish->digest;
    enum exit_code code = connect_session(running);
    if (code != EXIT_DONE)
        return code;
    enum status status = reading_catch_up(reading, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    code = session_exit(&reading->head);
    if (code == EXIT_DONE && wish->digest)
        return write_digest(running);
    if (code == EXIT_DONE && reading->taken == 0 && !wish->configuration.json)
        fprintf(stderr, _("Geen nieuwe alerts.\n"));
    return code;
}

/* ---- for ever */

static void tell_trouble(void *context, enum trouble trouble, const struct complaint *complaint,
                         int64_t again_ms) {
    (void)context;
    switch (trouble) {
    case TROUBLE_NONE:
        fprintf(stderr, _("wachtpost: het is hersteld; ik volg weer\n"));
        break;
    case TROUBLE_SERVER:
        fprintf(stderr, _("wachtpost: %s; ik blijf het proberen\n"),
                complaint->text[0] ? complaint->text : _("er is geen geheugen of verbinding"));
        break;
    case TROUBLE_TAKER:
        fprintf(stderr, _("wachtpost: %s; ik probeer het over %lld s opnieuw\n"), complaint->text,
                (long long)again_ms / 1000);
        break;
    case TROUBLE_DISK:
        fprintf(stderr,
                _("wachtpost: %s; nieuwe alerts worden wel verwerkt, en ik blijf proberen te "
                  "bewaren tot waar\n"),
                complaint->text);
        break;
    }
}

static enum status follow(struct running *running, struct complaint *complaint) {
    static const struct follower follower = {.tell = tell_trouble};
    const struct configuration *configuration = &running->wish->configuration;
    struct bell *bell = NULL;
    struct connection_options options =
        session_options(configuration, configuration->value[SETTING_BELL]);
    enum status status = bell_open(running->session.network, &options, &bell, complaint);
    if (status == STATUS_OK)
        status = reading_follow(&running->reading, bell, &follower, complaint);
    bell_close(&bell);
    return status;
}

static bool same_keys(const struct configuration *a, const struct configuration *b) {
    return memcmp(&a->keys->public, &b->keys->public, sizeof a->keys->public) == 0 &&
           memcmp(a->server_key, b->server_key, KEY_BYTES) == 0;
}

/* Goes on with the configuration as it is now; a mistake in it is told, and the old one
 * stays. *changed: there are other keys in it. */
static enum exit_code read_again(struct running *running, bool *changed) {
    struct configuration *had = &running->wish->configuration;
    struct configuration fresh;
    *changed = false;
    enum exit_code code = configuration_again(had, running->wish->needs, &fresh);
    if (code == EXIT_DONE) {
        struct configuration old = *had;
        *changed = !same_keys(&old, &fresh);
        *had = fresh;
        fresh = old;
    }
    configuration_fini(&fresh);
    return code;
}

/* A key that was refused may have been replaced by another, which waits in its file. */
static bool has_other_key(struct running *running) {
    bool changed;
    bool other = read_again(running, &changed) == EXIT_DONE && changed;
    if (other)
        fprintf(stderr, _("wachtpost: de sleutel is vervangen; ik ga verder met de nieuwe\n"));
    return other;
}

/* Whether to go on after a round ended; else *code says how to end. */
static bool goes_on(struct running *running, enum status status, const struct complaint *complaint,
                    enum exit_code *code) {
    bool changed;
    enum asked asked = signals_take(&running->signals);
    if (asked == ASKED_END) {
        *code = EXIT_DONE;
        return false;
    }
    if (asked == ASKED_RELOAD) {
        if (read_again(running, &changed) == EXIT_DONE)
            fprintf(stderr, _("wachtpost: de configuratie is opnieuw gelezen\n"));
        else
            fprintf(stderr, _("wachtpost: ik ga verder met de vorige configuratie\n"));
        return true;
    }
    if (status == STATUS_FORBIDDEN && has_other_key(running))
        return true;
    *code =
        status == STATUS_OK ? session_exit(&running->reading.head) : exit_with(status, complaint);
    return false;
}

static enum exit_code run_following(struct running *running) {
    enum exit_code code;
    bool on;
    do {
        struct complaint complaint = {0};
        code = connect_session(running);
        if (code != EXIT_DONE)
            return code;
        enum status status = follow(running, &complaint);
        on = goes_on(running, status, &complaint, &code);
        session_close(&running->session);
        running->session = (struct session){0};
    } while (on);
    return code;
}

static void close_all(struct running *running) {
    session_close(&running->session);
    jsonl_close(&running->jsonl);
    free((void *)running->program.argv);
    ledger_close(&running->ledger);
    bookmark_close(&running->bookmark);
    signals_close(&running->signals);
}

enum exit_code alerts_run(struct alerts_wish *wish) {
    struct running running = {.wish = wish,
                              .signals = {.descriptor = -1},
                              .bookmark = {.lock = -1},
                              .sieve = {.kinds = wish->kinds,
                                        .levels = wish->levels,
                                        .filter = asking_filter(&wish->asking)}};
    running.reading.sieve = &running.sieve;
    enum exit_code code = wish->all ? EXIT_DONE : open_state(&running);
    if (code == EXIT_DONE)
        code = open_taker(&running);
    if (code == EXIT_DONE)
        code = open_signals(&running);
    if (code == EXIT_DONE)
        code = wish->follow ? run_following(&running) : run_once(&running);
    close_all(&running);
    return code;
}
