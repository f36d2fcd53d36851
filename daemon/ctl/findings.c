#include "daemon/ctl/findings.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/ctl/ctl.h"
#include "daemon/ctl/stores.h"
#include "daemon/domain/block.h"

/* Progress is told after so many ticks, and each time that so many have passed. */
enum { TICKS_BETWEEN = 5 };

/* ---- what a key says, one part after the other */

enum part { END, AGB, EVENT, NUMBER, RECORD, BLIND, EPOCH, SIXTY_FOUR, DAY, BLOCK, NAME };

static const enum part keys[TABLE_COUNT][4] = {
    [TABLE_STATE] = {NAME},
    [TABLE_AANBIEDER] = {AGB},
    [TABLE_LEFT] = {AGB, BLIND},
    [TABLE_HISTORY] = {AGB, BLIND, EVENT},
    [TABLE_NUMBER] = {AGB, EPOCH, SIXTY_FOUR},
    [TABLE_DUE] = {DAY, AGB},
    [TABLE_JEUGDIGE] = {BLIND},
    [TABLE_ALERT] = {NUMBER},
    [TABLE_AUDIT] = {NUMBER},
    [TABLE_JOURNAL] = {RECORD},
    [TABLE_BODY] = {EVENT},
    [TABLE_OUTCOME] = {EVENT},
    [TABLE_TAKEN] = {AGB, BLIND, EVENT},
    [TABLE_DUIDING] = {EVENT},
    [TABLE_PUBLICATION] = {NAME},
    [TABLE_CONFIG] = {EVENT},
    [TABLE_BLOCK] = {AGB, BLOCK},
    [TABLE_FORMER] = {AGB, BLOCK, EVENT},
};

static size_t print_number(const char *what, const uint8_t *at, size_t size) {
    if (size < 8)
        return 0;
    printf("%s %" PRIu64, what, store_u64_of_key(at));
    return 8;
}

static size_t print_text(const char *what, const uint8_t *at, size_t size, size_t wanted) {
    if (size < wanted)
        return 0;
    printf("%s ", what);
    for (size_t i = 0; i < wanted; i++)
        putchar(at[i] >= ' ' && at[i] <= '~' ? at[i] : '?');
    return wanted;
}

static size_t print_days(const uint8_t *at, size_t size, day_t each) {
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    if (size < 4)
        return 0;
    const int64_t from = (int64_t)store_day_of_key(at) * each;
    if (from < day_of_civil(1, 1, 1) || from > day_of_civil(9999, 1, 1))
        return 0;
    printf("%s", each == 1 ? "day " : "days ");
    fputs(day_text((day_t)from, first), stdout);
    if (each > 1)
        printf(" to %s", day_text((day_t)from + each - 1, last));
    return 4;
}

static size_t print_hex(const char *what, const uint8_t *at, size_t size, size_t wanted) {
    char text[2 * 16 + 1];
    if (size < wanted)
        return 0;
    printf("%s %s", what, findings_hex(at, wanted, text));
    return wanted;
}

static size_t print_sixty_four(const uint8_t *at, size_t size) {
    if (size < 4)
        return 0;
    const uint64_t record =
        (uint64_t)at[0] << 24 | (uint64_t)at[1] << 16 | (uint64_t)at[2] << 8 | at[3];
    printf("about numbers %" PRIu64 " to %" PRIu64, record * 64 + 1, record * 64 + 64);
    return 4;
}

/* How many bytes it took; 0: the key is none of this table. */
static size_t print_part(enum part part, const uint8_t *at, size_t size) {
    switch (part) {
    case AGB:
        return print_text("aanbieder", at, size, 8);
    case EVENT:
        return print_number("event", at, size);
    case NUMBER:
        return print_number("number", at, size);
    case RECORD:
        return print_number("record", at, size);
    case BLIND:
        return print_hex("blind", at, size, 16);
    case EPOCH:
        return print_hex("epoch", at, size, 16);
    case SIXTY_FOUR:
        return print_sixty_four(at, size);
    case DAY:
        return print_days(at, size, 1);
    case BLOCK:
        return print_days(at, size, BLOCK_DAYS);
    case NAME:
        return print_text("named", at, size, size);
    case END:
        break;
    }
    return 0;
}

