/* wachtpostctl audit: who saw or did what. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "daemon/ctl/audit_print.h"
#include "daemon/ctl/ctl.h"
#include "daemon/ctl/record.h"
#include "daemon/ctl/stores.h"

enum {
    KEY_STORE = 256,
    KEY_PARTICIPANT,
    KEY_PLEK,
    KEY_AANBIEDER,
    KEY_FROM,
    KEY_UNTIL,
    KEY_KIND,
    KEY_REFUSED,
    KEY_JSON
};

enum { KIND_SIZE = 32 };

struct wish {
    const char *conf, *directory, *participant, *plek;
    struct agb agb;
    day_t from, until;
    char kind[KIND_SIZE];
    bool refused, json;
};

static const struct argp_option options[] = {
    {"participant", KEY_PARTICIPANT, "NAME", 0, "of this participant", 0},
    {"plek", KEY_PLEK, "AGB PLEK", 0,
     "about this place, and lists that may have shown it; PLEK is the aanbieder's own id", 0},
    {"aanbieder", KEY_AANBIEDER, "AGB", 0, "about this aanbieder alone", 0},
    {"from", KEY_FROM, "DAY", 0, "of this day and later, YYYY-MM-DD", 0},
    {"until", KEY_UNTIL, "DAY", 0, "of this day and earlier", 0},
    {"kind", KEY_KIND, "KIND", 0, "of this kind: PLACES, HISTORY, ALERTS, TAKE, CONFIG ...", 0},
    {"refused", KEY_REFUSED, NULL, 0, "nothing but what was refused", 0},
    {"json", KEY_JSON, NULL, 0, "JSON, an object a line, with times in UTC", 0},
    {"store", KEY_STORE, "DIR", 0,
     "another store under the same key, a restored one; that it is read is then on no record", 0},
    {0}};

/* ---- what is asked */

static void take_agb(struct wish *wish, const char *text, struct argp_state *state) {
    struct agb agb;
    if (!agb_parse(bytes_of_text(text), &agb))
        argp_error(state, "%s: an AGB-code has eight digits", text);
    else if (wish->agb.text[0] != '\0' && strcmp(wish->agb.text, agb.text) != 0)
        argp_error(state, "%s and %s: one aanbieder at a time", wish->agb.text, agb.text);
    else
        wish->agb = agb;
}

/* The place is the next argument, whatever it looks like. */
static void take_plek(struct wish *wish, const char *agb, struct argp_state *state) {
    take_agb(wish, agb, state);
    if (state->next < state->argc)
        wish->plek = state->argv[state->next++];
    if (wish->plek == NULL || wish->plek[0] == '\0')
        argp_error(state, "--plek takes two words: an AGB-code and the id of a place");
}

static void take_day(day_t *day, const char *text, struct argp_state *state) {
    if (!day_parse(text, day))
        argp_error(state, "%s: not a day, YYYY-MM-DD", text);
}

static void take_kind(struct wish *wish, const char *text, struct argp_state *state) {
    size_t size = strlen(text);
    if (size == 0 || size >= sizeof wish->kind)
        argp_error(state, "%s: not a kind", text);
    for (size_t i = 0; i <= size && i < sizeof wish->kind; i++)
        wish->kind[i] = (char)toupper((unsigned char)text[i]);
}

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_STORE:
        wish->directory = argument;
        return 0;
    case KEY_PARTICIPANT:
        wish->participant = argument;
        return 0;
    case KEY_PLEK:
        take_plek(wish, argument, state);
        return 0;
    case KEY_AANBIEDER:
        take_agb(wish, argument, state);
        return 0;
    case KEY_FROM:
        take_day(&wish->from, argument, state);
        return 0;
    case KEY_UNTIL:
        take_day(&wish->until, argument, state);
        return 0;
    case KEY_KIND:
        take_kind(wish, argument, state);
        return 0;
    case KEY_REFUSED:
        wish->refused = true;
        return 0;
    case KEY_JSON:
        wish->json = true;
        return 0;
    case ARGP_KEY_END:
        if (wish->from != DAY_NONE && wish->until != DAY_NONE && wish->from > wish->until)
            argp_error(state, "--from is later than --until");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static struct audit_question question_of(const struct wish *wish) {
    return (struct audit_question){
        .wish = {.participant = bytes_of_text(wish->participant ? wish->participant : ""),
                 .act = bytes_of_text(wish->kind),
                 .agb = wish->agb,
                 .from = wish->from == DAY_NONE ? INT64_MIN : instant_of_day(wish->from),
                 .until = wish->until == DAY_NONE ? 0 : instant_of_day(wish->until + 1),
                 .refused = wish->refused},
        .place_id = bytes_of_text(wish->plek ? wish->plek : "")};
}

