/* libwachtpost: deliver the wachtlijst of a jeugdhulpaanbieder to a wachtpost server, and read its
 * alerts. This page is all there is to know; client/examples/ shows it at work.
 *
 *   snapshot   everybody who waits, and who left since the last time, at one moment
 *   outbox     a folder on this machine in which a snapshot is safe until the server has
 *              acknowledged it, whatever crashes or loses its power meanwhile
 *   sender     sends what waits in an outbox, oldest first, the same bytes until there is an
 * answer; a receipt says what the server did with it alerts     the server's book of alerts, read
 * from where you were, with the place kept in a file that moves only behind what your program has
 * handled
 *
 * RESULTS. What can fail returns an enum wachtpost_status, and where a person could need to know
 * more it takes as last argument a struct wachtpost_error, which you own and which may be NULL: it
 * is filled with every result but WACHTPOST_OK and left alone otherwise. What a function gives
 * through a pointer is only given with WACHTPOST_OK, unless it says otherwise. Never does the
 * library end your program, whatever it is given or gets from the server.
 *
 * UNITS. Text is UTF-8 and ends in a NUL; in a struct NULL is the empty text. A day is a number
 * such as 20250131, and 0 is unknown. An instant is in microseconds since 1970-01-01T00:00:00Z.
 * Durations say their unit in their name. A flag is 0 or 1.
 *
 * MEMORY. What a _new, _open or _read gives is yours; give it back with the _free or _close next
 * to it, which takes a pointer to your pointer, sets it to NULL, and does nothing when it is. What
 * you pass is copied before the function returns. What you are shown (const pointers) belongs to
 * the object that shows it and lives as long as is said.
 *
 * GROWTH. A struct with `size` as its first member may get members at its end. Fill it with its
 * _init function, which is compiled into your program and so tells the library which members you
 * know. In a struct that the library fills, members that you know and it does not are 0. Within
 * one soname nothing else changes.
 *
 * THREADS. Any number of objects may be used at the same time, each by one thread at a time; an
 * object may move to another thread while nobody uses it. A sender counts as one with its outbox
 * and its struct wachtpost, and so does what reads alerts. There is no global state, no thread of
 * the library's own (ZeroMQ has some), and threads do not wait for each other.
 *
 * PROCESSES. An object belongs to the process that made it: in a child after fork every function
 * says WACHTPOST_MISUSE, and _close only forgets. fork and exec is safe: exec closes every
 * descriptor. A folder in use (sender, alerts) stays so as long as a child lives that has not
 * called exec or _close.
 *
 * YOUR PROGRAM. Signal handlers, locale, umask, working folder, standard streams and environment
 * are neither changed nor read; nothing is logged. Files are made with mode 0600, folders with
 * 0700. The library initialises libsodium, and takes memory from it that is not swapped and is
 * wiped. It makes a ZeroMQ context of its own for each struct wachtpost, beside any of yours,
 * unless you give it yours (wachtpost_options.zmq_context).
 *
 * Sentences for people (in errors, mistakes and answers) are Dutch, complete, fit on one line, and
 * hold no value of a line that was refused: it might be a BSN. */
#ifndef WACHTPOST_H
#define WACHTPOST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WACHTPOST_API __attribute__((visibility("default")))
/* What can fail; its result must be looked at. */
#define WACHTPOST_CALL WACHTPOST_API __attribute__((warn_unused_result)) enum wachtpost_status
#if defined(__cplusplus)
#define WACHTPOST_C_BEGIN extern "C" {
#define WACHTPOST_C_END }
#else
#define WACHTPOST_C_BEGIN
#define WACHTPOST_C_END
#endif

WACHTPOST_C_BEGIN

/* For each struct with a size: wachtpost_X_init(struct wachtpost_X *x), all else 0. */
#define WACHTPOST_INIT_OF(name)                                                                    \
    static inline void name##_init(struct name *value) {                                           \
        memset(value, 0, sizeof *value);                                                           \
        value->size = sizeof *value;                                                               \
    }

/* ---- Results ---- */

