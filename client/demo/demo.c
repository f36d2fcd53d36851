#include "client/demo/demo.h"

#include "client/demo/children.h"
#include "client/demo/final.h"
#include "client/demo/papers.h"
#include "client/durable.h"
#include "client/language.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sysexits.h>

/* Winter time, no holidays, and the last days of February in it. */
#define FIRST_DAY_YEAR 2025
#define FIRST_DAY_MONTH 1
#define FIRST_DAY_DAY 6 /* a Monday */
#define QUARTER_DAYS 91
#define QUICK_DAYS 28
#define QUICK_AANBIEDERS 24

#define EXIT_INTERRUPTED 130

static bool is_empty(const char *path) {
    DIR *folder = opendir(path);
    size_t entries = 0;
    if (!folder)
        return false;
    while (readdir(folder))
        entries++;
    closedir(folder);
    return entries <= 2; /* "." and ".." */
}

static enum status make_folder(const char *path, struct complaint *complaint) {
    enum status status = durable_folder(path, complaint);
    if (status == STATUS_OK && !is_empty(path))
        return complain(complaint, STATUS_BAD_CONFIG,
                        _("%s is niet leeg; noem met --dir een andere map"), path);
    return status;
}

static void greet(struct play *play, uint64_t seed) {
    char day[DAY_WORDS_SIZE];
    screen_line(&play->screen,
                _("wachtpost demo: een kwartaal in een verzonnen regio (zaad %" PRIu64 ")"), seed);
    screen_line(&play->screen, _("%zu aanbieders, %d weken vanaf %s; niemand hierin bestaat echt"),
                region_aanbieder_count(play->region), play->days / 7,
                day_words_long(play->first_day, day));
}

static enum status perform(struct play *play, const struct demo_options *options,
                           struct complaint *complaint) {
    struct region_options region = {options->seed,
                                    options->quick ? QUICK_AANBIEDERS : REGION_AANBIEDERS,
                                    day_of_civil(FIRST_DAY_YEAR, FIRST_DAY_MONTH, FIRST_DAY_DAY)};
    play->folder.path = options->directory;
    play->first_day = region.first_day;
    play->days = options->quick ? QUICK_DAYS : QUARTER_DAYS;
    play->screen = screen_on(stdout, play->days);
    play->region = region_new(&region);
    if (!play->region)
        return STATUS_NO_MEMORY;
    play->story = story_plan(play->region, play->first_day, play->days);
    greet(play, options->seed);
    enum status status = make_folder(options->directory, complaint);
    if (status == STATUS_OK)
        status = play_prepare(play, options->seed, complaint);
    if (status == STATUS_OK)
        status = play_quarter(play, complaint);
    if (status == STATUS_OK)
        status = play_papers(play, complaint);
    if (status == STATUS_OK) /* stopped, but so that the reader can start it again */
        status = server_finish(&play->server, complaint);
    if (status == STATUS_OK)
        final_screen(play, options->program);
    return status;
}

static int exit_code(enum status status, const struct complaint *complaint) {
    if (status == STATUS_OK)
        return EX_OK;
    if (interrupted()) {
        fprintf(stderr, _("wachtpost: onderbroken; de daemon is gestopt\n"));
        return EXIT_INTERRUPTED;
    }
    fprintf(stderr, "wachtpost: %s\n", complaint->text[0] ? complaint->text : status_text(status));
    return status == STATUS_BAD_CONFIG ? EX_CONFIG : EX_SOFTWARE;
}

int demo_run(const struct demo_options *options) {
    struct complaint complaint = {0};
    enum status status = keys_init();
    struct play *play = calloc(1, sizeof *play);
    interruptions_hold();
    if (status == STATUS_OK)
        status = play ? perform(play, options, &complaint) : STATUS_NO_MEMORY;
    if (play) {
        if (status != STATUS_OK && play->screen.out)
            screen_end(&play->screen);
        play_end(play);
    }
    free(play);
    return exit_code(status, &complaint);
}
