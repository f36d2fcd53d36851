/* A participant's file with other keys. People wrote in it, and what they wrote stays: only the
 * two statements that change are written again, where they stand. */
#include "daemon/settings/settings.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/settings/key_line.h"
#include "daemon/settings/lexer.h"

/* MAX_CONFIG_BYTES as words. */
enum { AMEND_MEMORY_BYTES = 64 * 1024 * 1024 };

/* A part of the file that something else takes the place of; at NULL: there is none. */
struct stretch {
    const char *at, *end;
};

struct statements {
    struct stretch keys, revoked;
    unsigned keys_count;
};

static bool is_set(const struct token *token, const char *name) {
    return token->kind == TOKEN_TEXT && token[1].kind == TOKEN_EQUALS &&
           bytes_equal(token->text, bytes_of_text(name));
}

static const char *end_of(const struct token *token) {
    return (const char *)token->written.at + token->written.size;
}

/* keys = {"...", "..."}; an end of NULL when it is written in another way. */
static const struct token *take_keys(const struct token *at, struct statements *found) {
    found->keys = (struct stretch){(const char *)at->written.at, NULL};
    found->keys_count++;
    if (at[1].written.size != strlen("=") || at[2].kind != TOKEN_OPEN)
        return at;
    for (at += 3; at->kind == TOKEN_TEXT || at->kind == TOKEN_COMMA;)
        at++;
    if (at->kind == TOKEN_CLOSE)
        found->keys.end = end_of(at);
    return at;
}

static const struct token *take_revoked(const struct token *at, struct statements *found) {
    if (at[2].kind != TOKEN_TEXT)
        return at;
    found->revoked = (struct stretch){(const char *)at->written.at, end_of(&at[2])};
    return at + 2;
}

/* Names of the file itself; what stands in a section or a list is deeper. */
static void find_statements(const struct token *at, struct statements *found) {
    unsigned depth = 0;
    while (at->kind != TOKEN_END) {
        if (depth == 0 && is_set(at, "keys"))
            at = take_keys(at, found);
        else if (depth == 0 && is_set(at, "revoked"))
            at = take_revoked(at, found);
        else if (at->kind == TOKEN_OPEN)
            depth++;
        else if (at->kind == TOKEN_CLOSE && depth > 0)
            depth--;
        at += at->kind != TOKEN_END;
    }
}

/* A line holds nothing that would have to be escaped (a $ is the lexer's care), and so can be found
 * again as it was sent. */
static void write_keys(FILE *to, const struct participant *participant) {
    fputs("keys = {", to);
    for (size_t i = 0; i < participant->key_count; i++) {
        char line[KEY_LINE_SIZE];
        fprintf(to, "%s\"%s\"", i > 0 ? ",\n        " : "",
                key_line_text(&participant->keys[i], line));
    }
    fputc('}', to);
}

/* The file up to a stretch; what is left of it begins behind. */
static const char *write_until(FILE *to, const char *from, const struct stretch *until) {
    fwrite(from, 1, (size_t)(until->at - from), to);
    return until->end;
}

static void write_amended(FILE *to, const char *text, const struct statements *found,
                          const struct participant *participant) {
    struct stretch revoked = found->revoked;
    char day[DAY_TEXT_SIZE];
    const char *at = text;
    bool is_first = revoked.at && revoked.at < found->keys.at;
    if (!revoked.at)
        revoked = (struct stretch){found->keys.end, found->keys.end};
    if (!is_first) {
        at = write_until(to, at, &found->keys);
        write_keys(to, participant);
    }
    at = write_until(to, at, &revoked);
    if (participant_is_revoked(participant))
        fprintf(to, "%srevoked = \"%s\"", found->revoked.at ? "" : "\n",
                day_text(participant->revoked, day));
    if (is_first) {
        at = write_until(to, at, &found->keys);
        write_keys(to, participant);
    }
    fputs(at, to);
}

static char *amend(const char *text, const struct statements *found,
                   const struct participant *participant) {
    char *amended = NULL;
    size_t size;
    FILE *to = open_memstream(&amended, &size);
    if (to == NULL)
        return NULL;
    write_amended(to, text, found, participant);
    const bool failed = ferror(to) != 0;
    if (fclose(to) == 0 && !failed)
        return amended;
    free(amended);
    return NULL;
}

char *settings_amended_text(const char *text, const struct participant *participant, bool *kept) {
    char *amended = NULL;
    struct statements found = {.keys_count = 0};
    struct tokens tokens;
    struct arena *arena = arena_new(AMEND_MEMORY_BYTES);
    struct collector *collector = arena ? collector_new(arena) : NULL;
    if (collector == NULL)
        goto out;
    const struct where nowhere = {.file = ""};
    if (lexer_run(text, nowhere, arena, collector, &tokens) != STATUS_OK)
        goto out;
    find_statements(tokens.at, &found);
    *kept = !tokens.broken && found.keys_count == 1 && found.keys.end != NULL;
    amended = *kept ? amend(text, &found, participant) : settings_participant_text(participant);
out:
    arena_free(&arena);
    return amended;
}