enum wachtpost_status {
    WACHTPOST_OK = 0,
    WACHTPOST_WAITING = 1,      /* not finished: call again (wachtpost_push_step) */
    WACHTPOST_MISUSE = 2,       /* a rule of this page was broken; the program is wrong */
    WACHTPOST_BAD_INPUT = 3,    /* mistakes in the wachtlijst, or in what was read back */
    WACHTPOST_BAD_CONFIG = 4,   /* an address, key or folder cannot be used */
    WACHTPOST_ABSENT = 5,       /* it is not there (any more) */
    WACHTPOST_NO_MEMORY = 6,    /* nothing has changed */
    WACHTPOST_FULL = 7,         /* no room on the disk; nothing was promised */
    WACHTPOST_IO = 8,           /* the disk or the system failed */
    WACHTPOST_BUSY = 9,         /* another process works with this folder; try later */
    WACHTPOST_DAMAGED = 10,     /* a file is not as it was written; somebody must look */
    WACHTPOST_UNREACHABLE = 11, /* no answer in time; passes by itself, try later */
    WACHTPOST_KEY_REFUSED = 12, /* the server does not admit this key, or not for this */
    WACHTPOST_REFUSED = 13,     /* the server refuses, and will again; somebody must look */
    WACHTPOST_NOT_HANDLED = 14  /* your handler did not handle an alert */
};

/* "WACHTPOST_OK" and so on; "" for a number that is none of them. Static. */
WACHTPOST_API const char *wachtpost_status_name(int32_t status);

/* Never grows. */
struct wachtpost_error {
    int32_t status;   /* enum wachtpost_status */
    int32_t reserved; /* 0 */
    char text[512];   /* a Dutch sentence for whoever must do something, never empty */
};

/* ---- Version and time ---- */

/* "0.1.0": of the library that runs, which may be newer than this header. Static. */
WACHTPOST_API const char *wachtpost_version(void);
/* The instant it is now, by this machine's clock. */
WACHTPOST_API int64_t wachtpost_now(void);

/* ---- Code lists ----
 *
 * A code has the name that its constant ends in: wachtpost_code("hulpvorm", "KDC") is
 * WACHTPOST_HULPVORM_KDC. 0 is ONBEKEND: not known, which is something else than none. The lists:
 * aanname, alert, answer, clock, hulpvorm, leeftijdsband, maatregel, overbrugging, regie,
 * uitstroomreden, urgentie. */

/* -1 when there is no such list, or no such name in it. */
WACHTPOST_API int32_t wachtpost_code(const char *list, const char *name);
/* NULL when there is no such list, or no such code in it. Static. */
WACHTPOST_API const char *wachtpost_code_name(const char *list, int32_t code);

