#include "client/cli/report.h"

#include "client/ask.h"
#include "client/cli/commands.h"
#include "client/language.h"
#include "client/render_json_parts.h"
#include "proto/model/limits.h"

static const char doc[] =
    N_("Maak een publicatie uit de cijfers.\v"
       "Rapporten:\n"
       "  regiomonitor  de cijfers van een kwartaal: een pagina en tabellen\n"
       "  startpunt     de wachttijden per aanbieder en hulpvorm voor Startpunt Jeugdhulp\n"
       "  import        bewaar een reeks oude kwartaalcijfers, om voor de eigen te tekenen\n"
       "\n"
       "Hulp per rapport: wachtpost report RAPPORT --help\n"
       "\n"
       "Eindcodes: 0 gemaakt; 64 verkeerd gebruik; 65 fouten in het bestand, of het kwartaal is "
       "nog niet voorbij of er is niets over bekend; 69 de server weigert; 75 geen antwoord of "
       "niets geschreven, probeer het opnieuw; 77 sleutel geweigerd; 78 configuratie.");

static const struct kind {
    const char *name;
    int (*run)(int argc, char **argv);
} kinds[] = {
    {"regiomonitor", report_regiomonitor},
    {"startpunt", report_startpunt},
    {"import", report_import},
};

struct choice {
    const struct kind *kind;
    int at;
};

/* Stops at the first word: what follows is for that report. */
static error_t choose(int key, char *arg, struct argp_state *state) {
    struct choice *choice = state->input;
    if (key == ARGP_KEY_NO_ARGS)
        argp_usage(state);
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(arg, kinds[i].name) == 0)
            choice->kind = &kinds[i];
    if (!choice->kind)
        argp_error(state, _("\"%s\" is geen rapport; kies uit regiomonitor, startpunt, import"),
                   arg);
    choice->at = state->next - 1;
    state->next = state->argc;
    return 0;
}

int command_report(int argc, char **argv) {
    static const struct argp argp = {.parser = choose, .args_doc = N_("RAPPORT [...]"), .doc = doc};
    struct choice choice = {0};
    char name[64];
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &choice);
    snprintf(name, sizeof name, "wachtpost report %s", choice.kind->name);
    argv[choice.at] = name;
    return choice.kind->run(argc - choice.at, argv + choice.at);
}

/* An answer that is not OK, as a status whose exit code is that answer's. */
static enum status refused(const struct reply_head *head, struct complaint *complaint) {
    struct bytes sentence = session_sentence(head);
    enum status status = head->status == ANSWER_DENIED  ? STATUS_FORBIDDEN
                         : head->status == ANSWER_LATER ? STATUS_BUSY
                                                        : STATUS_MALFORMED;
    return complain(complaint, status, "%s: %.*s", answer_name(head->status), (int)sentence.size,
                    (const char *)sentence.at);
}

static enum status answer(void *context, const struct figures_question *question,
                          struct figures_reply *reply, struct complaint *complaint) {
    const struct asker *asker = context;
    const struct figures_request request = {.question = *question};
    enum status status = ask_figures(asker, &request, reply, complaint);
    if (status == STATUS_OK && reply->head.status != ANSWER_OK)
        return refused(&reply->head, complaint);
    return status;
}

struct figures_source report_source(const struct session *session) {
    return (struct figures_source){(void *)(uintptr_t)&session->asker, answer};
}

static enum status ask(const struct session *session, const struct publication_request *request,
                       struct publication_reply *reply, struct complaint *complaint) {
    enum status status = ask_publication(&session->asker, request, reply, complaint);
    if (status == STATUS_OK && reply->head.status != ANSWER_OK)
        return refused(&reply->head, complaint);
    return status;
}

enum status report_list(const struct session *session, struct bytes prefix,
                        struct publication_reply *reply, struct complaint *complaint) {
    const struct publication_request request = {.action = PUBLICATION_LIST, .name = prefix};
    return ask(session, &request, reply, complaint);
}

