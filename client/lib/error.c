#include "client/lib/inside.h"

#include <stdarg.h>
#include <stdio.h>

/* Numbered as enum wachtpost_status; the sentence is for when nothing better was said. */
static const struct {
    const char *name, *sentence;
} statuses[] = {
    [WACHTPOST_OK] = {"WACHTPOST_OK", ""},
    [WACHTPOST_WAITING] = {"WACHTPOST_WAITING", "Er is nog geen antwoord; probeer het later weer."},
    [WACHTPOST_MISUSE] = {"WACHTPOST_MISUSE", "Het programma gebruikt libwachtpost verkeerd."},
    [WACHTPOST_BAD_INPUT] = {"WACHTPOST_BAD_INPUT", "De gegevens bevatten fouten."},
    [WACHTPOST_BAD_CONFIG] = {"WACHTPOST_BAD_CONFIG", "De configuratie klopt niet."},
    [WACHTPOST_ABSENT] = {"WACHTPOST_ABSENT", "Dit is er niet, of niet meer."},
    [WACHTPOST_NO_MEMORY] = {"WACHTPOST_NO_MEMORY", "Er is te weinig geheugen."},
    [WACHTPOST_FULL] = {"WACHTPOST_FULL", "De schijf is vol; er is niets bewaard."},
    [WACHTPOST_IO] = {"WACHTPOST_IO", "De schijf of het systeem gaf een fout."},
    [WACHTPOST_BUSY] = {"WACHTPOST_BUSY", "Een ander proces gebruikt deze map."},
    [WACHTPOST_DAMAGED] = {"WACHTPOST_DAMAGED", "Een bestand is niet meer wat het was."},
    [WACHTPOST_UNREACHABLE] = {"WACHTPOST_UNREACHABLE", "De server antwoordt niet."},
    [WACHTPOST_KEY_REFUSED] = {"WACHTPOST_KEY_REFUSED", "De server laat deze sleutel niet toe."},
    [WACHTPOST_REFUSED] = {"WACHTPOST_REFUSED", "De server weigert."},
    [WACHTPOST_NOT_HANDLED] = {"WACHTPOST_NOT_HANDLED", "Het programma verwerkte een alert niet."},
};

const char *wachtpost_status_name(int32_t status) {
    bool known = status >= 0 && (size_t)status < sizeof statuses / sizeof *statuses;
    return known ? statuses[status].name : "";
}

static enum wachtpost_status outward(enum status status) {
    switch (status) {
    case STATUS_OK:
        return WACHTPOST_OK;
    case STATUS_ABSENT:
    case STATUS_FORGOTTEN:
        return WACHTPOST_ABSENT;
    case STATUS_BAD_INPUT:
    case STATUS_TOO_LARGE:
        return WACHTPOST_BAD_INPUT;
    case STATUS_BAD_CONFIG:
        return WACHTPOST_BAD_CONFIG;
    case STATUS_NO_MEMORY:
        return WACHTPOST_NO_MEMORY;
    case STATUS_FULL:
        return WACHTPOST_FULL;
    case STATUS_BUSY:
        return WACHTPOST_BUSY;
    case STATUS_IO:
        return WACHTPOST_IO;
    case STATUS_DAMAGED:
    case STATUS_WRONG_KEY:
    case STATUS_WRONG_FORMAT:
        return WACHTPOST_DAMAGED;
    case STATUS_UNREACHABLE:
        return WACHTPOST_UNREACHABLE;
    case STATUS_FORBIDDEN:
        return WACHTPOST_KEY_REFUSED;
    case STATUS_MALFORMED: /* an answer that is none */
        break;
    }
    return WACHTPOST_REFUSED;
}

static void fill(struct wachtpost_error *error, enum wachtpost_status status, const char *text) {
    if (!error)
        return;
    error->status = (int32_t)status;
    error->reserved = 0;
    snprintf(error->text, sizeof error->text, "%s", *text ? text : statuses[status].sentence);
}

enum wachtpost_status lib_fail(struct wachtpost_error *error, enum status status,
                               const struct complaint *complaint) {
    enum wachtpost_status given = outward(status);
    if (given != WACHTPOST_OK)
        fill(error, given, complaint ? complaint->text : "");
    return given;
}

enum wachtpost_status lib_say(struct wachtpost_error *error, enum wachtpost_status status,
                              const char *format, ...) {
    char text[sizeof error->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fill(error, status, text);
    return status;
}

enum wachtpost_status lib_misuse(struct wachtpost_error *error, const char *function) {
    return lib_say(error, WACHTPOST_MISUSE,
                   "Het programma gebruikt %s verkeerd: een NULL of een struct zonder size, of een "
                   "object van een ander proces; zie wachtpost.h.",
                   function);
}
