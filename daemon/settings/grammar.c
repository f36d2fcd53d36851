#include "daemon/settings/grammar.h"

#include <stdio.h>

#include "daemon/domain/retain.h"

static const struct entry norm_part[] = {
    {.name = "from",
     .kind = ENTRY_TEXT,
     .fallback = "1990-01-01",
     .words = "First day on which this norm is in force."},
    {.name = "months",
     .kind = ENTRY_NUMBER,
     .min = 1,
     .max = 24,
     .fallback = "3",
     .words = "Longer than so many calendar months is schadelijk. For a norm in days write\n"
              "days = 90 instead of months and inclusive."},
    {.name = "days", .kind = ENTRY_NUMBER, .min = 1, .max = 730},
    {.name = "inclusive",
     .kind = ENTRY_FLAG,
     .fallback = "false",
     .words = "true: schadelijk on the day itself that is so many months on, not the day after."},
    {.name = "levels",
     .kind = ENTRY_LIST,
     .fallback = "{6, 9, 12}",
     .words = "Further levels that are announced, in months: any of 6, 9 and 12, or {}."},
    {.name = "warning_days",
     .kind = ENTRY_NUMBER,
     .min = 0,
     .max = 60,
     .fallback = "14",
     .words = "Announce a crossing so many days ahead; 0 is never."},
    {0}};

static const struct entry regio_part[] = {{.name = "gemeenten", .kind = ENTRY_LIST},
                                          {.name = "hulpvormen", .kind = ENTRY_LIST},
                                          {.name = "from", .kind = ENTRY_TEXT},
                                          {.name = "until", .kind = ENTRY_TEXT},
                                          {0}};

static const struct entry aanbieder_part[] = {
    {.name = "naam", .kind = ENTRY_TEXT},
    {.name = "telefoon", .kind = ENTRY_TEXT, .fallback = ""},
    {.name = "mail", .kind = ENTRY_TEXT, .fallback = ""},
    {.name = "interval_days", .kind = ENTRY_NUMBER, .min = 1, .max = 92, .fallback = "7"},
    {.name = "opvolger_van", .kind = ENTRY_TEXT, .fallback = ""},
    {0}};

static const struct entry scope_part[] = {{.name = "gemeenten", .kind = ENTRY_LIST},
                                          {.name = "hulpvormen", .kind = ENTRY_LIST},
                                          {.name = "gis", .kind = ENTRY_LIST},
                                          {0}};

const struct entry grammar_participant[] = {
    {.name = "roles", .kind = ENTRY_LIST},
    {.name = "persoon", .kind = ENTRY_TEXT, .fallback = ""},
    {.name = "keys", .kind = ENTRY_LIST},
    {.name = "revoked", .kind = ENTRY_TEXT},
    {.name = "aanbieder", .kind = ENTRY_SECTION, .titled = true, .part = aanbieder_part},
    {.name = "scope", .kind = ENTRY_SECTION, .part = scope_part},
    {0}};

static const char rank_order_words[] =
    "Which alert a coordinator reads first. WACHTDAGEN holds for every place and stands last.";
#define RANK_ORDER_ENTRY                                                                           \
    {                                                                                              \
        .name = "rank_order", .kind = ENTRY_LIST,                                                  \
        .fallback = "{\"URGENT\", \"NIET_GEHOLPEN\", \"ZONDER_OVERBRUGGING\", \"WACHTDAGEN\"}",    \
        .words = rank_order_words                                                                  \
    }

static const char norm_words[] =
    "When waiting becomes schadelijk. The title is the norm's id, which every alert and\n"
    "figure carries. To change the norm add a section with another id and a later from;\n"
    "leave the old one, the past was counted by it.";
#define NORM_ENTRY                                                                                 \
    {                                                                                              \
        .name = "norm", .kind = ENTRY_SECTION, .titled = true, .fallback = "3m",                   \
        .words = norm_words, .part = norm_part                                                     \
    }

static const char regio_words[] =
    "What the region buys together, for figures: a place counts on a day when a section\n"
    "admits it. Left out, gemeenten and hulpvormen mean all of them, from and until (both\n"
    "inclusive) no limit; without any section everything counts. To change it, end the\n"
    "section with an until and add another: the past is counted by what was in force then.\n"
    "Here: since 1 January 2024 Den Haag (0518) buys its ambulante hulp itself, and\n"
    "Voorschoten (0626) has left.";
