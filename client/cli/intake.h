/* A file for a command that delivers: its options, reading it, and telling what is wrong with it
 * or what is in it. What is told goes to a FILE of the caller's: the screen, or a report beside
 * the file. */
#ifndef WACHTPOST_CLIENT_CLI_INTAKE_H
#define WACHTPOST_CLIENT_CLI_INTAKE_H

#include "client/cli/configuration.h"
#include "client/outbox/outbox.h"
#include "client/source/doubt.h"
#include "client/source/source.h"

/* Plain value; all zero is a file that is read by its content and every doubt counts for. */
struct intake {
    const char *file;    /* "-" is stdin; NULL until one is named */
    const char *outflow; /* a second file, or NULL */
    enum source_format format;
    instant_t peilmoment; /* 0 until the caller or an option sets it */
    bool check, show, dry_run;
    bool any_agb;
    unsigned overruled; /* DOUBT_BITs */
};

/* The options and the file's name, as a child of a command's own argp; its input is the intake. */
extern const struct argp intake_argp;

/* Nothing is to be sent: it is only looked at. */
bool intake_only_looks(const struct intake *intake);

/* What came of it. Lives as long as the arena. */
struct intake_taken {
    struct source_reading reading;
    bool cut;            /* a file may have been cut off */
    instant_t file_time; /* when it was last written; 0: not known */
    uint64_t waiting;    /* it is in the outbox already, under this request id; 0: it is not */
};

/* Reads and checks. What is wrong, what is left out and what is not read is told to `told`; with
 * configuration->json the mistakes go to `json` as JSON instead. EXIT_DONE; EXIT_BAD_DATA:
 * mistakes, or a file that is not there; EXIT_BAD_CONFIG: the mapping; EXIT_NOT_DELIVERED. */
enum exit_code intake_read(const struct intake *intake, const struct configuration *configuration,
                           struct arena *arena, FILE *told, FILE *json, struct intake_taken *taken);

/* The list that was taken in before, for the doubts and --dry-run. */
struct intake_last {
    bool known;
    struct wachtlijst list;
    size_t aanname_count;
    const struct raw_aanname *aanname;
    instant_t taken_at;
    uint64_t waiting; /* to be sent still, under this request id; 0: it is not */
};
/* Asks the outbox of the configuration's AGB-code; `outbox` NULL: opens it, where there is one.
 * Not known is EXIT_DONE too. Everything lives in the arena. */
enum exit_code intake_recall(const struct configuration *configuration, struct outbox *outbox,
                             struct arena *arena, struct intake_last *last);

/* EXIT_BAD_DATA: one of the classic mistakes (doubt.h), and `told` is told which. The same file
 * again is none while it still waits: whoever pushes it wants it sent, not put in twice
 * (taken->waiting). */
enum exit_code intake_judge(const struct intake *intake, struct intake_taken *taken,
                            const struct intake_last *last, struct arena *arena, FILE *told);

/* Says that the file is good, and how much is in it. */
void intake_praise(const struct intake *intake, const struct intake_taken *taken, FILE *told);

/* Writes to stdout exactly what would leave the building (--show), or what would change
 * (--dry-run), as JSON with configuration->json. */
enum exit_code intake_show(const struct configuration *configuration,
                           const struct intake_taken *taken);
enum exit_code intake_compare(const struct configuration *configuration,
                              const struct intake_taken *taken, const struct intake_last *last,
                              struct arena *arena);

#endif
