/* Reading goes in one direction: text -> words (lexer) -> shape (outline) -> libconfuse
 * (tree) -> values, each judged where it stands (reader; process, norms, regio, retention,
 * participants)
 * -> what only shows across files (cross). A mistake never stops it: it is collected
 * and reading goes on, so that all are told at once. Nothing of it counts until the
 * collector is empty. */
#include "daemon/settings/settings.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/settings/process.h"
#include "daemon/settings/rules.h"
#include "daemon/settings/source.h"

/* 6,000 aanbieders take about 10 MiB. */
#define SETTINGS_MEMORY_BYTES (128 * 1024 * 1024)
/* One file with all its words, and the claims checked across files. */
#define SCRATCH_MEMORY_BYTES (64 * 1024 * 1024)

struct settings_file {
    struct arena *arena;
    struct settings settings;
};

/* One more participant file than there is; name NULL: none. */
struct extra {
    const char *name, *text;
};

struct reading {
    struct settings_file *file;
    struct arena *scratch;
    struct collector *collector;
    struct participant *participants;
    struct origin *origins;
    unsigned participants_line; /* where the folder is named */
    bool whole;                 /* no file was broken so far */
};

static enum status reading_init(struct reading *reading) {
    *reading = (struct reading){.file = calloc(1, sizeof *reading->file), .whole = true};
    if (reading->file == NULL)
        return STATUS_NO_MEMORY;
    reading->file->arena = arena_new(SETTINGS_MEMORY_BYTES);
    reading->scratch = arena_new(SCRATCH_MEMORY_BYTES);
    if (reading->file->arena == NULL || reading->scratch == NULL)
        return STATUS_NO_MEMORY;
    reading->collector = collector_new(reading->file->arena);
    return reading->collector == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

static void reading_fini(struct reading *reading) {
    arena_free(&reading->scratch);
    settings_free(&reading->file);
}

static struct reader reader_of(const struct reading *reading, const char *file, unsigned order) {
    return (struct reader){.collector = reading->collector,
                           .arena = reading->file->arena,
                           .file = {.file = file, .order = order}};
}

static bool make_room(struct reading *reading, size_t count) {
    struct arena *arena = reading->file->arena;
    reading->participants = arena_array(arena, count, sizeof *reading->participants);
    reading->origins = arena_array(arena, count, sizeof *reading->origins);
    reading->file->settings.rules.participants = reading->participants;
    reading->file->settings.rules.participant_count = count;
    return reading->participants != NULL && reading->origins != NULL;
}

static void read_rules(struct reader *reader, const struct section *root,
                       struct rules_settings *rules) {
    norms_read(reader, root, rules);
    rank_order_read(reader, root, &rules->rank_order);
    regio_read(reader, root, &rules->regio);
    retention_read(reader, root, &rules->retention);
}

/* With a broken or unreadable file the defaults stand in, so that the participants can
 * still be looked at. */
static enum status read_conf(struct reading *reading, struct reader *reader, const char *path) {
    struct tree *tree = NULL;
    char *text = source_read(reader, path, reading->scratch);
    reader->broken = text == NULL;
    enum status status =
        reader_parse(reader, text != NULL ? text : "", grammar_conf, reading->scratch, &tree);
    if (status == STATUS_OK) {
        struct section root = tree_root(tree);
        process_read(reader, &root, path, &reading->file->settings.process);
        read_rules(reader, &root, &reading->file->settings.rules);
        reading->participants_line = reader_line(&root, "participants");
    }
    tree_free(&tree);
    return status;
}

static enum status read_participant(struct reading *reading, size_t index, const char *name,
                                    const char *path, const char *given) {
    struct reader reader = reader_of(reading, path, (unsigned)index + 1);
    struct tree *tree = NULL;
    arena_reset(reading->scratch);
    reading->participants[index].name = name;
    reading->origins[index].file = reader.file;
    const char *text = given != NULL ? given : source_read(&reader, path, reading->scratch);
    if (text == NULL) {
        reading->whole = false;
        return STATUS_OK;
    }
    enum status status = reader_parse(&reader, text, grammar_participant, reading->scratch, &tree);
    if (status == STATUS_OK) {
        struct section root = tree_root(tree);
        participant_read(&reader, &root, name, &reading->participants[index],
                         &reading->origins[index]);
    }
    reading->whole = reading->whole && !reader.broken;
    tree_free(&tree);
    return status;
}

static enum status read_participants(struct reading *reading, struct reader *conf,
                                     const struct extra *extra) {
    const char *folder = reading->file->settings.process.participants, *reason;
    struct names names;
    if (!source_names(conf, folder, extra->name, &names, &reason)) {
        reader_missing(conf, reading->participants_line,
                       "participants: the folder %s cannot be read: %s", folder, reason);
        return STATUS_OK;
    }
    if (!make_room(reading, names.count))
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < names.count; i++) {
        const char *path = source_path(conf, folder, bytes_of_text(names.at[i]));
        bool is_extra = extra->name != NULL && strcmp(extra->name, names.at[i]) == 0;
        enum status status = path == NULL ? STATUS_NO_MEMORY
                                          : read_participant(reading, i, names.at[i], path,
                                                             is_extra ? extra->text : NULL);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static void finish(struct reading *reading) {
    arena_reset(reading->scratch);
    cross_check(&reading->file->settings.rules, reading->origins, reading->whole, reading->scratch,
                reading->collector);
}

static enum status read_with(const char *path, const struct extra *extra,
                             struct settings_file **file, struct mistakes *mistakes) {
    struct reading reading;
    *mistakes = (struct mistakes){0};
    enum status status = reading_init(&reading);
    if (status != STATUS_OK)
        goto out;
    struct reader conf = reader_of(&reading, path, 0);
    status = read_conf(&reading, &conf, path);
    reading.whole = !conf.broken;
    if (status == STATUS_OK)
        status = read_participants(&reading, &conf, extra);
    if (status != STATUS_OK)
        goto out;
    finish(&reading);
    status = collector_finish(reading.collector, mistakes);
    if (status == STATUS_OK) {
        *file = reading.file;
        reading.file = NULL;
    }
out:
    reading_fini(&reading);
    return status;
}

enum status settings_read(const char *path, struct settings_file **file,
                          struct mistakes *mistakes) {
    return read_with(path, &(struct extra){0}, file, mistakes);
}

enum status settings_try(const char *path, const char *name, const char *text,
                         struct settings_file **file, struct mistakes *mistakes) {
    return read_with(path, &(struct extra){name, text}, file, mistakes);
}

static void read_canonical(struct reading *reading, struct reader *reader,
                           const struct section *root) {
    read_rules(reader, root, &reading->file->settings.rules);
    for (size_t i = 0; i < reading->file->settings.rules.participant_count; i++) {
        struct section section = section_at(root, "participant", i);
        struct bytes title = bytes_of_text(section_title(&section));
        const char *name =
            (const char *)arena_copy(reading->file->arena, bytes_of(title.at, title.size + 1)).at;
        if (!reader_name_fits(title))
            reader_mistake(reader, section.line, "this is no participant's name");
        participant_read(reader, &section, reader_had(reader, (void *)name),
                         &reading->participants[i], &reading->origins[i]);
    }
}

enum status settings_parse_canonical(const char *text, struct settings_file **file,
                                     struct complaint *complaint) {
    struct reading reading;
    struct mistakes mistakes = {0};
    struct tree *tree = NULL;
    struct complaint syntax;
    unsigned line = 1;
    enum status status = reading_init(&reading);
    if (status == STATUS_OK)
        status = tree_parse(text, grammar_canonical, NULL, &tree, &syntax, &line);
    if (status != STATUS_OK)
        goto out;
    struct reader reader = reader_of(&reading, "recorded configuration", 0);
    reader.recorded = true;
    struct section root = tree_root(tree);
    if (syntax.text[0] != '\0')
        reader_mistake(&reader, line, "%s", syntax.text);
    if (!make_room(&reading, section_count(&root, "participant"))) {
        status = STATUS_NO_MEMORY;
        goto out;
    }
    read_canonical(&reading, &reader, &root);
    finish(&reading);
    status = collector_finish(reading.collector, &mistakes);
    if (status == STATUS_OK) {
        *file = reading.file;
        reading.file = NULL;
    }
out:
    if (mistakes.count > 0)
        complain(complaint, status, "%s", mistakes.lines[0]);
    mistakes_free(&mistakes);
    tree_free(&tree);
    reading_fini(&reading);
    return status;
}

const struct settings *settings_of(const struct settings_file *file) {
    return &file->settings;
}

void settings_free(struct settings_file **file) {
    if (*file != NULL)
        arena_free(&(*file)->arena);
    free(*file);
    *file = NULL;
}