enum wachtpost_hulpvorm {
    WACHTPOST_HULPVORM_AMBULANT_JO = 1,
    WACHTPOST_HULPVORM_AMBULANTE_JEUGD_GGZ = 2,
    WACHTPOST_HULPVORM_LVB_AMBULANT = 3,
    WACHTPOST_HULPVORM_DYSLEXIE = 4,
    WACHTPOST_HULPVORM_DAGBEHANDELING = 5,
    WACHTPOST_HULPVORM_KDC = 6,
    WACHTPOST_HULPVORM_PLEEGZORG = 7,
    WACHTPOST_HULPVORM_GEZINSHUIS = 8,
    WACHTPOST_HULPVORM_VERBLIJF_OPEN = 9,
    WACHTPOST_HULPVORM_INTEGRALE_VERBLIJFSHULP = 10,
    WACHTPOST_HULPVORM_JEUGDZORGPLUS = 11,
    WACHTPOST_HULPVORM_CRISIS = 12,
    WACHTPOST_HULPVORM_OVERIG = 13
};
enum wachtpost_maatregel {
    WACHTPOST_MAATREGEL_GEEN = 1,
    WACHTPOST_MAATREGEL_OTS = 2,
    WACHTPOST_MAATREGEL_VOORLOPIGE_OTS = 3,
    WACHTPOST_MAATREGEL_VOOGDIJ = 4,
    WACHTPOST_MAATREGEL_VOORLOPIGE_VOOGDIJ = 5,
    WACHTPOST_MAATREGEL_JEUGDRECLASSERING = 6
};
enum wachtpost_urgentie {
    WACHTPOST_URGENTIE_REGULIER = 1,
    WACHTPOST_URGENTIE_VERHOOGD = 2,
    WACHTPOST_URGENTIE_HOOG = 3,
    WACHTPOST_URGENTIE_CRISIS = 4
};
enum wachtpost_overbrugging {
    WACHTPOST_OVERBRUGGING_GEEN = 1,
    WACHTPOST_OVERBRUGGING_AMBULANT = 2,
    WACHTPOST_OVERBRUGGING_VERBLIJF_ELDERS = 3,
    WACHTPOST_OVERBRUGGING_CRISISPLEK = 4
};
enum wachtpost_leeftijdsband { /* in years */
                               WACHTPOST_LEEFTIJDSBAND_0_3 = 1,
                               WACHTPOST_LEEFTIJDSBAND_4_11 = 2,
                               WACHTPOST_LEEFTIJDSBAND_12_17 = 3,
                               WACHTPOST_LEEFTIJDSBAND_18_PLUS = 4
};
enum wachtpost_regie {
    WACHTPOST_REGIE_LOKAAL_TEAM = 1,
    WACHTPOST_REGIE_GI = 2,
    WACHTPOST_REGIE_AANBIEDER = 3
};
enum wachtpost_uitstroomreden {
    WACHTPOST_UITSTROOMREDEN_GESTART = 1,
    WACHTPOST_UITSTROOMREDEN_ELDERS_GESTART = 2,
    WACHTPOST_UITSTROOMREDEN_ELDERS_GEPLAATST = 3,
    WACHTPOST_UITSTROOMREDEN_TERUGGETROKKEN = 4,
    WACHTPOST_UITSTROOMREDEN_NIET_PASSEND = 5,
    WACHTPOST_UITSTROOMREDEN_CRISIS_OPGENOMEN = 6,
    WACHTPOST_UITSTROOMREDEN_LEEFTIJD_18 = 7,
    WACHTPOST_UITSTROOMREDEN_VERHUISD = 8,
    WACHTPOST_UITSTROOMREDEN_OVERLEDEN = 9,
    WACHTPOST_UITSTROOMREDEN_ANDER_DOMEIN = 10,
    WACHTPOST_UITSTROOMREDEN_ADMIN_OPGESCHOOND = 11, /* a clean-up: was not helped */
    WACHTPOST_UITSTROOMREDEN_ADMIN_FOUT = 12         /* never waited: undoes its history */
};
enum wachtpost_aanname {
    WACHTPOST_AANNAME_OPEN = 1, /* new children are taken */
    WACHTPOST_AANNAME_STOP = 2
};

/* ---- Keys ----
 *
 * A participant guards one seed, a file of mode 0600. Its registration line holds public keys
 * only and goes to the operator of the server (Servicebureau), who enrols it. */

/* Makes a seed file; never overwrites one: WACHTPOST_BUSY when it exists. WACHTPOST_FULL,
 * WACHTPOST_IO, WACHTPOST_BAD_CONFIG. */
WACHTPOST_CALL wachtpost_seed_make(const char *seed_file, struct wachtpost_error *error);

#define WACHTPOST_REGISTRATION_LINE_SIZE 92 /* with its NUL */
/* To send in. WACHTPOST_BAD_CONFIG: there is no such seed, it is none, or others may read it. */
WACHTPOST_CALL wachtpost_registration_line(const char *seed_file,
                                           char line[WACHTPOST_REGISTRATION_LINE_SIZE],
                                           struct wachtpost_error *error);

/* ---- The server, and who you are to it ---- */
struct wachtpost;

struct wachtpost_options {
    size_t size;
    const char *server;     /* "tcp://wachtpost.example.nl:7700"; several, with spaces between:
                             * tried in turn by a push, the first one for alerts */
    const char *bell;       /* "tcp://wachtpost.example.nl:7701"; only for following alerts */
    const char *server_key; /* 40 characters, from the operator */
    const char *seed_file;  /* yours; or the 32 bytes themselves, when you guard them: */
    const unsigned char *seed;
    /* NULL: a ZeroMQ context of the library's own. Otherwise one of yours (zmq_ctx_new), used
     * for sockets; close all that uses it before you terminate the context, which waits for
     * that. While it terminates, calls end with WACHTPOST_UNREACHABLE or NO_MEMORY. */
    void *zmq_context;
};
WACHTPOST_INIT_OF(wachtpost_options)

/* Needs no server: that is dialled by who sends or reads. WACHTPOST_BAD_CONFIG: a server_key that
 * is none, or a seed file that cannot be used. WACHTPOST_NO_MEMORY: or descriptors. */
