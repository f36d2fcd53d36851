#include "daemon/settings/tree.h"

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>

struct tree {
    cfg_t *root;
    const struct entry *entries;
    const struct outline *outline;
};

/* libconfuse hands its callbacks no context, so a value carries its line itself. */
static int take_value(cfg_t *cfg, cfg_opt_t *option, const char *text, void *result) {
    (void)option;
    size_t size = strlen(text) + 1;
    struct value *value = malloc(sizeof *value + size);
    if (value == NULL)
        return -1;
    value->line = (unsigned)cfg->line;
    memcpy(value->text, text, size);
    *(void **)result = value;
    return 0;
}

/* For the same reason a mistake of syntax waits in the comment of its section, which
 * cfg_free frees. */
static void PRINTF_LIKE(2, 0) keep_error(cfg_t *cfg, const char *format, va_list arguments) {
    char *text = NULL;
    if (cfg->comment == NULL && vasprintf(&text, format, arguments) >= 0)
        cfg->comment = text;
}

static cfg_opt_t option_of(const struct entry *entry) {
    cfg_opt_t section = CFG_SEC(entry->name, NULL, CFGF_MULTI);
    cfg_opt_t list = CFG_PTR_LIST_CB(entry->name, NULL, CFGF_NODEFAULT, take_value, free);
    cfg_opt_t value = CFG_PTR_CB(entry->name, NULL, CFGF_NODEFAULT, take_value, free);
    if (entry->titled)
        section.flags |= CFGF_TITLE;
    if (entry->kind == ENTRY_SECTION)
        return section;
    return entry->kind == ENTRY_LIST ? list : value;
}

static void free_options(cfg_opt_t *options) { // NOLINT(misc-no-recursion)
    if (options == NULL)
        return;
    for (size_t i = 0; options[i].name != NULL; i++)
        free_options(options[i].subopts);
    free(options);
}

/* The depth of recursion is that of the grammar's tables. */
static cfg_opt_t *make_options(const struct entry *entries) { // NOLINT(misc-no-recursion)
    cfg_opt_t *options = calloc(MAX_ENTRIES + 1, sizeof *options);
    if (options == NULL)
        return NULL;
    for (size_t i = 0; entries[i].name != NULL; i++) {
        ENSURE(i < MAX_ENTRIES);
        options[i] = option_of(&entries[i]);
        if (entries[i].kind == ENTRY_SECTION &&
            (options[i].subopts = make_options(entries[i].part)) == NULL) {
            free_options(options);
            return NULL;
        }
    }
    return options;
}

/* The section in which parsing stopped; NULL: none. */
static cfg_t *find_error(cfg_t *cfg) { // NOLINT(misc-no-recursion)
    if (cfg->comment != NULL)
        return cfg;
    for (size_t i = 0; cfg->opts[i].name != NULL; i++) {
        cfg_opt_t *option = &cfg->opts[i];
        for (unsigned j = 0; option->type == CFGT_SEC && j < cfg_opt_size(option); j++) {
            cfg_t *found = find_error(cfg_opt_getnsec(option, j));
            if (found != NULL)
                return found;
        }
    }
    return NULL;
}

static enum status run(cfg_t *root, const char *text, struct complaint *complaint, unsigned *line) {
    *complaint = (struct complaint){0};
    cfg_set_error_function(root, keep_error);
    if (cfg_parse_buf(root, text) == CFG_SUCCESS)
        return STATUS_OK;
    const cfg_t *wrong = find_error(root);
    if (wrong == NULL)
        return STATUS_NO_MEMORY;
    *line = (unsigned)wrong->line;
    complain(complaint, STATUS_OK, "%s", wrong->comment);
    return STATUS_OK;
}

enum status tree_parse(const char *text, const struct entry *entries, const struct outline *outline,
                       struct tree **tree, struct complaint *complaint, unsigned *line) {
    enum status status = STATUS_NO_MEMORY;
    cfg_opt_t *options = make_options(entries);
    struct tree *made = calloc(1, sizeof *made);
    if (options == NULL || made == NULL)
        goto out;
    *made = (struct tree){cfg_init(options, CFGF_NONE), entries, outline};
    if (made->root == NULL)
        goto out;
    status = run(made->root, text, complaint, line);
    if (status == STATUS_OK) {
        *tree = made;
        made = NULL;
    }
out:
    tree_free(&made);
    free_options(options);
    return status;
}

void tree_free(struct tree **tree) {
    if (*tree != NULL && (*tree)->root != NULL)
        cfg_free((*tree)->root);
    free(*tree);
    *tree = NULL;
}

struct section tree_root(const struct tree *tree) {
    return (struct section){tree->root, tree->entries, tree->outline, 1};
}

/* libconfuse's getters take what they do not change as not const. */
static cfg_opt_t *option(const struct section *section, const char *name) {
    cfg_opt_t *found = cfg_getopt((cfg_t *)section->cfg, name);
    ENSURE(found != NULL);
    return found;
}

const struct value *section_value(const struct section *section, const char *name) {
    return section_item(section, name, 0);
}

bool section_has(const struct section *section, const char *name) {
    return (option(section, name)->flags & CFGF_MODIFIED) != 0;
}

size_t section_list_count(const struct section *section, const char *name) {
    return cfg_opt_size(option(section, name));
}

const struct value *section_item(const struct section *section, const char *name, size_t index) {
    cfg_opt_t *found = option(section, name);
    return index < cfg_opt_size(found) ? cfg_opt_getnptr(found, (unsigned)index) : NULL;
}

size_t section_count(const struct section *section, const char *name) {
    return cfg_opt_size(option(section, name));
}

struct section section_at(const struct section *section, const char *name, size_t index) {
    struct section inside = {
        .cfg = cfg_opt_getnsec(option(section, name), (unsigned)index),
        .entries = grammar_find(section->entries, bytes_of_text(name))->part,
        .outline = section->outline,
    };
    if (inside.outline != NULL)
        inside.line = outline_line(inside.outline, name, section_title(&inside));
    if (inside.line == 0)
        inside.line = (unsigned)inside.cfg->line;
    return inside;
}

const char *section_title(const struct section *section) {
    return section->cfg->title;
}
