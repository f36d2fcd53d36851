/* The words of a configuration file, by libconfuse's own lexical rules.
 *
 * libconfuse 3.3 stops at the first unknown name, takes the last of two equal ones
 * without a word, counts a line twice after every comment, stays inside an unclosed
 * text for the next file too, and puts the environment's ${VARIABLES} into values. So
 * the words are looked at before it sees them; what it gets is the same text with the
 * comments blanked. */
#ifndef WACHTPOST_SETTINGS_LEXER_H
#define WACHTPOST_SETTINGS_LEXER_H

#include "daemon/settings/mistakes.h"

enum token_kind {
    TOKEN_TEXT, /* quoted or not */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_EQUALS, /* = and += */
    TOKEN_COMMA,
    TOKEN_ODD, /* ( and ), which libconfuse knows and our files do not */
    TOKEN_END,
};

struct token {
    enum token_kind kind;
    unsigned line;
    size_t from, to;   /* in the text, quotes included */
    struct bytes text; /* without the quotes, escapes as they stand */
};

struct tokens {
    size_t count; /* without the TOKEN_END that follows */
    const struct token *at;
    bool broken; /* a text or comment that never ends */
};

/* Blanks the comments in `text` (NUL-terminated) and cuts it off at what never ends.
 * The tokens point into `text` and live in the arena. */
enum status lexer_run(char *text, struct where file, struct arena *arena,
                      struct collector *collector, struct tokens *tokens) MUST_CHECK;

#endif