WACHTPOST_CALL wachtpost_open(const struct wachtpost_options *options, struct wachtpost **wachtpost,
                              struct wachtpost_error *error);
/* Does not wait. Close first what was opened with it. */
WACHTPOST_API void wachtpost_close(struct wachtpost **wachtpost);

/* ---- A snapshot: the whole wachtlijst at one moment ---- */
struct wachtpost_snapshot;

/* One child waiting for one kind of help. Needed: id, gemeente, hulpvorm and one of the four
 * start dates; 0 and NULL are not known. No name, address, birth date, client number or BSN
 * has a place here. */
struct wachtpost_place {
    size_t size;
    const char *id;       /* yours, 1-64 bytes, meaning nothing, the same while the wait lasts */
    const char *gemeente; /* CBS code, "0518": who is responsible (woonplaatsbeginsel) */
    const char *gi;       /* AGB-code of the gecertificeerde instelling */
    const unsigned char *jeugdige; /* pseudonym of 32 bytes, or NULL */
    uint32_t jeugdige_epoch;       /* number of the key that made the pseudonym */
    int32_t hulpvorm;
    uint32_t productcategorie; /* iJw JZ020: 45 */
    uint32_t verwijzer;        /* iJw COD327: 2 */
    int32_t maatregel;
    uint32_t maatregel_start;
    int32_t machtiging_uithuisplaatsing; /* flag */
    int32_t urgentie;
    uint32_t urgentie_datum; /* last review */
    int32_t overbrugging;
    uint32_t overbrugging_sinds;
    int32_t leeftijdsband;
    int32_t regie;
    int32_t eigen_wens;           /* flag: the family asked to wait */
    uint32_t laatst_geverifieerd; /* when somebody checked with the family */
    /* Start dates; the first that is there starts the clock. */
    uint32_t oorspronkelijke_aanmelddatum; /* taken over with the child from another aanbieder */
    uint32_t aanmelddatum;
    uint32_t verwijsdatum;
    uint32_t toewijzingsdatum;
    uint32_t compleet_datum;
    uint32_t intakedatum; /* may lie up to 12 months ahead */
    uint32_t line;        /* anything that tells you which one it is; stays here */
};
WACHTPOST_INIT_OF(wachtpost_place)

/* Somebody who left the list since the last delivery. */
struct wachtpost_outflow {
    size_t size;
    const char *id;
    /* NULL for an id of an earlier delivery. Of who came and left in between: everything that
     * is known (its id and line do not count). */
    const struct wachtpost_place *place;
    int32_t reden; /* enum wachtpost_uitstroomreden */
    uint32_t datum;
    uint32_t line; /* as in struct wachtpost_place */
    uint32_t reserved;
};
WACHTPOST_INIT_OF(wachtpost_outflow)

/* An empty list. `agb` is the AGB-code of the aanbieder, eight digits; `peilmoment` the instant
 * at which the list is true, wachtpost_now() for one that was just drawn up.
 * WACHTPOST_BAD_INPUT. */
WACHTPOST_CALL wachtpost_snapshot_new(const char *agb, int64_t peilmoment,
                                      struct wachtpost_snapshot **snapshot,
                                      struct wachtpost_error *error);
WACHTPOST_API void wachtpost_snapshot_free(struct wachtpost_snapshot **snapshot);

/* In any order; not judged before wachtpost_snapshot_check. WACHTPOST_BAD_INPUT: the 20,001st line.
 */
WACHTPOST_CALL wachtpost_snapshot_place(struct wachtpost_snapshot *snapshot,
                                        const struct wachtpost_place *place,
                                        struct wachtpost_error *error);
WACHTPOST_CALL wachtpost_snapshot_outflow(struct wachtpost_snapshot *snapshot,
                                          const struct wachtpost_outflow *outflow,
                                          struct wachtpost_error *error);
/* Whether new children are taken for a hulpvorm; said again it replaces what was said.
 * WACHTPOST_BAD_INPUT: no such hulpvorm or aanname. */
WACHTPOST_CALL wachtpost_snapshot_aanname(struct wachtpost_snapshot *snapshot, int32_t hulpvorm,
                                          int32_t aanname, struct wachtpost_error *error);
/* Which system the list comes from, for who must find out about it: "MijnECD", "12.3". Each at
 * most 256 bytes. Without it the library names itself. WACHTPOST_BAD_INPUT. */
