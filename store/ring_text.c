#include "store/ring_text.h"

#include <sodium.h>
#include <stdio.h>

enum { MAX_WORDS = 6 };

static const char heading[] =
    "# The key ring of a wachtpost store. Without it neither the store nor a backup of it can be\n"
    "# read; whoever has it reads every copy of the store that was sealed with a key below.\n"
    "#\n"
    "# wachtpostd adds a key each month and removes the ones that nothing needs any more. So:\n"
    "# - keep a copy on another machine, a new one whenever a key was added;\n"
    "# - remove old copies together with the backups they belong to: they hold the keys that\n"
    "#   have left this file, and with those what was forgotten can be read after all;\n"
    "# - use this file for one store only, and change nothing in it.\n"
    "#\n"
    "# First what stays the same for ever. Then the keys, oldest first; the last one seals:\n"
    "# number, from which day, key, and since when nothing is sealed with it.\n";

struct reading {
    const char *path;
    unsigned line;
    bool has_blind, has_check, has_sum;
    struct ring *ring;
    struct complaint *complaint;
};

/* Says where, and never what stands there: it may be half a key. */
static enum status mistake(const struct reading *reading, const char *what) {
    return complain(reading->complaint, STATUS_BAD_INPUT, "%s, line %u: %s", reading->path,
                    reading->line ? reading->line : 1, what);
}

static bool read_hex(const char *text, uint8_t *bytes, size_t size) {
    size_t found = 0;
    const char *end = NULL;
    return sodium_hex2bin(bytes, size, text, strlen(text), NULL, &found, &end) == 0 &&
           found == size && *end == '\0';
}

static bool read_number(const char *text, uint8_t *number) {
    unsigned value = 0;
    const size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 3 || text[digits] != '\0' || text[0] == '0')
        return false;
    for (; *text != '\0'; text++)
        value = value * 10 + (unsigned)(*text - '0');
    *number = (uint8_t)value;
    return value <= RING_MAX_KEYS;
}

static bool read_day(const char *text, day_t *day) {
    *day = DAY_NONE;
    return strcmp(text, "-") == 0 || day_parse(text, day);
}

static enum status read_root(struct reading *reading, char **words, size_t count, bool *has,
                             uint8_t *to, size_t size) {
    if (*has)
        return mistake(reading, "this stands in the file already");
    if (count != 2 || !read_hex(words[1], to, size))
        return mistake(reading, "not the right number of hexadecimal digits");
    *has = true;
    return STATUS_OK;
}

/* NUMBER DAY KEY, and unused DAY. */
static enum status read_key(struct reading *reading, char **words, size_t count) {
    struct ring *ring = reading->ring;
    struct ring_key key = {.unused_since = DAY_NONE};
    enum status status = STATUS_OK;
    uint8_t number = 0;
    if (!read_number(words[0], &number))
        return mistake(reading, "neither blind, check, sum nor the number of a key, 1 to 255");
    if (ring_find(ring, number) != NULL)
        return mistake(reading, "there is a key with this number already");
    if (count != 3 && count != 5)
        return mistake(reading, "not a number, a day and a key, with or without unused and a day");
    if (!read_day(words[1], &key.from))
        return mistake(reading, "the second word is no day such as 2026-01-31");
    if (ring->count > 0 && key.from < ring_newest(ring)->from)
        return mistake(reading, "this key is older than the one before it");
    if (count == 5 && (strcmp(words[3], "unused") != 0 || !day_parse(words[4], &key.unused_since)))
        return mistake(reading, "the key is not followed by unused and a day such as 2026-01-31");
    if (read_hex(words[2], key.secret, sizeof key.secret))
        ring_add(ring, number, &key);
    else
        status = mistake(reading, "the key is not 64 hexadecimal digits");
    sodium_memzero(&key, sizeof key);
    return status;
}

static size_t split(char *line, char *words[MAX_WORDS]) {
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \t\r", &rest); word && count < MAX_WORDS;
         word = strtok_r(NULL, " \t\r", &rest))
        words[count++] = word;
    return count;
}

