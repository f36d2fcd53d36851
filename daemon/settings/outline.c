#include "daemon/settings/outline.h"

struct walk {
    char *clean;
    const struct token *next;
    struct where where;
    struct arena *arena;
    struct collector *collector;
    struct outline *outline;
    bool stopped; /* libconfuse will say why */
    bool no_memory;
};

/* One file or section while it is open. */
struct level {
    const struct entry *entries;
    unsigned first_line[MAX_ENTRIES]; /* of each entry; 0: not seen yet */
    unsigned opened_line;             /* 0: the file itself */
    struct bytes name;
};

static struct where at_line(const struct walk *walk, unsigned line) {
    struct where where = walk->where;
    where.line = line;
    return where;
}

static bool take(struct walk *walk, enum token_kind kind) {
    if (walk->next->kind != kind)
        return false;
    walk->next++;
    return true;
}

/* From an opening brace or parenthesis to past the one that closes it. */
static void skip_enclosed(struct walk *walk) {
    size_t depth = 0;
    bool parentheses = walk->next->kind == TOKEN_ODD;
    do {
        if (walk->next->kind == TOKEN_OPEN)
            depth++;
        if (walk->next->kind == TOKEN_CLOSE)
            depth--;
        if (parentheses && walk->next->kind == TOKEN_ODD)
            depth = depth == 0 ? 1 : 0;
        if (walk->next->kind != TOKEN_END)
            walk->next++;
    } while (depth > 0 && walk->next->kind != TOKEN_END);
}

/* name = value, name = {...}, name {...}, name "title" {...}, name(...), name */
static void skip_statement(struct walk *walk) {
    walk->next++;
    bool assigned = take(walk, TOKEN_EQUALS);
    bool text_follows = walk->next->kind == TOKEN_TEXT && walk->next[1].kind != TOKEN_EQUALS;
    if (text_follows)
        walk->next++;
    if (walk->next->kind == TOKEN_ODD ||
        (walk->next->kind == TOKEN_OPEN && !(assigned && text_follows)))
        skip_enclosed(walk);
}

/* libconfuse is not to see what stands from `first` up to here. */
static void blank_since(struct walk *walk, const struct token *first) {
    size_t end = walk->next[-1].to;
    for (size_t at = first->from; at < end; at++)
        if (walk->clean[at] != '\n')
            walk->clean[at] = ' ';
}

static void unknown_name(struct walk *walk, const struct level *level) {
    const struct token *name = walk->next;
    const char *nearest = grammar_nearest(level->entries, name->text);
    char names[GRAMMAR_NAMES_SIZE];
    bool in_file = level->opened_line == 0;
    collector_add(walk->collector, at_line(walk, name->line), "there is no %.*s in %s%.*s; %s%s%s",
                  (int)(name->text.size < 80 ? name->text.size : 80), (const char *)name->text.at,
                  in_file ? "this file" : "section ", (int)level->name.size,
                  in_file ? "" : (const char *)level->name.at,
                  nearest != NULL ? "did you mean " : "it may have ",
                  nearest != NULL ? nearest : grammar_names(level->entries, names),
                  nearest != NULL ? "?" : "");
    skip_statement(walk);
    blank_since(walk, name);
}

static void twice(struct walk *walk, unsigned line, unsigned first_line, struct bytes name,
                  struct bytes title) {
    collector_add(walk->collector, at_line(walk, line),
                  "%.*s%s%.*s stands twice; it is on line %u too", (int)name.size,
                  (const char *)name.at, title.size > 0 ? " " : "", (int)title.size,
                  title.size > 0 ? (const char *)title.at : "", first_line);
}

static void note_once(struct walk *walk, struct level *level, const struct entry *entry) {
    unsigned *first_line = &level->first_line[entry - level->entries];
    if (*first_line != 0)
        twice(walk, walk->next->line, *first_line, walk->next->text, (struct bytes){0});
    else
        *first_line = walk->next->line;
}

static void note_opening(struct walk *walk, const struct token *name, struct bytes title) {
    for (const struct opening *opening = walk->outline->last; opening != NULL;
         opening = opening->earlier)
        if (title.size > 0 && bytes_equal(opening->name, name->text) &&
            bytes_equal(opening->title, title)) {
            twice(walk, name->line, opening->line, name->text, title);
            break;
        }
    struct opening *opening = arena_alloc(walk->arena, sizeof *opening);
    if (opening == NULL) {
        walk->no_memory = walk->stopped = true;
        return;
    }
    *opening = (struct opening){name->text, title, name->line, walk->outline->last};
    walk->outline->last = opening;
}