WACHTPOST_CALL wachtpost_snapshot_system(struct wachtpost_snapshot *snapshot, const char *name,
                                         const char *version, struct wachtpost_error *error);

/* A line of which something is wrong, and what. A line may have several. */
struct wachtpost_mistake {
    size_t size;
    const char *id;       /* "" when something is wrong with the id itself */
    const char *field;    /* "aanmelddatum"; "place.gemeente" of a place within an outflow */
    const char *code;     /* "DATUM", stable, for a program */
    const char *sentence; /* Dutch, what to do */
    int32_t section;      /* WACHTPOST_SECTION_PLACES or _OUTFLOW */
    uint32_t line;        /* after a check: as you gave it. In a receipt: the how manieth of its
                           * section, sorted by id, from 1 */
};
#define WACHTPOST_SECTION_PLACES 1
#define WACHTPOST_SECTION_OUTFLOW 2
WACHTPOST_INIT_OF(wachtpost_mistake)

/* Tests every line as the server will; not what only the server can see (whether a place that
 * left was known). Places of a gemeente outside the region, with nothing else wrong, are no
 * mistake: they are left out of the delivery, and of an outflow line its place.
 * WACHTPOST_OK: it can be delivered. WACHTPOST_BAD_INPUT: it has mistakes. After both the
 * mistakes and what is left out can be asked for. */
WACHTPOST_CALL wachtpost_snapshot_check(struct wachtpost_snapshot *snapshot,
                                        struct wachtpost_error *error);

/* What the last check found; none before it, or after something was added. In the order of
 * section and id. Texts live until the snapshot is changed, checked again or freed. */
WACHTPOST_API size_t wachtpost_snapshot_mistakes(const struct wachtpost_snapshot *snapshot);
WACHTPOST_CALL wachtpost_snapshot_mistake(const struct wachtpost_snapshot *snapshot, size_t index,
                                          struct wachtpost_mistake *mistake);
WACHTPOST_API size_t wachtpost_snapshot_left_out(const struct wachtpost_snapshot *snapshot);
WACHTPOST_CALL wachtpost_snapshot_left_out_line(const struct wachtpost_snapshot *snapshot,
                                                size_t index, struct wachtpost_mistake *line);

/* ---- A receipt: what the server did with a delivery ---- */
struct wachtpost_receipt;

/* Numbered for ever. */
enum wachtpost_answer_code {
    WACHTPOST_ANSWER_OK = 1,
    WACHTPOST_ANSWER_ACCEPTED = 2,  /* in force */
    WACHTPOST_ANSWER_HELD = 3,      /* kept, but too many places vanish: somebody must confirm */
    WACHTPOST_ANSWER_REJECTED = 4,  /* as a whole; the receipt says why */
    WACHTPOST_ANSWER_DUPLICATE = 5, /* it was there already; the receipt is the first one */
    WACHTPOST_ANSWER_CONFLICT = 6,  /* another system numbers for this aanbieder too */
    WACHTPOST_ANSWER_GAP = 7,       /* the server misses deliveries before this one */
    WACHTPOST_ANSWER_MALFORMED = 8,
    WACHTPOST_ANSWER_DENIED = 9, /* not with this key */
    WACHTPOST_ANSWER_LATER = 10,
    WACHTPOST_ANSWER_DISCARDED = 11
};

struct wachtpost_receipt_summary {
    size_t size;
    int64_t peilmoment;
    int64_t recorded_at;
    uint64_t sequence; /* the delivery's number */
    unsigned char epoch[16], content_hash[32];
    const char *agb;
    const char *reject_reason;   /* "VOLGORDE"; "" unless REJECTED */
    const char *reject_sentence; /* Dutch */
    int32_t outcome;             /* ACCEPTED, HELD, REJECTED or DISCARDED */
    int32_t late;                /* flag: it corrects the past, not the present list */
    uint32_t previous, open;     /* places on the list before and after */
    uint32_t new_places, changed, left, completed;
    uint32_t would_leave; /* HELD: so many places would vanish */
    uint32_t reserved;
};
WACHTPOST_INIT_OF(wachtpost_receipt_summary)

/* Texts live as long as the receipt, as those of the functions below. */
WACHTPOST_CALL wachtpost_receipt_summarise(const struct wachtpost_receipt *receipt,
                                           struct wachtpost_receipt_summary *summary);
