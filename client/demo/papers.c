/* What the quarter leaves on paper: a coordinator's worklist, the regiomonitor and the feed
 * for Startpunt, each written by the command that anybody would use. */
#include "client/demo/papers.h"

#include "client/demo/children.h"
#include "client/language.h"

/* So many of the most urgent places somebody has by now. */
#define TAKEN_PLACES 60

/* The first ones are nobody's yet, so that the worklist has something to say. */
#define LEFT_ALONE 3

static enum status take(struct play *play, const struct place_row *row, size_t nth,
                        struct complaint *complaint) {
    static const enum taken_state states[] = {OPGEPAKT, INGEBRACHT, NIET_MOGELIJK, OPGEPAKT,
                                              LOSGELATEN};
    struct asker asker = play_asker(play, play->coordinator_line);
    struct take_reply reply;
    const struct take_request request = {
        .agb = row->agb,
        .place_id = row->place.id,
        .state = states[nth % (sizeof states / sizeof *states)],
        .obstacle = (enum obstacle)(GEEN_CAPACITEIT + nth % (OBSTACLE_COUNT - GEEN_CAPACITEIT))};
    enum status status = ask_take(&asker, &request, &reply, complaint);
    if (status == STATUS_OK && reply.head.status != ANSWER_OK)
        return complain(complaint, STATUS_DAMAGED, _("een plek liet zich niet oppakken: %s"),
                        answer_name(reply.head.status));
    return status;
}

/* The rows live in the arena until all of them are taken. */
enum status play_take_places(struct play *play, struct complaint *complaint) {
    struct asker asker = play_asker(play, play->coordinator_line);
    const struct places_request request = {
        .on = DAY_NONE, .beyond_only = true, .offset = LEFT_ALONE, .limit = TAKEN_PLACES};
    struct places_reply reply;
    arena_reset(play->arena);
    enum status status = ask_places(&asker, &request, &reply, complaint);
    if (status == STATUS_OK && reply.head.status != ANSWER_OK)
        return complain(complaint, STATUS_DAMAGED, _("de plekken kwamen niet: %s"),
                        answer_name(reply.head.status));
    for (size_t i = 0; i < reply.row_count && status == STATUS_OK; i++)
        status = take(play, &reply.rows[i], i, complaint);
    return status;
}

/* `wachtpost` itself, against the daemon that still runs; `words` end with NULL. */
static enum status run(struct play *play, const struct player *player, const char *const *words,
                       struct complaint *complaint) {
    char config[PATH_MAX], log[PATH_MAX];
    const char *arguments[16] = {NULL};
    size_t count = 0;
    for (; words[count]; count++) {
        ENSURE(count + 5 < sizeof arguments / sizeof *arguments);
        arguments[count] = words[count];
    }
    arguments[count++] = "-c";
    arguments[count++] = folder_file(&play->folder, config, "%s.conf", player->name);
    arguments[count++] = "--server";
    arguments[count] = play->server.endpoint;
    const struct child_options options = {
        "wachtpost", folder_file(&play->folder, log, "wachtpost.log"), arguments};
    return child_run(&options, complaint);
}

static enum status explain(struct play *play, struct complaint *complaint) {
    static const char text[] = "Alle aanbieders leveren voor het eerst dagelijks; de cijfers van "
                               "daarvoor kwamen uit de uitvraag per kwartaal.";
    char from[DAY_TEXT_SIZE];
    const char *const words[] = {"duiding", "add", "--from", day_text(play->first_day, from),
                                 "--break", text,  NULL};
    return run(play, &play->steward, words, complaint);
}

/* The last day of the quarter that ended last. */
static day_t last_quarter(const struct play *play) {
    struct civil civil = civil_of_day(play->first_day + play->days);
    return day_of_civil(civil.year, (civil.month - 1) / 3 * 3 + 1, 1) - 1;
}

/* As the report names it: "2025Q1". */
static const char *last_quarter_text(const struct play *play, char text[32]) {
    struct civil civil = civil_of_day(last_quarter(play));
    snprintf(text, 32, "%04dQ%d", civil.year, civil.month / 3);
    return text;
}

bool papers_have_monitor(const struct play *play) {
    return play->first_day <= last_quarter(play);
}

static enum status write_monitor(struct play *play, struct complaint *complaint) {
    char quarter[32], path[PATH_MAX];
    const char *const words[] = {"report",    "regiomonitor",
                                 "--quarter", last_quarter_text(play, quarter),
                                 "-o",        folder_file(&play->folder, path, "regiomonitor"),
                                 NULL};
    return run(play, &play->analist, words, complaint);
}

static enum status write_papers(struct play *play, struct complaint *complaint) {
    char path[PATH_MAX];
    /* Nobody read it yet: what is new stays new for who asks next. */
    const char *const worklist[] = {"worklist", "--no-move", "--html",
                                    folder_file(&play->folder, path, "werklijst.html"), NULL};
    enum status status = run(play, &play->coordinator, worklist, complaint);
    if (status == STATUS_OK && papers_have_monitor(play))
        status = write_monitor(play, complaint);
    if (status != STATUS_OK)
        return status;
    const char *const startpunt[] = {"report", "startpunt", "-o",
                                     folder_file(&play->folder, path, "startpunt"), NULL};
    return run(play, &play->analist, startpunt, complaint);
}

static enum status configure(struct play *play, struct complaint *complaint) {
    const struct player *const players[] = {&play->coordinator, &play->steward, &play->analist};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof players / sizeof *players && status == STATUS_OK; i++)
        status = player_configure(players[i], &play->folder, play->server.curve_key, complaint);
    return status;
}

enum status play_papers(struct play *play, struct complaint *complaint) {
    enum status status = configure(play, complaint);
    if (status == STATUS_OK)
        status = explain(play, complaint);
    return status == STATUS_OK ? write_papers(play, complaint) : status;
}
