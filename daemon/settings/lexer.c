#include "daemon/settings/lexer.h"

struct lexer {
    char *text;
    size_t at;
    struct where where;
    struct collector *collector;
    struct token *tokens;
    size_t count;
    bool broken;
};

static char now(const struct lexer *lexer) {
    return lexer->text[lexer->at];
}

static bool starts(const struct lexer *lexer, const char *mark) {
    return strncmp(lexer->text + lexer->at, mark, strlen(mark)) == 0;
}

static void step(struct lexer *lexer) {
    if (now(lexer) == '\n')
        lexer->where.line++;
    lexer->at++;
}

static void blank(struct lexer *lexer) {
    if (now(lexer) != '\n')
        lexer->text[lexer->at] = ' ';
    step(lexer);
}

static void skip_line_comment(struct lexer *lexer) {
    while (now(lexer) != '\0' && now(lexer) != '\n')
        blank(lexer);
}

/* What follows cannot be told apart from what it swallowed: cut it off. */
static void never_ends(struct lexer *lexer, size_t from, unsigned line, const char *what,
                       const char *end) {
    struct where where = lexer->where;
    where.line = line;
    collector_add(lexer->collector, where, "a %s begins here and never ends; close it with %s",
                  what, end);
    lexer->broken = true;
    lexer->text[from] = '\0';
    lexer->at = from;
}

static void skip_block_comment(struct lexer *lexer) {
    size_t from = lexer->at;
    unsigned line = lexer->where.line;
    if (strstr(lexer->text + lexer->at + 2, "*/") == NULL) {
        never_ends(lexer, from, line, "comment", "*/");
        return;
    }
    blank(lexer);
    blank(lexer);
    while (!starts(lexer, "*/"))
        blank(lexer);
    blank(lexer);
    blank(lexer);
}

static void refuse_variable(struct lexer *lexer) {
    collector_add(lexer->collector, lexer->where,
                  "${...} would be filled in from the environment, which is no part of the "
                  "configuration; write the value itself, or \\${ in double quotes for those "
                  "characters");
}

static void add(struct lexer *lexer, enum token_kind kind, size_t from, unsigned line,
                size_t quotes) {
    lexer->tokens[lexer->count++] = (struct token){
        .kind = kind,
        .line = line,
        .from = from,
        .to = lexer->at,
        .text = bytes_of(lexer->text + from + quotes, lexer->at - from - 2 * quotes),
    };
}

static void take_quoted(struct lexer *lexer, char quote) {
    size_t from = lexer->at;
    unsigned line = lexer->where.line;
    step(lexer);
    while (now(lexer) != '\0' && now(lexer) != quote) {
        if (quote == '"' && starts(lexer, "${"))
            refuse_variable(lexer);
        if (now(lexer) == '\\' && lexer->text[lexer->at + 1] != '\0')
            step(lexer);
        step(lexer);
    }
    if (now(lexer) == '\0') {
        never_ends(lexer, from, line, "text", quote == '"' ? "\"" : "'");
        return;
    }
    step(lexer);
    add(lexer, TOKEN_TEXT, from, line, 1);
}

static void take_sign(struct lexer *lexer, enum token_kind kind, size_t size) {
    size_t from = lexer->at;
    lexer->at += size;
    add(lexer, kind, from, lexer->where.line, 0);
}

static bool in_word(char c) {
    return c != '\0' && strchr(" #\"'\t\n\r={}()+,*", c) == NULL;
}

static void take_word(struct lexer *lexer) {
    size_t from = lexer->at;
    while (in_word(now(lexer)))
        step(lexer);
    add(lexer, TOKEN_TEXT, from, lexer->where.line, 0);
}

/* Anything that fits no rule is passed over, as libconfuse does. */
static void take_next(struct lexer *lexer) {
    static const struct {
        const char *mark;
        enum token_kind kind;
    } signs[] = {{"{", TOKEN_OPEN},  {"}", TOKEN_CLOSE}, {"=", TOKEN_EQUALS}, {"+=", TOKEN_EQUALS},
                 {",", TOKEN_COMMA}, {"(", TOKEN_ODD},   {")", TOKEN_ODD}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (starts(lexer, signs[i].mark)) {
            take_sign(lexer, signs[i].kind, strlen(signs[i].mark));
            return;
        }
    if (starts(lexer, "#") || starts(lexer, "//"))
        skip_line_comment(lexer);
    else if (starts(lexer, "/*"))
        skip_block_comment(lexer);
    else if (now(lexer) == '"' || now(lexer) == '\'')
        take_quoted(lexer, now(lexer));
    else if (in_word(now(lexer))) {
        if (starts(lexer, "${"))
            refuse_variable(lexer);
        take_word(lexer);
    } else
        step(lexer);
}

enum status lexer_run(char *text, struct where file, struct arena *arena,
                      struct collector *collector, struct tokens *tokens) {
    struct lexer lexer = {.text = text, .where = file, .collector = collector};
    lexer.where.line = 1;
    lexer.tokens = arena_array(arena, strlen(text) + 1, sizeof *lexer.tokens);
    if (lexer.tokens == NULL)
        return STATUS_NO_MEMORY;
    while (now(&lexer) != '\0')
        take_next(&lexer);
    size_t count = lexer.count;
    add(&lexer, TOKEN_END, lexer.at, lexer.where.line, 0);
    *tokens = (struct tokens){count, lexer.tokens, lexer.broken};
    return STATUS_OK;
}
