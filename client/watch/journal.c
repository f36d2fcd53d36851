#include "client/watch/journal.h"

#include "client/durable.h"
#include "client/hex.h"
#include "client/language.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_LINE "wachtpost-watch 1\n"
/* No more is written than is read back: some thousands of files. */
#define MAX_JOURNAL_BYTES ((size_t)1 << 20)
#define NAME_HEX_SIZE HEX_SIZE(NAME_MAX)
#define ERRAND_FORMAT "%" SCNu64 " %" SCNu64 " %" SCNd64 " %" SCNd64 " %64[0-9a-f] %510[0-9a-f]%n"

struct journal {
    const struct disk *disk;
    char *folder, *path;
    size_t count;
    struct errand *errands; /* their names are ours */
    bool unsaved;           /* some were removed that the file still has */
};

static void forget(struct errand *errands, size_t count) {
    for (size_t i = 0; i < count; i++)
        free((char *)errands[i].name);
    free(errands);
}

/* Room for one more behind those that are there. */
static bool grow(struct journal *journal) {
    struct errand *errands = realloc(journal->errands, (journal->count + 1) * sizeof *errands);
    if (errands)
        journal->errands = errands;
    return errands != NULL;
}

/* ---- reading */

/* STATUS_DAMAGED: it is none. */
static enum status parse_errand(const char *line, size_t size, struct errand *errand) {
    char hash[HEX_SIZE(HASH_BYTES)], hex[NAME_HEX_SIZE];
    int end = 0;
    if (sscanf(line, ERRAND_FORMAT, &errand->request_id, &errand->bytes, &errand->modified,
               &errand->peilmoment, hash, hex, &end) != 6 ||
        (size_t)end != size || strlen(hex) % 2 != 0 || !hex_parse(hash, errand->hash, HASH_BYTES))
        return STATUS_DAMAGED;
    size_t name_size = strlen(hex) / 2;
    char *name = calloc(name_size + 1, 1);
    if (!name)
        return STATUS_NO_MEMORY;
    if (hex_parse(hex, (uint8_t *)name, name_size) && strlen(name) == name_size) {
        errand->name = name;
        return STATUS_OK;
    }
    free(name);
    return STATUS_DAMAGED;
}

static enum status parse(struct journal *journal, const char *text) {
    if (strncmp(text, FIRST_LINE, strlen(FIRST_LINE)) != 0)
        return STATUS_DAMAGED;
    enum status status = STATUS_OK;
    for (const char *line = text + strlen(FIRST_LINE); status == STATUS_OK && *line;) {
        size_t size = strcspn(line, "\n");
        if (line[size] != '\n')
            return STATUS_DAMAGED;
        status = grow(journal) ? parse_errand(line, size, &journal->errands[journal->count])
                               : STATUS_NO_MEMORY;
        journal->count += status == STATUS_OK;
        line += size + 1;
    }
    return status;
}

static enum status load(struct journal *journal, struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    const struct disk *disk = journal->disk;
    int error = disk->read(disk->context, journal->path, MAX_JOURNAL_BYTES + 1, &content, &size);
    if (error == ENOENT)
        return STATUS_OK;
    if (error != 0)
        return disk_complain(journal->path, _("lezen mislukt"), error, complaint);
    enum status status = STATUS_DAMAGED;
    if (size <= MAX_JOURNAL_BYTES && strlen((const char *)content) == size)
        status = parse(journal, (const char *)content);
    if (status == STATUS_DAMAGED)
        status =
            complain(complaint, STATUS_DAMAGED,
                     _("%s is niet te lezen; kijk met wachtpost outbox wat er al in staat, haal "
                       "die bestanden uit de map, en verwijder dit bestand"),
                     journal->path);
    free(content);
    return status;
}