static bool take_list(struct walk *walk) {
    while (walk->next->kind == TOKEN_TEXT || walk->next->kind == TOKEN_COMMA)
        walk->next++;
    return take(walk, TOKEN_CLOSE);
}

/* Of `listen =` and a line further `store = "store"` libconfuse would take store as the
 * value. */
static bool lacks_value(struct walk *walk, const struct token *name) {
    bool lacks = walk->next->kind == TOKEN_END || walk->next->kind == TOKEN_CLOSE ||
                 (walk->next->kind == TOKEN_TEXT && walk->next[1].kind == TOKEN_EQUALS);
    if (!lacks)
        return false;
    collector_add(walk->collector, at_line(walk, name->line), "%.*s has no value",
                  (int)name->text.size, (const char *)name->text.at);
    blank_since(walk, name);
    return true;
}

static void take_value(struct walk *walk, const struct entry *entry) {
    const struct token *name = walk->next++;
    bool fits = take(walk, TOKEN_EQUALS);
    if (fits && lacks_value(walk, name))
        return;
    if (fits && entry->kind == ENTRY_LIST && take(walk, TOKEN_OPEN))
        fits = take_list(walk);
    else
        fits = fits && take(walk, TOKEN_TEXT);
    walk->stopped = walk->stopped || !fits;
}

/* Up to and including the opening brace; returns whether it is there. */
static bool open_section(struct walk *walk, const struct entry *entry, struct level *inner) {
    const struct token *name = walk->next++;
    struct bytes title = {0};
    if (entry->titled) {
        title = walk->next->text;
        walk->stopped = !take(walk, TOKEN_TEXT);
    }
    walk->stopped = walk->stopped || !take(walk, TOKEN_OPEN);
    if (!walk->stopped)
        note_opening(walk, name, title);
    *inner = (struct level){
        .entries = entry->part, .opened_line = name->line, .name = bytes_of_text(entry->name)};
    return !walk->stopped;
}

/* A section ends at its brace, the file at its end; anything else cannot be read on. */
static void close_level(struct walk *walk, const struct level *level) {
    bool in_section = level->opened_line != 0;
    bool at_end = walk->next->kind == TOKEN_END;
    if (at_end != in_section) {
        if (in_section)
            walk->next++;
        return;
    }
    walk->stopped = true;
    if (walk->outline->broken)
        return;
    walk->outline->broken = true;
    if (at_end)
        collector_add(walk->collector, at_line(walk, level->opened_line),
                      "section %.*s opens here and is never closed; a } is missing",
                      (int)level->name.size, (const char *)level->name.at);
    else
        collector_add(walk->collector, at_line(walk, walk->next->line), "this } closes nothing");
}

/* The depth of recursion is that of the grammar's tables. */
static void walk_level(struct walk *walk, struct level *level) { // NOLINT(misc-no-recursion)
    while (!walk->stopped && walk->next->kind == TOKEN_TEXT) {
        const struct entry *entry = grammar_find(level->entries, walk->next->text);
        struct level inner;
        if (entry == NULL) {
            unknown_name(walk, level);
            continue;
        }
        if (!entry->titled)
            note_once(walk, level, entry);
        if (entry->kind != ENTRY_SECTION)
            take_value(walk, entry);
        else if (open_section(walk, entry, &inner))
            walk_level(walk, &inner);
    }
    bool closes = walk->next->kind == TOKEN_CLOSE || walk->next->kind == TOKEN_END;
    if (walk->stopped || !closes)
        walk->stopped = true;
    else
        close_level(walk, level);
}

enum status outline_run(const struct tokens *tokens, const struct entry *entries, struct where file,
                        struct arena *arena, struct collector *collector, struct outline *outline) {
    *outline = (struct outline){.broken = tokens->broken};
    struct walk walk = {.clean = tokens->clean,
                        .next = tokens->at,
                        .where = file,
                        .arena = arena,
                        .collector = collector,
                        .outline = outline};
    struct level level = {.entries = entries};
    walk_level(&walk, &level);
    return walk.no_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

unsigned outline_line(const struct outline *outline, const char *name, const char *title) {
    unsigned line = 0;
    for (const struct opening *opening = outline->last; opening != NULL; opening = opening->earlier)
        if (bytes_equal(opening->name, bytes_of_text(name)) &&
            bytes_equal(opening->title, bytes_of_text(title)))
            line = opening->line;
    return line;
}