static const char regio_shown[] =
    "regio \"samen\" {\n"
    "  gemeenten = {\"0503\", \"0518\", \"0603\", \"0629\", \"0637\", \"1783\", \"1842\", "
    "\"1916\",\n"
    "    \"1926\"}\n"
    "  hulpvormen = {\"DYSLEXIE\", \"DAGBEHANDELING\", \"KDC\", \"PLEEGZORG\", \"GEZINSHUIS\",\n"
    "    \"VERBLIJF_OPEN\", \"INTEGRALE_VERBLIJFSHULP\", \"JEUGDZORGPLUS\", \"CRISIS\", "
    "\"OVERIG\"}\n"
    "}\n"
    "regio \"ambulant\" {\n"
    "  gemeenten = {\"0503\", \"0603\", \"0629\", \"0637\", \"1783\", \"1842\", \"1916\", "
    "\"1926\"}\n"
    "  hulpvormen = {\"AMBULANT_JO\", \"AMBULANTE_JEUGD_GGZ\", \"LVB_AMBULANT\"}\n"
    "}\n"
    "regio \"den-haag-ambulant\" {\n"
    "  gemeenten = {\"0518\"}\n"
    "  hulpvormen = {\"AMBULANT_JO\", \"AMBULANTE_JEUGD_GGZ\", \"LVB_AMBULANT\"}\n"
    "  from = \"2015-01-01\"\n"
    "  until = \"2023-12-31\"\n"
    "}\n"
    "regio \"voorschoten\" {\n"
    "  gemeenten = {\"0626\"}\n"
    "  from = \"2015-01-01\"\n"
    "  until = \"2023-12-31\"\n"
    "}\n";
#define REGIO_ENTRY                                                                                \
    {                                                                                              \
        .name = "regio", .kind = ENTRY_SECTION, .titled = true, .words = regio_words,              \
        .part = regio_part, .shown = regio_shown                                                   \
    }

static const struct entry retention_part[] = {
    {.name = "bodies_months", .kind = ENTRY_NUMBER, .min = 1, .max = 13, .fallback = "13"},
    {.name = "places_months",
     .kind = ENTRY_NUMBER,
     .min = RETENTION_LEAST_PLACES_MONTHS,
     .max = 24,
     .fallback = "24"},
    {.name = "receipt_days",
     .kind = ENTRY_NUMBER,
     .min = RETENTION_LEAST_RECEIPT_DAYS,
     .max = 400,
     .fallback = "400"},
    {.name = "audit_years", .kind = ENTRY_NUMBER, .min = 1, .max = 5, .fallback = "5"},
    {.name = "backup_days", .kind = ENTRY_NUMBER, .min = 0, .max = 396, .fallback = "31"},
    {0}};

static const char retention_words[] =
    "How long children's data are kept; these are the longest terms that the law allows.\n"
    "Deliveries as they came (a week of them goes at once); a place and its alerts after it\n"
    "left (at the latest then, and at most two months earlier; 16 months at least, since a\n"
    "delivery may be 13 months late); which lines a receipt names; who saw or did what.\n"
    "Figures stay for ever. What a shorter term has removed does not come back. backup_days\n"
    "is how old a backup can be and still be opened: the store gets a new key each month, and\n"
    "keys it no longer needs stay so long.";
static const char retention_shown[] = "retention {\n"
                                      "  bodies_months = 13\n"
                                      "  places_months = 24\n"
                                      "  receipt_days = 400\n"
                                      "  audit_years = 5\n"
                                      "  backup_days = 31\n"
                                      "}\n";
#define RETENTION_ENTRY                                                                            \
    {                                                                                              \
        .name = "retention", .kind = ENTRY_SECTION, .words = retention_words,                      \
        .part = retention_part, .shown = retention_shown                                           \
    }

static const struct entry former_door_part[] = {{.name = "listen", .kind = ENTRY_TEXT},
                                                {.name = "listen_bell", .kind = ENTRY_TEXT},
                                                {.name = "server_key", .kind = ENTRY_TEXT},
                                                {0}};

