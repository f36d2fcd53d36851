#include "client/cli/exits.h"

#include "client/language.h"

#include <stdio.h>

static enum exit_code exit_of_status(enum status status) {
    switch (status) {
    case STATUS_OK:
        return EXIT_DONE;
    case STATUS_FORBIDDEN:
        return EXIT_KEY_REFUSED;
    case STATUS_BAD_INPUT:
    case STATUS_TOO_LARGE:
    case STATUS_ABSENT:
    case STATUS_FORGOTTEN:
        return EXIT_BAD_DATA;
    case STATUS_BAD_CONFIG:
    case STATUS_DAMAGED:
    case STATUS_WRONG_KEY:
        return EXIT_BAD_CONFIG;
    case STATUS_MALFORMED:
    case STATUS_WRONG_FORMAT:
        return EXIT_REFUSED;
    case STATUS_NO_MEMORY:
    case STATUS_FULL:
    case STATUS_BUSY:
    case STATUS_IO:
    case STATUS_UNREACHABLE:
        break;
    }
    return EXIT_NOT_DELIVERED;
}

enum exit_code exit_of_answer(enum answer answer) {
    switch (answer) {
    case ANSWER_OK:
    case ANSWER_ACCEPTED:
    case ANSWER_HELD:
    case ANSWER_DUPLICATE:
    case ANSWER_DISCARDED:
        return EXIT_DONE;
    case ANSWER_DENIED:
        return EXIT_KEY_REFUSED;
    case ANSWER_LATER:
        return EXIT_NOT_DELIVERED;
    case ANSWER_NONE:
    case ANSWER_REJECTED:
    case ANSWER_CONFLICT:
    case ANSWER_GAP:
    case ANSWER_MALFORMED:
    case ANSWER_NOTHING_HELD:
    case ANSWER_STALE:
    case ANSWER_COUNT:
        break;
    }
    return EXIT_REFUSED;
}

static const char *status_sentence(enum status status) {
    switch (status_fault(status)) {
    case FAULT_PEER:
        return _("het antwoord of bestand is onbruikbaar");
    case FAULT_SYSTEM:
        return _("er is geen geheugen, schijfruimte of verbinding; probeer het later opnieuw");
    case FAULT_NOBODY:
        break;
    }
    return _("niet gevonden");
}

enum exit_code exit_with(enum status status, const struct complaint *complaint) {
    fprintf(stderr, "wachtpost: %s\n",
            complaint->text[0] ? complaint->text : status_sentence(status));
    return exit_of_status(status);
}

enum exit_code exit_shown(enum status rendered) {
    const struct complaint nothing = {0};
    if (rendered == STATUS_OK && (fflush(stdout) != 0 || ferror(stdout)))
        rendered = STATUS_IO;
    return rendered == STATUS_OK ? EXIT_DONE : exit_with(rendered, &nothing);
}
