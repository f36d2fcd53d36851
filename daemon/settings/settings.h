/* What the operator wrote down: wachtpostd.conf and deelnemers.d/ *.conf, read with
 * libconfuse, checked completely before any of it counts. Every mistake is reported
 * at once, each with file and line.
 *
 * Two halves. `struct process_settings` says how this process runs (paths, sockets)
 * and changes no decision. `struct rules_settings` changes decisions; its canonical
 * text is what the journal keeps, and reading that text back gives the same value. */
#ifndef WACHTPOST_SETTINGS_SETTINGS_H
#define WACHTPOST_SETTINGS_SETTINGS_H

#include "daemon/domain/norm.h"
#include "daemon/domain/participant.h"
#include "daemon/domain/rank.h"
#include "daemon/domain/regio.h"
#include "daemon/domain/retain.h"

/* Where one key of the server's is served: a socket has one. */
struct door_settings {
    const char *listen;      /* ROUTER endpoint, default tcp://127.0.0.1:7700 */
    const char *listen_bell; /* PUB endpoint, default tcp://127.0.0.1:7701 */
    const char *server_key;  /* file: the server's seed, 64 hex digits */
};

struct process_settings {
    struct door_settings door;
    struct door_settings former_door; /* of the key that is being replaced; all NULL: none */
    const char *store;                /* directory */
    const char *store_key;            /* file: the key ring */
    const char *engine_socket;        /* AF_UNIX path between the halves */
    const char *control_socket;       /* AF_UNIX path for wachtpostctl; another one */
    const char *metrics;              /* ADDRESS:PORT for HTTP; empty: not served */
    const char *metrics_socket;       /* AF_UNIX path between the engine and what serves it */
    const char *participants;         /* directory deelnemers.d */
    size_t map_bytes;
    bool clock_kernel;     /* ask the kernel whether its clock is synchronised */
    const char *log_level; /* error, warn, info, debug */
    const char *user;      /* what root becomes; empty: none */
};

struct rules_settings {
    size_t norm_count; /* at least 1, ascending by `from`, no two the same day or id */
    const struct norm *norms;
    struct rank_order rank_order;
    struct regio regio; /* ascending by name */
    struct retention retention;
    size_t participant_count; /* ascending by name */
    const struct participant *participants;
};

struct settings {
    struct process_settings process;
    struct rules_settings rules;
};

/* Mistakes, one line each: "FILE:LINE: what is wrong and what to do". */
struct mistakes {
    size_t count;
    char **lines;
};
void mistakes_free(struct mistakes *mistakes);

/* Opaque owner of everything a struct settings points to. */
struct settings_file;

/* STATUS_BAD_CONFIG with at least one line in `mistakes`, or STATUS_OK with none.
 * Relative paths in the file are relative to the file's own folder. Checked across
 * files too: a key, AGB-code or name that stands twice; an opvolger_van of itself or
 * of two; a role without what it needs (aanbieder: an AGB-code; any: a key). In the
 * participants' folder every NAME.conf counts, NAME being [a-z0-9-]{1,64}; what does not
 * end in .conf or begins with a dot is passed over. */
enum status settings_read(const char *path, struct settings_file **file,
                          struct mistakes *mistakes) MUST_CHECK;
/* The same with one more participant file, NAME.conf, that is not there yet (or would be
 * replaced): what `wachtpostctl enrol` asks before it writes. */
enum status settings_try(const char *path, const char *name, const char *text,
                         struct settings_file **file, struct mistakes *mistakes) MUST_CHECK;
const struct settings *settings_of(const struct settings_file *file);
void settings_free(struct settings_file **file);

/* The canonical text of the rules half, in the same syntax as the files; malloc'ed.
 * Equal settings give equal text, byte for byte. NULL: out of memory. */
char *settings_canonical(const struct rules_settings *rules);
/* Back from a journal event. The process half of the result is empty. */
enum status settings_parse_canonical(const char *text, struct settings_file **file,
                                     struct complaint *complaint) MUST_CHECK;

/* The text of a whole participant file; malloc'ed, commented, in the same syntax. NULL: out of
 * memory. */
char *settings_participant_text(const struct participant *participant);
/* The file of a participant again as it was written, but with these keys and this `revoked`:
 * whatever else stands in it stays, comments and order too. *kept false: that could not be done,
 * because the keys do not stand there as one plain list, and it is settings_participant_text.
 * malloc'ed; NULL: out of memory. */
char *settings_amended_text(const char *text, const struct participant *participant, bool *kept);

/* A text of wachtpostd.conf, by its name. */
struct option_value {
    const char *name, *value;
};
/* wachtpostd.conf as `wachtpostctl init` writes it: every option with its default, or with what is
 * given here, and a sentence, and the region's table as it is; malloc'ed. NULL: out of memory. */
char *settings_default_text(const struct option_value *values, size_t count);

#endif