static enum status read_line(struct reading *reading, char *line) {
    char *words[MAX_WORDS];
    struct seal_root *root = &reading->ring->root;
    if (line[0] == '#')
        return STATUS_OK;
    const size_t count = split(line, words);
    if (count == 0)
        return STATUS_OK;
    if (strcmp(words[0], "blind") == 0)
        return read_root(reading, words, count, &reading->has_blind, root->blind,
                         sizeof root->blind);
    if (strcmp(words[0], "check") == 0)
        return read_root(reading, words, count, &reading->has_check, root->check,
                         sizeof root->check);
    if (strcmp(words[0], "sum") == 0)
        return read_root(reading, words, count, &reading->has_sum, root->sum, sizeof root->sum);
    return read_key(reading, words, count);
}

static enum status check_whole(const struct reading *reading) {
    if (!reading->has_blind || !reading->has_check || !reading->has_sum)
        return mistake(reading, "the file ends here, without a line blind, check or sum");
    if (reading->ring->count == 0)
        return mistake(reading, "the file ends here, without any key");
    if (ring_newest(reading->ring)->unused_since != DAY_NONE)
        return mistake(reading, "the file ends here, and the last key, which seals, is unused");
    return STATUS_OK;
}

static enum status read_lines(struct reading *reading, char *text) {
    enum status status = STATUS_OK;
    while (text != NULL && *text != '\0' && status == STATUS_OK) {
        char *line = strsep(&text, "\n");
        reading->line++;
        status = read_line(reading, line);
    }
    return status == STATUS_OK ? check_whole(reading) : status;
}

/* Root and first key in one: that is how every store begins. */
static bool read_digits(const char *text, struct ring *ring) {
    struct ring_key key = {.from = DAY_NONE, .unused_since = DAY_NONE};
    size_t size = 0;
    const char *end = NULL;
    const bool read =
        sodium_hex2bin(key.secret, sizeof key.secret, text, strlen(text), NULL, &size, &end) == 0 &&
        size == sizeof key.secret && end[strspn(end, " \t\r\n")] == '\0';
    if (read) {
        seal_derive_root(key.secret, &ring->root);
        ring_add(ring, 1, &key);
    }
    sodium_memzero(&key, sizeof key);
    return read;
}

enum status ring_parse(const char *path, char *text, struct ring **ring,
                       struct complaint *complaint) {
    struct reading reading = {
        .path = path, .ring = ring_new(RING_MAX_KEYS), .complaint = complaint};
    if (reading.ring == NULL)
        return complain(complaint, STATUS_NO_MEMORY, "out of memory");
    enum status status = STATUS_OK;
    if (!read_digits(text, reading.ring))
        status = read_lines(&reading, text);
    if (status == STATUS_OK)
        *ring = reading.ring;
    else
        ring_free(&reading.ring);
    return status;
}

static char *print_text(char *at, const char *text) {
    return stpcpy(at, text);
}

static char *print_hex(char *at, const uint8_t *bytes, size_t size) {
    sodium_bin2hex(at, 2 * size + 1, bytes, size);
    return at + 2 * size;
}

static char *print_key(char *at, const struct ring_key *key) {
    char day[DAY_TEXT_SIZE];
    at += sprintf(at, "%u %s ", key->with.number, day_text(key->from, day));
    at = print_hex(at, key->secret, sizeof key->secret);
    if (key->unused_since != DAY_NONE)
        at += sprintf(at, " unused %s", day_text(key->unused_since, day));
    return print_text(at, "\n");
}

size_t ring_print(const struct ring *ring, char text[RING_TEXT_BYTES]) {
    char *at = print_text(text, heading);
    at = print_text(at, "blind ");
    at = print_hex(at, ring->root.blind, sizeof ring->root.blind);
    at = print_text(at, "\ncheck ");
    at = print_hex(at, ring->root.check, sizeof ring->root.check);
    at = print_text(at, "\nsum ");
    at = print_hex(at, ring->root.sum, sizeof ring->root.sum);
    at = print_text(at, "\n");
    for (size_t i = 0; i < ring->count; i++)
        at = print_key(at, &ring->keys[i]);
    const size_t size = (size_t)(at - text);
    ENSURE(size < RING_TEXT_BYTES);
    return size;
}
