/* The words of a configuration file, by libconfuse's own lexical rules.
 *
 * libconfuse 3.3 stops at the first unknown name, takes the last of two equal ones
 * without a word, counts a line twice after every comment, stays inside an unclosed
 * text for the next file too, and fills in the environment's ${VARIABLES}, which a Z85
 * key may well look like. So the words are looked at before it sees them; what it gets
 * is the same text, line by line, without comments and with every $ escaped. */
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
    size_t from, to;      /* in the clean text, quotes included */
    struct bytes text;    /* of it, without the quotes, escapes as they stand */
    struct bytes written; /* in the file as it was given */
};

struct tokens {
    const struct token *at; /* the last is TOKEN_END */
    char *clean;            /* for libconfuse; cut off at what never ends */
    bool broken;            /* a text or comment never ends */
};

/* All of it in the arena. STATUS_NO_MEMORY only. */
enum status lexer_run(const char *text, struct where file, struct arena *arena,
                      struct collector *collector, struct tokens *tokens) MUST_CHECK;

#endif