/* Lines that were refused while the rest counts. */
WACHTPOST_API size_t wachtpost_receipt_mistakes(const struct wachtpost_receipt *receipt);
WACHTPOST_CALL wachtpost_receipt_mistake(const struct wachtpost_receipt *receipt, size_t index,
                                         struct wachtpost_mistake *mistake);
/* Ids of places that left the list without a reason: give it in a next delivery. NULL beyond
 * the last. */
WACHTPOST_API size_t wachtpost_receipt_vanished(const struct wachtpost_receipt *receipt);
WACHTPOST_API const char *wachtpost_receipt_vanished_id(const struct wachtpost_receipt *receipt,
                                                        size_t index);
/* What is odd but was taken: a Dutch sentence; `id` (may be NULL) gets the place it is about
 * or "". NULL beyond the last. */
WACHTPOST_API size_t wachtpost_receipt_warnings(const struct wachtpost_receipt *receipt);
WACHTPOST_API const char *wachtpost_receipt_warning(const struct wachtpost_receipt *receipt,
                                                    size_t index, const char **id);

/* A receipt from its bytes, as an answer carries them. WACHTPOST_BAD_INPUT: they are none. */
WACHTPOST_CALL wachtpost_receipt_read(const void *bytes, size_t size,
                                      struct wachtpost_receipt **receipt,
                                      struct wachtpost_error *error);
WACHTPOST_API void wachtpost_receipt_free(struct wachtpost_receipt **receipt);

/* ---- The outbox: safe until it is delivered ---- */

/* The deliveries of one AGB-code, in a folder. The program `wachtpost` uses the same one and may
 * do so at the same time. Do not copy it to a second system: the folder numbers what is sent.
 * What was delivered stays 30 days, with its receipt. */
struct wachtpost_outbox;

/* Opens <state_folder>/<AGB>.outbox, makes it when it is not there. WACHTPOST_BAD_INPUT: no
 * AGB-code. WACHTPOST_BAD_CONFIG: the folder cannot be used. This and everything below may
 * say WACHTPOST_BUSY (after 10 s), WACHTPOST_FULL, WACHTPOST_IO or WACHTPOST_DAMAGED, and then
 * nothing has changed. */
WACHTPOST_CALL wachtpost_outbox_open(const char *state_folder, const char *agb,
                                     struct wachtpost_outbox **outbox,
                                     struct wachtpost_error *error);
WACHTPOST_API void wachtpost_outbox_close(struct wachtpost_outbox **outbox);

/* Checks the snapshot and puts it in. With WACHTPOST_OK it is on disk and will be delivered
 * once, in its turn, for as long as somebody pushes; `delivery` (may be NULL) gets its identity,
 * never 0. The snapshot stays yours. WACHTPOST_BAD_INPUT: it has mistakes, is of another
 * aanbieder, or is larger than 8 MiB. */
WACHTPOST_CALL wachtpost_outbox_add(struct wachtpost_outbox *outbox,
                                    struct wachtpost_snapshot *snapshot, uint64_t *delivery,
                                    struct wachtpost_error *error);

/* The receipt of a delivery; yours to free. WACHTPOST_WAITING: it has none yet.
 * WACHTPOST_REFUSED: the server could not read it, and it was set aside. WACHTPOST_ABSENT:
 * it is not, or no longer, in this outbox. */
WACHTPOST_CALL wachtpost_outbox_receipt(struct wachtpost_outbox *outbox, uint64_t delivery,
                                        struct wachtpost_receipt **receipt,
                                        struct wachtpost_error *error);

struct wachtpost_outbox_standing {
    size_t size;
    uint64_t waiting, delivered, set_aside; /* snapshots in the folder */
    uint64_t next_sequence;
    int64_t stopped_at;
    /* Why nothing is sent until somebody has looked: "CONFLICT" (another system delivers for
     * this aanbieder, or this folder is an old copy), "GAP", "DENIED", "RECEIPT"; "" when it is
     * not stopped. What is put in is safe all the same. Static. */
    const char *stop;
};
WACHTPOST_INIT_OF(wachtpost_outbox_standing)

WACHTPOST_CALL wachtpost_outbox_stand(struct wachtpost_outbox *outbox,
                                      struct wachtpost_outbox_standing *standing,
                                      struct wachtpost_error *error);
