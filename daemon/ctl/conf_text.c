#include "daemon/ctl/conf_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/settings/lexer.h"

/* A whole configuration as words. */
#define WORDS_MEMORY_BYTES (64 * 1024 * 1024)

/* A part of the text; at NULL: nowhere. */
struct stretch {
    const char *at, *end;
};

static const char *end_of(const struct token *token) {
    return (const char *)token->written.at + token->written.size;
}

static bool says(const struct token *token, const char *name, enum token_kind then) {
    return token->kind == TOKEN_TEXT && token[1].kind == then &&
           bytes_equal(token->text, bytes_of_text(name));
}

/* Where NAME stands outside of sections, followed by that; NULL: nowhere. */
static const struct token *find(const struct token *at, const char *name, enum token_kind then) {
    for (unsigned depth = 0; at->kind != TOKEN_END; at++) {
        if (depth == 0 && says(at, name, then))
            return at;
        depth += at->kind == TOKEN_OPEN;
        depth -= at->kind == TOKEN_CLOSE && depth > 0;
    }
    return NULL;
}

/* The value itself, quotes included. */
static struct stretch find_value(const struct token *tokens, const char *name,
                                 struct bytes *value) {
    const struct token *at = find(tokens, name, TOKEN_EQUALS);
    if (at == NULL || at[2].kind != TOKEN_TEXT)
        return (struct stretch){NULL, NULL};
    *value = at[2].text;
    return (struct stretch){(const char *)at[2].written.at, end_of(&at[2])};
}

/* From the name to the brace that closes it, and the rest of an empty line. */
static struct stretch find_section(const struct token *tokens, const char *name) {
    const struct token *first = find(tokens, name, TOKEN_OPEN), *last = first;
    while (last && last->kind != TOKEN_CLOSE && last->kind != TOKEN_END)
        last++;
    if (last == NULL)
        return (struct stretch){NULL, NULL};
    const char *end = end_of(last);
    return (struct stretch){(const char *)first->written.at, *end == '\n' ? end + 1 : end};
}

static char *splice(const char *text, struct stretch out, const char *before, const char *put,
                    const char *after) {
    char *made = NULL;
    if (asprintf(&made, "%.*s%s%s%s%s", (int)(out.at - text), text, before, put, after, out.end) <
        0)
        return NULL;
    return made;
}

/* The text's words, in *arena; NULL: no memory. */
static const struct token *words_of(const char *text, struct arena **arena) {
    struct tokens tokens;
    *arena = arena_new(WORDS_MEMORY_BYTES);
    struct collector *collector = *arena ? collector_new(*arena) : NULL;
    const struct where nowhere = {.file = ""};
    if (collector == NULL || lexer_run(text, nowhere, *arena, collector, &tokens) != STATUS_OK)
        return NULL;
    return tokens.at;
}

char *conf_text_value(const char *text, const char *name, const char *fallback) {
    struct arena *arena;
    struct bytes value = bytes_of_text(fallback);
    char *copy = NULL;
    const struct token *tokens = words_of(text, &arena);
    if (tokens) {
        find_value(tokens, name, &value);
        copy = strndup((const char *)value.at, value.size);
    }
    arena_free(&arena);
    return copy;
}

char *conf_text_with(const char *text, const char *name, const char *value) {
    struct arena *arena;
    struct bytes was;
    char *changed = NULL, before[64];
    const struct token *tokens = words_of(text, &arena);
    struct stretch place = {NULL, NULL};
    if (tokens == NULL)
        goto out;
    place = find_value(tokens, name, &was);
    if (place.at) {
        changed = splice(text, place, "\"", value, "\"");
        goto out;
    }
    const char *end = text + strlen(text);
    snprintf(before, sizeof before, "%s%s = \"", end > text && end[-1] != '\n' ? "\n" : "", name);
    changed = splice(text, (struct stretch){end, end}, before, value, "\"\n");
out:
    arena_free(&arena);
    return changed;
}

char *conf_text_without(const char *text, const char *section) {
    struct arena *arena;
    char *changed = NULL;
    const struct token *tokens = words_of(text, &arena);
    if (tokens) {
        struct stretch place = find_section(tokens, section);
        changed = place.at ? splice(text, place, "", "", "") : strdup(text);
    }
    arena_free(&arena);
    return changed;
}