static void print_key(enum store_table table, struct bytes key) {
    size_t at = 0;
    for (size_t i = 0; i < 4 && keys[table][i] != END && at < key.size; i++) {
        fputs(i == 0 ? " " : ", ", stdout);
        const size_t taken = print_part(keys[table][i], key.at + at, key.size - at);
        if (taken == 0)
            break;
        at += taken;
    }
    if (at == key.size)
        return;
    fputs(" key ", stdout);
    for (size_t i = 0; i < key.size; i++)
        printf("%02x", key.at[i]);
}

/* ---- the listener */

static void forget_progress(const struct findings *findings) {
    if (findings->shows_progress)
        fputs("\r\033[K", stderr);
}

static void print_finding(void *context, const struct store_finding *finding) {
    struct findings *findings = context;
    forget_progress(findings);
    findings->count++;
    if (finding->table >= TABLE_COUNT) {
        printf("store: %s\n", finding->what);
        return;
    }
    fputs(store_table_name(finding->table), stdout);
    if (finding->key.size > 0)
        print_key(finding->table, finding->key);
    printf(": %s\n", finding->what);
}

static bool is_stopped(void) {
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGINT) ||
            sigismember(&pending, SIGHUP));
}

static bool tell_progress(void *context, const struct store_progress *progress) {
    struct findings *findings = context;
    if (++findings->ticks % TICKS_BETWEEN == 0 && findings->shows_progress && progress->total > 0) {
        const uint64_t percents =
            progress->done < progress->total ? progress->done * 100 / progress->total : 100;
        fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " records, %" PRIu64 "%%", progress->done,
                progress->total, percents);
    }
    findings->stopped = is_stopped();
    return !findings->stopped;
}

struct store_listener findings_listener(struct findings *findings) {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &ending, NULL);
    *findings = (struct findings){.shows_progress = isatty(STDERR_FILENO)};
    return (struct store_listener){print_finding, tell_progress, findings};
}

/* A backup is one file, a store a folder. */
static bool is_backup(const char *path) {
    struct stat found;
    return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

int findings_exit_code(const struct findings *findings, enum status status, const char *path,
                       const struct complaint *complaint) {
    forget_progress(findings);
    if (findings->count > 0 && is_backup(path))
        return ctl_fail(EX_DATAERR,
                        "%s: is damaged (findings: %zu); nothing was made of it or changed: take "
                        "the backup before it",
                        path, findings->count);
    if (findings->count > 0)
        return ctl_fail(EX_DATAERR,
                        "%s: is damaged (findings: %zu); nothing was changed. wachtpostctl rebuild "
                        "tells what the journal still knows, wachtpostctl restore puts a backup in "
                        "its place",
                        path, findings->count);
    if (status == STATUS_OK)
        return 0;
    const int code = status == STATUS_DAMAGED ? EX_DATAERR : stores_exit_code(status);
    return ctl_fail(code, "%s", complaint->text[0] ? complaint->text : status_text(status));
}

int findings_exit_code_of_making(const struct findings *findings, enum status status,
                                 const char *path, const struct complaint *complaint) {
    if (status == STATUS_FULL || (status == STATUS_BUSY && !findings->stopped))
        return ctl_fail(EX_CANTCREAT, "%s", complaint->text);
    return findings_exit_code(findings, status, path, complaint);
}

/* ---- the rest */

const char *findings_hex(const uint8_t *bytes, size_t size, char *text) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * size] = '\0';
    return text;
}

void findings_print_facts(const struct store_facts *facts, const char *key_file) {
    char instant[INSTANT_TEXT_SIZE], incarnation[2 * STORE_INCARNATION_BYTES + 1];
    char check[2 * STORE_KEY_CHECK_BYTES + 1];
    printf("  events       %" PRIu64 "\n  alerts       %" PRIu64 "\n  audit lines  %" PRIu64
           "\n  last event   %s\n",
           facts->events, facts->alerts, facts->audit_lines,
           facts->events ? instant_text(facts->instant, instant) : "none");
    printf("  incarnation  %s\n  store key    %s, key check %s\n",
           findings_hex(facts->incarnation, sizeof facts->incarnation, incarnation), key_file,
           findings_hex(facts->key_check, sizeof facts->key_check, check));
}

int findings_options(const char *conf, const char *directory, struct settings_file **file,
                     struct store_options *options) {
    struct mistakes mistakes;
    enum status status = settings_read(conf, file, &mistakes);
    if (status != STATUS_OK)
        return ctl_tell(&mistakes, status);
    *options = stores_options(*file, directory);
    return 0;
}