const struct entry grammar_conf[] = {
    {.name = "listen",
     .kind = ENTRY_TEXT,
     .fallback = "tcp://127.0.0.1:7700",
     .words = "Where requests come in: tcp://ADDRESS:PORT. tcp://*:7700 is every address, port *\n"
              "takes a free one and logs it."},
    {.name = "listen_bell",
     .kind = ENTRY_TEXT,
     .fallback = "tcp://127.0.0.1:7701",
     .words = "Where the bell rings when there are new alerts."},
    {.name = "store",
     .kind = ENTRY_TEXT,
     .fallback = "store",
     .words = "Folder of the store. Here and below a path that does not start with / begins at\n"
              "this file's own folder."},
    {.name = "store_key",
     .kind = ENTRY_TEXT,
     .fallback = "store.key",
     .words =
         "File with the keys that seal the store, mode 0600. Without it the store is lost: keep\n"
         "a copy on another machine. wachtpostd adds a key each month, and removes those that\n"
         "nothing needs any more: so renew the copy, and let the folder be one where it may\n"
         "write."},
    {.name = "server_key",
     .kind = ENTRY_TEXT,
     .fallback = "server.seed",
     .words = "File with the seed of the server's own key, mode 0600. \"credential:NAME\" is what\n"
              "systemd hands over as NAME (LoadCredential=)."},
    {.name = "former_door",
     .kind = ENTRY_SECTION,
     .part = former_door_part,
     .words = "While the server's own key is replaced, a section former_door with a listen, a\n"
              "listen_bell and a server_key of its own serves the former key where it always was;\n"
              "wachtpostctl rotate-server writes it, and takes it away again."},
    {.name = "engine_socket",
     .kind = ENTRY_TEXT,
     .fallback = "engine.sock",
     .words = "Socket between the two halves of the daemon."},
    {.name = "control_socket",
     .kind = ENTRY_TEXT,
     .fallback = "control.sock",
     .words = "Socket on which wachtpostctl tells a running daemon what to do; for root and the\n"
              "daemon's own user."},
    {.name = "metrics",
     .kind = ENTRY_TEXT,
     .fallback = "",
     .words =
         "Where figures for Prometheus, and whether the daemon is well, are served over HTTP:\n"
         "ADDRESS:PORT, as 127.0.0.1:9770; port * takes a free one and logs it. There is no\n"
         "key on that door and nothing about children behind it. Empty: nowhere; to begin,\n"
         "start wachtpostd again."},
    {.name = "metrics_socket",
     .kind = ENTRY_TEXT,
     .fallback = "metrics.sock",
     .words = "Socket on which the engine tells its figures to what serves them."},
    {.name = "participants",
     .kind = ENTRY_TEXT,
     .fallback = "deelnemers.d",
     .words = "Folder with one file per participant, NAME.conf; made by wachtpostctl enrol."},
    {.name = "map_mib",
     .kind = ENTRY_NUMBER,
     .min = 1,
     .max = 16777216,
     .fallback = "65536",
     .words = "Room for the store in MiB, reserved as addresses, not on disk."},
    {.name = "clock_check",
     .kind = ENTRY_TEXT,
     .fallback = "kernel",
     .words = "Whom to ask whether this machine's clock is kept right, after it was started:\n"
              "kernel, or none where the kernel cannot know, as in a container or a virtual\n"
              "machine whose host keeps the time. A clock that is set by more than 15 minutes, or\n"
              "after a start is more than 36 hours off the last event, is never believed before\n"
              "wachtpostctl release. Let the daemon start when the clock is right: on Debian with\n"
              "systemctl enable systemd-time-wait-sync, or chrony-wait."},
    {.name = "log_level",
     .kind = ENTRY_TEXT,
     .fallback = "info",
     .words = "How much is logged: error, warn, info or debug."},
    {.name = "user",
     .kind = ENTRY_TEXT,
     .fallback = "",
     .words =
         "Started as root, wachtpostd and wachtpostctl become this user before they do\n"
         "anything else; all files named here must be that user's. Empty: stay who starts it."},
    RANK_ORDER_ENTRY,
    NORM_ENTRY,
    REGIO_ENTRY,
    RETENTION_ENTRY,
    {0}};

const struct entry grammar_canonical[] = {
    RANK_ORDER_ENTRY,
    NORM_ENTRY,
    REGIO_ENTRY,
    RETENTION_ENTRY,
    {.name = "participant", .kind = ENTRY_SECTION, .titled = true, .part = grammar_participant},
    {0}};

const struct entry *grammar_find(const struct entry *entries, struct bytes name) {
    for (; entries->name != NULL; entries++)
        if (bytes_equal(bytes_of_text(entries->name), name))
            return entries;
    return NULL;
}

static size_t least(size_t a, size_t b, size_t c) {
    size_t smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

#define MAX_COMPARED 32

/* Levenshtein's distance over the first MAX_COMPARED bytes of both. */
static size_t distance(struct bytes a, struct bytes b) {
    size_t row[MAX_COMPARED + 1];
    size_t a_size = a.size < MAX_COMPARED ? a.size : MAX_COMPARED;
    size_t b_size = b.size < MAX_COMPARED ? b.size : MAX_COMPARED;
    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t above = row[j];
            size_t change = a.at[i - 1] == b.at[j - 1] ? 0 : 1;
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + change);
            diagonal = above;
        }
    }
    return row[b_size];
}

/* Like it when at least half of it is. */
const char *grammar_nearest(const struct entry *entries, struct bytes name) {
    const char *nearest = NULL;
    size_t best = name.size / 2 + 1;
    for (; entries->name != NULL; entries++) {
        size_t far = distance(bytes_of_text(entries->name), name);
        if (far < best) {
            best = far;
            nearest = entries->name;
        }
    }
    return nearest;
}

const char *grammar_names(const struct entry *entries, char text[GRAMMAR_NAMES_SIZE]) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; entries[i].name != NULL && used < GRAMMAR_NAMES_SIZE; i++)
        used += (size_t)snprintf(text + used, GRAMMAR_NAMES_SIZE - used, "%s%s", i > 0 ? ", " : "",
                                 entries[i].name);
    return text;
}
