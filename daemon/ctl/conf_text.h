/* The text of wachtpostd.conf with one thing in it changed and all the rest as the operator
 * wrote it, comments too. What is given has been read without mistakes. Results are malloc'ed;
 * NULL: out of memory. */
#ifndef WACHTPOST_CTL_CONF_TEXT_H
#define WACHTPOST_CTL_CONF_TEXT_H

/* What stands as the value of an option outside of sections; `fallback` where it does not. */
char *conf_text_value(const char *text, const char *name, const char *fallback);
/* With that value (no quotes, backslashes or $ in it), in its place or else at the end. */
char *conf_text_with(const char *text, const char *name, const char *value);
/* Without that section; the same when there is none. */
char *conf_text_without(const char *text, const char *section);

#endif