/* Somebody has looked: send again. */
WACHTPOST_CALL wachtpost_outbox_retry(struct wachtpost_outbox *outbox,
                                      struct wachtpost_error *error);

/* ---- Sending ---- */
struct wachtpost_sender;

/* Shown to your handler; lives until it returns. Made by the library: look at `size` before
 * you read a member that is newer than version 0.1. */
struct wachtpost_answer {
    size_t size;
    uint64_t delivery; /* as wachtpost_outbox_add gave it */
    uint64_t sequence;
    const struct wachtpost_receipt *receipt; /* NULL when there is none */
    const void *receipt_bytes;               /* for wachtpost_receipt_read, to keep */
    size_t receipt_size;
    const char *name;     /* "ACCEPTED" */
    const char *sentence; /* the server's, Dutch; "" when nothing needs saying */
    int32_t code;         /* enum wachtpost_answer_code */
    int32_t reserved;
};

/* Both may be NULL. They may not use the outbox, the sender or what it was opened with. */
struct wachtpost_listener {
    size_t size;
    void *context;
    /* After the answer is on disk. */
    void (*answered)(void *context, const struct wachtpost_answer *answer);
    /* Asked several times a second while wachtpost_sender_run waits between two tries, each of
     * which takes 10 s at most: 0 to go on. */
    int (*enough)(void *context);
};
WACHTPOST_INIT_OF(wachtpost_listener)

/* Does not wait for the server. `listener` may be NULL. Close it before the other two.
 * WACHTPOST_BAD_CONFIG: a server address that is none, or more than 8 of them. */
WACHTPOST_CALL wachtpost_sender_open(struct wachtpost *wachtpost, struct wachtpost_outbox *outbox,
                                     const struct wachtpost_listener *listener,
                                     struct wachtpost_sender **sender,
                                     struct wachtpost_error *error);
WACHTPOST_API void wachtpost_sender_close(struct wachtpost_sender **sender);

/* Sends what waits, oldest first, until `delivery` (0: everything) has its answer or the time is
 * over. Silence is tried again with the same bytes, at the next address, with pauses that grow to
 * five minutes.
 *   WACHTPOST_OK            answered; its receipt says what became of it
 *   WACHTPOST_WAITING       `enough` said so; it is still safe
 *   WACHTPOST_UNREACHABLE   not yet; it is still safe, run again later
 *   WACHTPOST_KEY_REFUSED   the key is not enrolled (any more), or not for this AGB-code
 *   WACHTPOST_REFUSED       the outbox is stopped: see wachtpost_outbox_stand */
WACHTPOST_CALL wachtpost_sender_run(struct wachtpost_sender *sender, uint64_t delivery,
                                    int64_t timeout_ms, struct wachtpost_error *error);

/* The same in steps, for a program with a loop of its own: never waits for the network, only for
 * the disk. Call it again after `wait_ms` at the latest, and after a wachtpost_outbox_add.
 *   WACHTPOST_OK        nothing waits
 *   WACHTPOST_WAITING   under way, or between two tries
 *   WACHTPOST_BUSY      another process is sending
 * Anything else as wachtpost_sender_run, whose `enough` is not asked. Between a step that said
 * WACHTPOST_WAITING and the last one, no other process sends from this outbox. */
WACHTPOST_CALL wachtpost_sender_step(struct wachtpost_sender *sender, int64_t *wait_ms,
                                     struct wachtpost_error *error);

/* Begins a new series of numbers that replaces the one the server knows, and numbers anew what
 * waits: once, when this system takes over the delivering for an aanbieder, or after its
 * folder was lost or restored from a copy. WACHTPOST_UNREACHABLE, WACHTPOST_KEY_REFUSED. */
WACHTPOST_CALL wachtpost_sender_begin_epoch(struct wachtpost_sender *sender, int64_t timeout_ms,
                                            struct wachtpost_error *error);

/* ---- Alerts ---- */
struct wachtpost_alerts;

enum wachtpost_alert_kind {
    WACHTPOST_ALERT_DREIGEND = 1,       /* crosses the norm within 14 days */
    WACHTPOST_ALERT_OVERSCHRIJDING = 2, /* has crossed the norm */
    WACHTPOST_ALERT_NIVEAU = 3,         /* waits 6, 9 or 12 months */
    WACHTPOST_ALERT_INGETROKKEN = 4,    /* turned out to have been wrong */
    WACHTPOST_ALERT_VAN_LIJST = 5,      /* left the list; `reden` and `helped` say how */
    WACHTPOST_ALERT_STIL = 6,           /* an aanbieder is silent */
    WACHTPOST_ALERT_AFWIJKEND = 7       /* a delivery is held */
};

