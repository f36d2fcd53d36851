#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/hex.h"
#include "client/language.h"
#include "client/render.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

static const char doc[] =
    N_("Bevestig een vastgehouden levering, of gooi haar weg.\v"
       "Zonder --epoch, --sequence en --hash gaat het om de levering die de server nu voor uw "
       "AGB-code vasthoudt; wachtpost status toont haar. Een nieuwe, juiste levering (wachtpost "
       "push) vervangt haar ook.\n"
       "\n"
       "Voorbeeld:\n"
       "  wachtpost confirm --apply");

enum { KEY_APPLY = 256, KEY_DISCARD, KEY_EPOCH, KEY_SEQUENCE, KEY_HASH };

static const struct argp_option options[] = {
    {"apply", KEY_APPLY, NULL, 0, N_("de levering klopt: verwerk haar"), 0},
    {"discard", KEY_DISCARD, NULL, 0, N_("de levering klopt niet: gooi haar weg"), 0},
    {"epoch", KEY_EPOCH, N_("HEX"), 0, N_("de reeks van de vastgehouden levering"), 1},
    {"sequence", KEY_SEQUENCE, N_("NUMMER"), 0, N_("haar nummer"), 1},
    {"hash", KEY_HASH, N_("HEX"), 0, N_("haar hash"), 1},
    {0},
};

struct wish {
    struct configuration configuration;
    struct confirm_request request;
    bool epoch, sequence, hash; /* given */
};

static error_t parse_reference(int key, const char *arg, struct argp_state *state,
                               struct wish *wish) {
    char *end;
    switch (key) {
    case KEY_EPOCH:
        wish->epoch = true;
        if (!hex_parse(arg, wish->request.epoch, EPOCH_BYTES))
            argp_error(state, _("--epoch heeft 32 hexadecimale tekens"));
        return 0;
    case KEY_SEQUENCE:
        wish->sequence = true;
        errno = 0;
        wish->request.sequence = strtoull(arg, &end, 10);
        if (errno || *end || *arg < '0' || *arg > '9')
            argp_error(state, _("--sequence is een getal"));
        return 0;
    case KEY_HASH:
        wish->hash = true;
        if (!hex_parse(arg, wish->request.content_hash, HASH_BYTES))
            argp_error(state, _("--hash heeft 64 hexadecimale tekens"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void check_whole(const struct wish *wish, struct argp_state *state) {
    if (wish->request.action == CONFIRM_NONE)
        argp_error(state, _("kies --apply of --discard"));
    if (wish->epoch != wish->sequence || wish->epoch != wish->hash)
        argp_error(state, _("geef --epoch, --sequence en --hash alle drie, of geen van drie"));
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        return 0;
    case KEY_APPLY:
    case KEY_DISCARD:
        if (wish->request.action != CONFIRM_NONE)
            argp_error(state, _("kies een van --apply en --discard"));
        wish->request.action = key == KEY_APPLY ? CONFIRM_APPLY : CONFIRM_DISCARD;
        return 0;
    case ARGP_KEY_END:
        check_whole(wish, state);
        return 0;
    default:
        return parse_reference(key, arg, state, wish);
    }
}

/* Names what the server holds for this AGB-code now. */
static enum exit_code find_held(struct wish *wish, const struct session *session) {
    struct status_reply reply;
    enum exit_code code = session_status(session, &reply);
    if (code != EXIT_DONE)
        return code;
    const struct agb *agb = &wish->configuration.agb;
    const struct aanbieder_status *aanbieder = session_aanbieder(&reply, agb);
    if (!aanbieder || !aanbieder->held.present) {
        fprintf(stderr, _("wachtpost: voor %s wordt niets vastgehouden\n"), agb->text);
        return EXIT_REFUSED;
    }
    memcpy(wish->request.epoch, aanbieder->held.epoch, EPOCH_BYTES);
    memcpy(wish->request.content_hash, aanbieder->held.content_hash, HASH_BYTES);
    wish->request.sequence = aanbieder->held.sequence;
    return EXIT_DONE;
}

static enum exit_code show(const struct wish *wish, const struct session *session,
                           const struct push_reply *reply) {
    struct receipt receipt;
    struct complaint complaint = {0};
    bool has_receipt = reply->receipt.size > 0;
    if (has_receipt) {
        enum status status = wire_decode_receipt(reply->receipt, session->asker.arena, &receipt);
        if (status != STATUS_OK)
            return exit_with(status, &complaint);
    }
    if (wish->configuration.json &&
        !render_receipt_json(stdout, &reply->head, has_receipt ? &receipt : NULL, NULL))
        return EXIT_NOT_DELIVERED;
    if (!wish->configuration.json && has_receipt)
        render_receipt(stdout, &receipt, NULL);
    fflush(stdout);
    return session_exit(&reply->head);
}

static enum exit_code confirm(struct wish *wish, const struct session *session) {
    struct push_reply reply;
    struct complaint complaint = {0};
    wish->request.agb_code = bytes_of_text(wish->configuration.agb.text);
    enum exit_code code = wish->epoch ? EXIT_DONE : find_held(wish, session);
    if (code != EXIT_DONE)
        return code;
    enum status status = ask_confirm(&session->asker, &wish->request, &reply, &complaint);
    if (status == STATUS_UNREACHABLE)
        fprintf(stderr, _("wachtpost: of de server het heeft gedaan is onbekend; wachtpost status "
                          "toont of de levering nog vaststaat\n"));
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    return show(wish, session, &reply);
}

int command_confirm(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    struct wish wish = {0};
    struct session session = {0};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    enum exit_code code =
        configuration_load(&wish.configuration, SESSION_NEEDS | NEEDS(SETTING_AGB));
    if (code == EXIT_DONE)
        code = session_open(&wish.configuration, &session);
    if (code == EXIT_DONE)
        code = confirm(&wish, &session);
    session_close(&session);
    configuration_fini(&wish.configuration);
    return code;
}
