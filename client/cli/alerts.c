#include "client/cli/bookmark.h"
#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/render.h"
#include "client/subscription.h"

static const char doc[] =
    "Lees de alerts die sinds de vorige keer zijn verschenen.\v"
    "Waar u gebleven bent staat in STATE/alerts.cursor. Die schuift pas op als een alert is "
    "getoond: na een storing kan een alert twee keer komen, nooit geen keer.";

enum { KEY_FOLLOW = 'f', KEY_ALL = 'a' };

static const struct argp_option options[] = {
    {"follow", KEY_FOLLOW, NULL, 0, "blijf volgen; luistert naar de bel", 0},
    {"all", KEY_ALL, NULL, 0, "alles vanaf het begin; laat de cursor met rust", 0},
    {0},
};

struct wish {
    struct configuration configuration;
    bool follow, all;
};

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        return 0;
    case KEY_FOLLOW:
        wish->follow = true;
        return 0;
    case KEY_ALL:
        wish->all = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What the handlers know. */
struct reader {
    bool json;
    size_t shown;
};

/* Only what reached its destination counts as handled. */
static enum status show(void *context, const struct alert *alerts, size_t count) {
    struct reader *reader = context;
    for (size_t i = 0; i < count; i++) {
        if (!reader->json)
            render_alert(stdout, &alerts[i]);
        else if (!render_alert_json(stdout, &alerts[i]))
            return STATUS_NO_MEMORY;
    }
    reader->shown += count;
    return fflush(stdout) == 0 && !ferror(stdout) ? STATUS_OK : STATUS_IO;
}

static void tell_reach(void *context, bool reachable, const struct complaint *complaint) {
    (void)context;
    if (reachable)
        fprintf(stderr, "wachtpost: de verbinding is hersteld\n");
    else
        fprintf(stderr, "wachtpost: %s; ik blijf het proberen\n",
                complaint->text[0] ? complaint->text : "de server kan nu niet antwoorden");
}

static enum status follow(const struct wish *wish, const struct session *session,
                          struct subscription *subscription, struct reply_head *head,
                          struct complaint *complaint) {
    struct bell *bell = NULL;
    struct connection_options bell_options =
        session_options(&wish->configuration, wish->configuration.value[SETTING_BELL]);
    enum status status = bell_open(session->network, &bell_options, &bell, complaint);
    if (status == STATUS_OK)
        status = subscription_follow(subscription, bell, tell_reach, &head->status, &head->sentence,
                                     complaint);
    bell_close(&bell);
    return status;
}

static enum exit_code read_alerts(const struct wish *wish, const struct session *session,
                                  const char *cursor_path) {
    struct complaint complaint = {0};
    struct reader reader = {.json = wish->configuration.json};
    struct reply_head head = {0};
    struct subscription subscription = {
        .asker = session->asker, .cursor_path = cursor_path, .handle = show, .context = &reader};
    enum status status = STATUS_OK;
    if (cursor_path)
        status = cursor_read(cursor_path, &subscription.cursor, &complaint);
    if (status == STATUS_OK)
        status = wish->follow
                     ? follow(wish, session, &subscription, &head, &complaint)
                     : subscription_fetch(&subscription, &head.status, &head.sentence, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    if (head.status == ANSWER_OK && reader.shown == 0 && !reader.json)
        fprintf(stderr, "Geen nieuwe alerts.\n");
    return session_exit(&head);
}

static enum exit_code read_from_cursor(const struct wish *wish, const struct session *session) {
    struct bookmark bookmark;
    enum exit_code code =
        bookmark_open(wish->configuration.value[SETTING_STATE], "alerts", &bookmark);
    if (code == EXIT_DONE)
        code = read_alerts(wish, session, bookmark.cursor_path);
    bookmark_close(&bookmark);
    return code;
}

int command_alerts(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    struct wish wish = {0};
    struct session session = {0};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    unsigned needs = SESSION_NEEDS;
    if (!wish.all)
        needs |= NEEDS(SETTING_STATE);
    if (wish.follow)
        needs |= NEEDS(SETTING_BELL);
    enum exit_code code = configuration_load(&wish.configuration, needs);
    if (code == EXIT_DONE)
        code = session_open(&wish.configuration, &session);
    if (code == EXIT_DONE)
        code = wish.all ? read_alerts(&wish, &session, NULL) : read_from_cursor(&wish, &session);
    session_close(&session);
    configuration_fini(&wish.configuration);
    return code;
}
