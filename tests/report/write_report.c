/* write_report DIR SEED SIZE openbaar|kring [late] [noted] [90d] [old]: the regiomonitor of
 * a made-up region (SIZE 1000: as large as Haaglanden), for tests that read files and for
 * whoever wants to look at the page. Prints the children it is about. */
#include "client/report/regiomonitor.h"
#include "tests/report/made_up.h"

#include <stdlib.h>

#define MEMORY ((size_t)256 * 1024 * 1024)

#define WORDS(text)                                                                                \
    { (const uint8_t *)(text), sizeof(text) - 1 }

static const struct norm_status norms[] = {
    {.id = WORDS("3m"), .description = WORDS("langer dan drie maanden")},
    {.id = WORDS("90d"), .description = WORDS("meer dan 90 dagen")},
};

static const char old_series[] = "kwartaal;figuur;hulpvorm;waarde\n"
                                 "2021Q4;wachtplekken_schadelijk;AMBULANTE_JEUGD_GGZ;839\n"
                                 "2022Q2;wachtplekken_schadelijk;;1392\n"
                                 "2022Q2;wachtplekken_schadelijk;KDC;3\n"
                                 "2022Q4;wachtplekken_schadelijk;;1420\n"
                                 "2023Q2;wachtplekken_schadelijk;AMBULANTE_JEUGD_GGZ;1114\n"
                                 "2022Q4;wachtplekken_schadelijk_bescherming;;38\n"
                                 "2023Q2;aandeel_aanbieders_3_maanden_langst;;17,4\n";

static bool has_word(int argc, char **argv, const char *word) {
    for (int i = 5; i < argc; i++)
        if (strcmp(argv[i], word) == 0)
            return true;
    return false;
}

static enum status make(struct made_up *region, bool circle, bool old, struct arena *arena,
                        struct report_files *files, struct complaint *complaint) {
    struct figures_source source = made_up_source(region);
    struct imported_reading reading = {0};
    instant_t as_known_at;
    enum status status = imported_read(bytes_of_text(old_series), bytes_of_text("reeks/oud"),
                                       INT32_MAX, arena, &reading);
    const struct regiomonitor_wish wish = {
        .question = {.last = day_of_civil(2025, 9, 30),
                     .audience = circle ? AUDIENCE_CIRCLE : AUDIENCE_PUBLIC,
                     .region_day = DAY_NONE},
        .series_count = old,
        .series = &reading.series,
        .norm_count = sizeof norms / sizeof *norms,
        .norms = norms};
    if (status != STATUS_OK)
        return status;
    return regiomonitor_make(&source, &wish, arena, files, &as_known_at, complaint);
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fprintf(stderr, "usage: write_report DIR SEED SIZE openbaar|kring [late] [noted] [90d] "
                        "[old]\n");
        return 64;
    }
    const struct made_up_options options = {.seed = strtoull(argv[2], NULL, 10),
                                            .size_permille = (unsigned)strtoul(argv[3], NULL, 10),
                                            .late = has_word(argc, argv, "late"),
                                            .noted_since = has_word(argc, argv, "noted"),
                                            .norm_id = has_word(argc, argv, "90d") ? "90d" : "3m"};
    struct complaint complaint = {0};
    struct report_files files = {0};
    struct made_up *region = made_up_new(&options);
    struct arena *arena = arena_new(MEMORY);
    enum status status = region && arena ? STATUS_OK : STATUS_NO_MEMORY;
    bool circle = strcmp(argv[4], "kring") == 0;
    if (status == STATUS_OK)
        status = make(region, circle, has_word(argc, argv, "old"), arena, &files, &complaint);
    if (status == STATUS_OK)
        status = files_write(&files, argv[1], READERS_ALL, &complaint);
    if (status == STATUS_OK)
        made_up_list(region, stdout);
    else
        fprintf(stderr, "%s %s\n", status_text(status), complaint.text);
    made_up_free(&region);
    arena_free(&arena);
    return status != STATUS_OK;
}