/* ---- that it is asked */

struct writing {
    char text[512];
    size_t used;
};

static void write_wish(struct writing *w, const char *name, const char *value) {
    if (value == NULL || value[0] == '\0')
        return;
    const size_t room = sizeof w->text - w->used;
    const int size =
        snprintf(w->text + w->used, room, "%s%s=%s", w->used > 0 ? " " : "", name, value);
    w->used += size < 0 ? 0 : (size_t)size < room ? (size_t)size : room - 1;
}

/* No line before it is on record that they were asked for. */
static int put_on_record(const struct wish *wish) {
    struct writing w = {"", 0};
    char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
    write_wish(&w, "participant", wish->participant);
    write_wish(&w, "aanbieder", wish->agb.text);
    write_wish(&w, "from", wish->from == DAY_NONE ? NULL : day_text(wish->from, from));
    write_wish(&w, "until", wish->until == DAY_NONE ? NULL : day_text(wish->until, until));
    write_wish(&w, "kind", wish->kind);
    write_wish(&w, "refused", wish->refused ? "yes" : NULL);
    const struct audit_deed deed = {
        .act = "AUDIT", .detail = w.text, .agb = wish->agb, .plek = wish->plek};
    return ctl_record(wish->conf, &deed);
}

/* ---- the answer */

static bool show_row(void *context, uint64_t number, const struct audit_line *line,
                     enum audit_match match) {
    (void)context;
    audit_print_row(number, line, match);
    return !ferror(stdout);
}

static bool show_json(void *context, uint64_t number, const struct audit_line *line,
                      enum audit_match match) {
    bool *failed = context;
    *failed = !audit_print_json(number, line, match);
    return !*failed;
}

static int tell_damage(const struct audit_extent *extent) {
    if (extent->whole == 0)
        return ctl_fail(EX_IOERR, "the audit log is damaged from its first line on: it is missing, "
                                  "or not what was written there");
    return ctl_fail(EX_IOERR,
                    "the audit log is damaged behind line %" PRIu64 ": line %" PRIu64
                    " is missing, "
                    "or one of the two is not what was written there",
                    extent->whole, extent->whole + 1);
}

static int show(struct store *store, const struct wish *wish) {
    const struct audit_question question = question_of(wish);
    struct audit_extent extent;
    bool failed = false;
    if (!wish->json)
        audit_print_heading();
    enum status status =
        audit_read(store, &question, wish->json ? show_json : show_row, &failed, &extent);
    if (status == STATUS_OK && !failed && !wish->json)
        audit_print_extent(&extent);
    if (failed || fflush(stdout) != 0 || ferror(stdout))
        return ctl_fail(EX_IOERR, "the lines cannot be written: %s", strerror(errno));
    if (status == STATUS_DAMAGED)
        return tell_damage(&extent);
    return status == STATUS_OK ? 0 : ctl_fail(stores_exit_code(status), "%s", status_text(status));
}

int audit_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        NULL,
        "Tells who saw or did what, while the daemon runs or not, from the first line to the "
        "last; with options only the lines that all of them fit.\v"
        "A line of a list tells the question that was asked, not the children that were shown. "
        "Every line is read, and it is told when one was changed, moved or taken out. That the "
        "log is read is put on record first, and with it every attempt that was refused until "
        "then; whoever may read this machine's files can also read them without this program.\n\n"
        "Example:\n"
        "  wachtpostctl audit -c wachtpostd.conf --plek 06010713 K7QX-2M4A\n\n"
        "Exit codes: 0 done, 64 wrong usage, 74 the log is damaged or cannot be read, 75 the "
        "store is in use or full, or the daemon gives no answer, 77 this user may not, 78 "
        "mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {.from = DAY_NONE, .until = DAY_NONE};
    struct opened_store opened = {NULL, NULL};
    ctl_parse(&argp, count, arguments, &wish);
    int code = wish.directory ? 0 : put_on_record(&wish);
    if (code == 0)
        code = stores_open_beside(wish.conf, wish.directory, &opened);
    if (code == 0)
        code = show(opened.store, &wish);
    stores_close(&opened);
    return code;
}