/* Shown to your handler; lives until it returns. As struct wachtpost_answer. Of STIL and
 * AFWIJKEND all that concerns a place is 0 or "". */
struct wachtpost_alert {
    size_t size;
    uint64_t number; /* in the book; grows, with gaps where alerts are not for you */
    int64_t recorded_at;
    int64_t data_peilmoment; /* of the aanbieder's newest data; 0: there are none */
    const char *agb;
    const char *aanbieder, *telefoon, *mail; /* whom to call about the place */
    const char *place_id;
    const char *gemeente, *gi;
    const char *norm;          /* which norm, by its name */
    const char *rank_sentence; /* Dutch: why it has this rank */
    int32_t kind;              /* enum wachtpost_alert_kind */
    uint32_t due;              /* day */
    uint32_t start;            /* day on which the waiting began */
    int32_t clock;             /* which date that is: list "clock" */
    uint32_t crossing;         /* day on which the norm is or was crossed */
    uint32_t level;            /* NIVEAU: 6, 9 or 12 months */
    uint32_t telling;          /* counts how often this was told of the place */
    uint32_t days_waited;
    uint32_t rank; /* 1 first */
    int32_t hulpvorm, maatregel, urgentie, overbrugging;
    int32_t reden; /* VAN_LIJST: enum wachtpost_uitstroomreden */
    uint32_t left_on;
    int32_t helped; /* VAN_LIJST: 1 yes, 2 no, 3 not known; else 0 */
    uint32_t withdraws_count;
    uint32_t reserved;
    uint64_t withdraws[6]; /* numbers of the alerts that it takes back */
};

/* What a handler says of an alert. */
#define WACHTPOST_ALERT_NOT_HANDLED 0      /* stop; it comes again next time */
#define WACHTPOST_ALERT_HANDLED 1          /* go on behind it */
#define WACHTPOST_ALERT_HANDLED_AND_STOP 2 /* enough for now */
typedef int wachtpost_alert_handler(void *context, const struct wachtpost_alert *alert);

/* Reads from where <state_folder>/<name>.cursor says, or from the beginning of the book when
 * there is none. It is the file of `wachtpost alerts` when `name` is "alerts".
 * WACHTPOST_BUSY: another process reads with it. WACHTPOST_DAMAGED. WACHTPOST_BAD_CONFIG: a folder
 * that cannot be used, or an address that is none. */
WACHTPOST_CALL wachtpost_alerts_open(struct wachtpost *wachtpost, const char *state_folder,
                                     const char *name, struct wachtpost_alerts **alerts,
                                     struct wachtpost_error *error);
WACHTPOST_API void wachtpost_alerts_close(struct wachtpost_alerts **alerts);

/* Gives the handler every alert that is new, in the order of the book, until there are no more.
 * The cursor is on disk behind what was handled before this returns, whatever it returns, unless
 * that is WACHTPOST_IO or _FULL; so after a crash an alert can come twice, never not. Alerts that
 * come again after the server was restored have the same place, start, kind, level and telling.
 *   WACHTPOST_OK            all of it, or the handler had enough
 *   WACHTPOST_NOT_HANDLED   the handler did not handle one
 *   WACHTPOST_UNREACHABLE, WACHTPOST_KEY_REFUSED, WACHTPOST_REFUSED */
WACHTPOST_CALL wachtpost_alerts_fetch(struct wachtpost_alerts *alerts, int64_t timeout_ms,
                                      wachtpost_alert_handler *handler, void *context,
                                      struct wachtpost_error *error);

/* The same, and goes on as the bell rings, until `timeout_ms` is over (WACHTPOST_OK; also while
 * the server cannot be reached, which passes) or the handler has enough. Call it again as long as
 * you want to follow; between calls nothing is lost. WACHTPOST_BAD_CONFIG: there is no bell in
 * the options. */
WACHTPOST_CALL wachtpost_alerts_follow(struct wachtpost_alerts *alerts, int64_t timeout_ms,
                                       wachtpost_alert_handler *handler, void *context,
                                       struct wachtpost_error *error);

WACHTPOST_C_END

#endif