/* Looked for in the list first: fetching what is not there is denied like what may not be. */
static enum status is_kept(const struct session *session, struct bytes name, bool *there,
                           struct complaint *complaint) {
    struct publication_reply reply;
    enum status status = report_list(session, name, &reply, complaint);
    if (status != STATUS_OK)
        return status;
    *there = false;
    for (size_t i = 0; i < reply.publication_count; i++)
        *there = *there || bytes_equal(reply.publications[i].name, name);
    return STATUS_OK;
}

static enum status check_hash(const struct publication *kept, struct complaint *complaint) {
    uint8_t hash[HASH_BYTES];
    keys_hash(kept->content, hash);
    if (memcmp(hash, kept->content_hash, HASH_BYTES) == 0)
        return STATUS_OK;
    return complain(complaint, STATUS_DAMAGED,
                    _("wat de server bewaarde is niet wat er is vastgesteld: de hash klopt niet"));
}

enum status report_fetch(const struct session *session, struct bytes name, bool *there,
                         struct publication *kept, struct complaint *complaint) {
    const struct publication_request request = {.action = PUBLICATION_FETCH, .name = name};
    struct publication_reply reply;
    enum status status = is_kept(session, name, there, complaint);
    if (status != STATUS_OK || !*there)
        return status;
    status = ask(session, &request, &reply, complaint);
    if (status == STATUS_OK && reply.publication_count != 1)
        return complain(complaint, STATUS_MALFORMED,
                        _("de server gaf niet precies een publicatie"));
    if (status == STATUS_OK)
        status = check_hash(&reply.publications[0], complaint);
    if (status == STATUS_OK)
        *kept = reply.publications[0];
    return status;
}

enum status report_fix(const struct session *session, struct bytes name, struct bytes content,
                       struct complaint *complaint) {
    const struct publication_request request = {
        .action = PUBLICATION_FIX, .name = name, .content = content};
    struct publication_reply reply;
    if (content.size > MAX_PUBLICATION_BYTES)
        return complain(complaint, STATUS_TOO_LARGE,
                        _("de publicatie is %zu bytes; de server bewaart er hoogstens %d"),
                        content.size, MAX_PUBLICATION_BYTES);
    enum status status = ask_publication(&session->asker, &request, &reply, complaint);
    if (status == STATUS_OK && reply.head.status == ANSWER_CONFLICT)
        return complain(complaint, STATUS_BAD_INPUT,
                        _("onder de naam %.*s is al iets anders vastgesteld; dat blijft zo"),
                        (int)name.size, (const char *)name.at);
    if (status == STATUS_OK && reply.head.status != ANSWER_OK)
        return refused(&reply.head, complaint);
    return status;
}

static bool tell_json(const struct report_done *done) {
    struct json_builder b = json_builder_new();
    json_t *files = json_array();
    for (size_t i = 0; i < done->files->count; i++)
        files = json_array_with(files, json_text(bytes_of_text(done->files->file[i].name)));
    json_put_name(&b, "publication", done->name);
    json_put_name(&b, "folder", done->folder);
    json_put(&b, "files", files);
    json_put_bool(&b, "fixed", done->fixed);
    json_put_count(&b, "compared", done->compared);
    json_put_count(&b, "differing", done->differing);
    return json_print(stdout, json_builder_take(&b));
}

enum exit_code report_tell(const struct report_done *done, bool json) {
    if (json)
        return tell_json(done) && fflush(stdout) == 0 ? EXIT_DONE : EXIT_NOT_DELIVERED;
    printf(done->fixed ? _("%s (vastgesteld) geschreven in %s:") : _("%s geschreven in %s:"),
           done->name, done->folder);
    for (size_t i = 0; i < done->files->count; i++)
        printf("%s %s", i > 0 ? "," : "", done->files->file[i].name);
    printf("\n");
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_NOT_DELIVERED;
}
