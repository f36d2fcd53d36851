#include "daemon/settings/lexer.h"

struct lexer {
    const char *next;  /* what is left of the file */
    const char *began; /* where the word being taken begins in it */
    char *clean;
    size_t size; /* of clean so far */
    struct where where;
    struct collector *collector;
    struct token *tokens;
    size_t count;
    bool broken;
};

static bool starts(const struct lexer *lexer, const char *mark) {
    return strncmp(lexer->next, mark, strlen(mark)) == 0;
}

static void step_as(struct lexer *lexer, char as) {
    if (*lexer->next == '\n')
        lexer->where.line++;
    lexer->clean[lexer->size++] = as;
    lexer->next++;
}

static void step(struct lexer *lexer) {
    step_as(lexer, *lexer->next);
}

static void blank(struct lexer *lexer) {
    step_as(lexer, *lexer->next == '\n' ? '\n' : ' ');
}

static void skip_line_comment(struct lexer *lexer) {
    while (*lexer->next != '\0' && *lexer->next != '\n')
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
    lexer->size = from;
    lexer->next += strlen(lexer->next);
}

static void skip_block_comment(struct lexer *lexer) {
    if (strstr(lexer->next + 2, "*/") == NULL) {
        never_ends(lexer, lexer->size, lexer->where.line, "comment", "*/");
        return;
    }
    blank(lexer);
    blank(lexer);
    while (!starts(lexer, "*/"))
        blank(lexer);
    blank(lexer);
    blank(lexer);
}

static void add(struct lexer *lexer, enum token_kind kind, size_t from, unsigned line,
                size_t quotes) {
    lexer->tokens[lexer->count++] = (struct token){
        .kind = kind,
        .line = line,
        .from = from,
        .to = lexer->size,
        .text = bytes_of(lexer->clean + from + quotes, lexer->size - from - 2 * quotes),
        .written = bytes_of(lexer->began, (size_t)(lexer->next - lexer->began)),
    };
}

/* In single quotes libconfuse takes a $ as it is. */
static void take_quoted(struct lexer *lexer, char quote) {
    size_t from = lexer->size;
    unsigned line = lexer->where.line;
    step(lexer);
    while (*lexer->next != '\0' && *lexer->next != quote) {
        if (*lexer->next == '\\' && lexer->next[1] != '\0')
            step(lexer);
        else if (*lexer->next == '$' && quote == '"')
            lexer->clean[lexer->size++] = '\\';
        step(lexer);
    }
    if (*lexer->next == '\0') {
        never_ends(lexer, from, line, "text", quote == '"' ? "\"" : "'");
        return;
    }
    step(lexer);
    add(lexer, TOKEN_TEXT, from, line, 1);
}

static void take_sign(struct lexer *lexer, enum token_kind kind, size_t size) {
    size_t from = lexer->size;
    while (size-- > 0)
        step(lexer);
    add(lexer, kind, from, lexer->where.line, 0);
}

static bool in_word(char c) {
    return c != '\0' && strchr(" #\"'\t\n\r={}()+,*", c) == NULL;
}

static void take_word(struct lexer *lexer) {
    size_t from = lexer->size;
    if (starts(lexer, "${"))
        collector_add(lexer->collector, lexer->where,
                      "${...} is not filled in from the environment; put the value in quotes");
    while (in_word(*lexer->next))
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
    lexer->began = lexer->next;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (starts(lexer, signs[i].mark)) {
            take_sign(lexer, signs[i].kind, strlen(signs[i].mark));
            return;
        }
    if (starts(lexer, "#") || starts(lexer, "//"))
        skip_line_comment(lexer);
    else if (starts(lexer, "/*"))
        skip_block_comment(lexer);
    else if (*lexer->next == '"' || *lexer->next == '\'')
        take_quoted(lexer, *lexer->next);
    else if (in_word(*lexer->next))
        take_word(lexer);
    else
        step(lexer);
}

enum status lexer_run(const char *text, struct where file, struct arena *arena,
                      struct collector *collector, struct tokens *tokens) {
    size_t size = strlen(text);
    struct lexer lexer = {.next = text, .where = file, .collector = collector};
    lexer.where.line = 1;
    lexer.tokens = arena_array(arena, size + 1, sizeof *lexer.tokens);
    lexer.clean = arena_alloc(arena, 2 * size + 1);
    if (lexer.tokens == NULL || lexer.clean == NULL)
        return STATUS_NO_MEMORY;
    while (*lexer.next != '\0')
        take_next(&lexer);
    lexer.clean[lexer.size] = '\0';
    lexer.began = lexer.next;
    add(&lexer, TOKEN_END, lexer.size, lexer.where.line, 0);
    *tokens = (struct tokens){lexer.tokens, lexer.clean, lexer.broken};
    return STATUS_OK;
}