enum status journal_open(const char *folder, const char *agb, const struct disk *disk,
                         struct journal **journal, struct complaint *complaint) {
    struct journal *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    *fresh = (struct journal){.disk = disk ? disk : &disk_system,
                              .folder = strdup(folder),
                              .path = durable_path(folder, agb, ".watch")};
    enum status status = STATUS_NO_MEMORY;
    if (fresh->folder && fresh->path)
        status = load(fresh, complaint);
    if (status != STATUS_OK)
        journal_close(&fresh);
    else
        *journal = fresh;
    return status;
}

void journal_close(struct journal **journal) {
    if (!*journal)
        return;
    forget((*journal)->errands, (*journal)->count);
    free((*journal)->folder);
    free((*journal)->path);
    free(*journal);
    *journal = NULL;
}

size_t journal_count(const struct journal *journal) {
    return journal->count;
}

const struct errand *journal_at(const struct journal *journal, size_t at) {
    return &journal->errands[at];
}

static size_t place_of(const struct journal *journal, const char *name) {
    size_t at = 0;
    while (at < journal->count && strcmp(journal->errands[at].name, name) != 0)
        at++;
    return at;
}

const struct errand *journal_find(const struct journal *journal, const char *name) {
    size_t at = place_of(journal, name);
    return at < journal->count ? &journal->errands[at] : NULL;
}

/* ---- writing */

static void write_errand(FILE *out, const struct errand *errand) {
    char hash[HEX_SIZE(HASH_BYTES)], name[NAME_HEX_SIZE];
    hex_text(bytes_of(errand->hash, HASH_BYTES), hash);
    hex_text(bytes_of_text(errand->name), name);
    fprintf(out, "%" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64 " %s %s\n", errand->request_id,
            errand->bytes, errand->modified, errand->peilmoment, hash, name);
}

/* The errands with `fresh` (NULL: nothing) in the place `at`. */
static enum status save(struct journal *journal, size_t at, const struct errand *fresh,
                        struct complaint *complaint) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return STATUS_NO_MEMORY;
    fputs(FIRST_LINE, out);
    for (size_t i = 0; i < journal->count; i++)
        write_errand(out, fresh && i == at ? fresh : &journal->errands[i]);
    if (fresh && at == journal->count)
        write_errand(out, fresh);
    bool whole = !ferror(out);
    whole = fclose(out) == 0 && whole;
    const struct bytes content = bytes_of(text, size);
    enum status status = STATUS_NO_MEMORY;
    if (whole && size > MAX_JOURNAL_BYTES)
        status = complain(complaint, STATUS_FULL,
                          _("er wachten te veel bestanden tegelijk; wat erbij komt blijft staan"));
    else if (whole)
        status =
            disk_replace(journal->disk, journal->folder, journal->path, &content, 1, complaint);
    journal->unsaved = journal->unsaved && status != STATUS_OK;
    free(text);
    return status;
}

enum status journal_save(struct journal *journal, struct complaint *complaint) {
    return journal->unsaved ? save(journal, journal->count, NULL, complaint) : STATUS_OK;
}

enum status journal_put(struct journal *journal, const struct errand *errand,
                        struct complaint *complaint) {
    ENSURE(strlen(errand->name) <= NAME_MAX);
    size_t at = place_of(journal, errand->name);
    char *name = strdup(errand->name);
    enum status status = STATUS_NO_MEMORY;
    if (name && grow(journal))
        status = save(journal, at, errand, complaint);
    if (status != STATUS_OK) {
        free(name);
        return status;
    }
    struct errand kept = *errand;
    kept.name = name;
    if (at < journal->count)
        free((char *)journal->errands[at].name);
    else
        journal->count++;
    journal->errands[at] = kept;
    return STATUS_OK;
}

void journal_remove(struct journal *journal, const char *name) {
    size_t at = place_of(journal, name);
    if (at == journal->count)
        return;
    free((char *)journal->errands[at].name);
    journal->count--;
    memmove(journal->errands + at, journal->errands + at + 1,
            (journal->count - at) * sizeof *journal->errands);
    journal->unsaved = true;
}
