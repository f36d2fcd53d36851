/* Options that questions about places and figures share, and how their values are read.
 * What cannot be understood ends the program with 64 and says what could have been given. */
#ifndef WACHTPOST_CLIENT_CLI_ASKING_H
#define WACHTPOST_CLIENT_CLI_ASKING_H

#include "client/cli/session.h"
#include "client/render_questions.h"
#include "proto/model/limits.h"
#include "proto/model/question.h"

/* A list of codes to choose from, by their names. */
struct code_list {
    const char *unknown; /* "geen hulpvorm" */
    size_t first, count;
    const char *(*name)(size_t code);
};
extern const struct code_list hulpvorm_codes, maatregel_codes, urgentie_codes, purpose_codes,
    taken_state_codes, obstacle_codes, dimension_codes, measure_codes, clock_codes,
    alert_kind_codes;

/* The code of that name, in either case, '-' as good as '_'. */
size_t asking_code(const struct argp_state *state, const struct code_list *list, const char *text);
/* "2025-01-31" or "31-01-2025". */
day_t asking_day(const struct argp_state *state, const char *option, const char *text);
/* An instant, or a date: 00:00 on that day. */
instant_t asking_instant(const struct argp_state *state, const char *option, const char *text);
uint64_t asking_number(const struct argp_state *state, const char *option, const char *text,
                       uint64_t least, uint64_t most);
struct agb asking_agb(const struct argp_state *state, const char *text);
/* The code of a gemeente of the region, now or once, by code or name; static. */
const char *asking_gemeente(const struct argp_state *state, const char *text);

/* Each of the names between the commas of `text`. */
void asking_list(const struct argp_state *state, const char *text,
                 void (*take)(const struct argp_state *state, const char *name, void *context),
                 void *context);

/* --csv; its input is a bool. Beside configuration's --json: a child of its own, for a
 * command that can. */
extern const struct argp csv_argp;
/* Ends the program when both were given. */
enum format asking_format(const struct argp_state *state, const struct configuration *configuration,
                          bool csv);

/* What is asked about, as when, by which norm. */
struct asking {
    bool any; /* of these options was given */
    instant_t as_known_at;
    struct bytes norm_id; /* borrowed from the command line */
    size_t aanbieder_count, gemeente_count, gi_count;
    struct agb aanbieders[MAX_FILTER_VALUES], gis[MAX_FILTER_VALUES];
    struct bytes gemeenten[MAX_FILTER_VALUES];
    uint32_t hulpvormen, maatregelen, urgenties;
};
/* As a child of a command's own argp; its input is the asking, zeroed. */
extern const struct argp asking_argp;
/* Only what the filter is made of. */
extern const struct argp filter_argp;
/* Borrows the lists. */
struct filter asking_filter(const struct asking *asking);
/* As session_exit, and says what it means when the named norm is not one of the server's. */
enum exit_code asking_exit(const struct asking *asking, const struct reply_head *head);

#endif
