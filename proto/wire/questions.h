/* Bodies of PLACES, HISTORY, FIGURES, TAKE, DUIDING and PUBLICATION. The promises of
 * wire.h hold here too. Absent dates are DAY_NONE, except where the contract gives 0 a
 * meaning of its own, which is then filled in as said below. */
#ifndef WACHTPOST_WIRE_QUESTIONS_H
#define WACHTPOST_WIRE_QUESTIONS_H

#include "proto/model/figures.h"
#include "proto/model/taken.h"
#include "proto/wire/wire.h"

struct taken_place {
    struct agb agb;
    struct bytes place_id;
    struct taken taken;
};

struct take_request {
    instant_t made_at;
    struct agb agb; /* empty when the sender gave none */
    struct bytes place_id;
    enum taken_state state; /* may be TAKEN_NOBODY: the engine refuses it */
    enum obstacle obstacle;
};
struct take_reply {
    struct reply_head head;
    struct taken taken;
};
enum status wire_encode_take_request(const struct take_request *request, struct arena *arena,
                                     struct bytes *out) MUST_CHECK;
enum status wire_decode_take_request(struct bytes body, struct arena *arena,
                                     struct take_request *out) MUST_CHECK;
enum status wire_encode_take_reply(const struct take_reply *reply, struct arena *arena,
                                   struct bytes *out) MUST_CHECK;
enum status wire_decode_take_reply(struct bytes body, struct arena *arena,
                                   struct take_reply *out) MUST_CHECK;

struct places_request {
    instant_t made_at;
    day_t on; /* DAY_NONE: today */
    instant_t as_known_at;
    struct filter filter;
    struct bytes norm_id;
    bool beyond_only;
    uint32_t offset, limit;
    uint64_t other_places_of;
    enum purpose purpose;
};

struct place_row {
    struct agb agb;
    struct bytes aanbieder, telefoon, mail;
    struct place place; /* written without pseudonym */
    day_t start;
    enum clock clock;
    day_t crossing;
    uint32_t days_waited;
    bool other_places_known;
    uint32_t other_places, rank;
    enum rank_reason rank_reason;
    struct bytes rank_sentence;
    instant_t data_peilmoment;
    uint32_t data_age_days;
    bool stale, reinstated;
    struct taken taken; /* TAKEN_NOBODY: absent */
};

struct places_reply {
    struct reply_head head;
    size_t row_count;
    const struct place_row *rows;
    uint32_t count, next_offset;
    instant_t as_known_at;
    day_t on;
    struct bytes norm_id;
};
enum status wire_encode_places_request(const struct places_request *request, struct arena *arena,
                                       struct bytes *out) MUST_CHECK;
enum status wire_decode_places_request(struct bytes body, struct arena *arena,
                                       struct places_request *out) MUST_CHECK;
enum status wire_encode_places_reply(const struct places_reply *reply, struct arena *arena,
                                     struct bytes *out) MUST_CHECK;
enum status wire_decode_places_reply(struct bytes body, struct arena *arena,
                                     struct places_reply *out) MUST_CHECK;

struct history_request {
    instant_t made_at;
    struct agb agb; /* empty when the sender gave none */
    struct bytes place_id;
};

/* Numbered as on the wire. */
enum version_kind {
    VERSION_NONE,
    VERSION_OPEN,
    VERSION_LEFT,
    VERSION_COMPLETED,
    VERSION_PASSED,
    VERSION_KIND_COUNT
};

struct place_version {
    enum version_kind kind;
    instant_t valid_from, valid_until; /* INSTANT_MAX: until further notice (0 on the wire) */
    instant_t recorded_at;
    uint64_t event;
    bool late;
    uint64_t wait;
    day_t start;
    enum clock clock;
    bool has_place;
    struct place place; /* written without pseudonym; its id is not on the wire */
    enum uitstroomreden reden;
    day_t left_on;
};

struct history_reply {
    struct reply_head head;
    size_t version_count, taken_count;
    const struct place_version *versions;
    const struct taken *taken;
};
enum status wire_encode_history_request(const struct history_request *request, struct arena *arena,
                                        struct bytes *out) MUST_CHECK;
enum status wire_decode_history_request(struct bytes body, struct arena *arena,
                                        struct history_request *out) MUST_CHECK;
enum status wire_encode_history_reply(const struct history_reply *reply, struct arena *arena,
                                      struct bytes *out) MUST_CHECK;
enum status wire_decode_history_reply(struct bytes body, struct arena *arena,
                                      struct history_reply *out) MUST_CHECK;

/* Decoding fills in until = from and measures = MEASURES_USUAL where the contract's 0
 * means that; from itself may be DAY_NONE, and from > until: the engine refuses that. A
 * dimension that stands twice is STATUS_MALFORMED. */
struct figures_request {
    instant_t made_at;
    struct figures_question question;
};
struct figures_reply {
    struct reply_head head;
    size_t by_count; /* keys per cell; on the wire it shows in each cell */
    size_t point_count, duiding_count;
    const struct figure_point *points;
    day_t next_from; /* DAY_NONE: complete */
    instant_t as_known_at;
    const struct duiding *duiding;
    struct monitor_table monitor;
};
enum status wire_encode_figures_request(const struct figures_request *request, struct arena *arena,
                                        struct bytes *out) MUST_CHECK;
enum status wire_decode_figures_request(struct bytes body, struct arena *arena,
                                        struct figures_request *out) MUST_CHECK;
enum status wire_encode_figures_reply(const struct figures_reply *reply, struct arena *arena,
                                      struct bytes *out) MUST_CHECK;
enum status wire_decode_figures_reply(struct bytes body, struct arena *arena,
                                      struct figures_reply *out) MUST_CHECK;
/* A MonitorTable alone, as it is kept and embedded again later. */
enum status wire_encode_monitor_table(const struct monitor_table *table, struct arena *arena,
                                      struct bytes *out) MUST_CHECK;
enum status wire_decode_monitor_table(struct bytes body, struct arena *arena,
                                      struct monitor_table *out) MUST_CHECK;

struct duiding_request {
    instant_t made_at;
    struct duiding duiding; /* until = from where the sender gave none */
};
struct duiding_reply {
    struct reply_head head;
    struct duiding duiding; /* event 0: none */
};
enum status wire_encode_duiding_request(const struct duiding_request *request, struct arena *arena,
                                        struct bytes *out) MUST_CHECK;
enum status wire_decode_duiding_request(struct bytes body, struct arena *arena,
                                        struct duiding_request *out) MUST_CHECK;
enum status wire_encode_duiding_reply(const struct duiding_reply *reply, struct arena *arena,
                                      struct bytes *out) MUST_CHECK;
enum status wire_decode_duiding_reply(struct bytes body, struct arena *arena,
                                      struct duiding_reply *out) MUST_CHECK;

enum publication_action {
    PUBLICATION_NONE,
    PUBLICATION_FIX,
    PUBLICATION_FETCH,
    PUBLICATION_LIST,
    PUBLICATION_ACTION_COUNT
};

struct publication {
    struct bytes name;
    uint64_t event;
    instant_t recorded_at;
    struct bytes who;
    uint8_t content_hash[HASH_BYTES];
    struct bytes content;
};
struct publication_request {
    instant_t made_at;
    enum publication_action action;
    struct bytes name, content;
};
struct publication_reply {
    struct reply_head head;
    size_t publication_count;
    const struct publication *publications;
};
enum status wire_encode_publication_request(const struct publication_request *request,
                                            struct arena *arena, struct bytes *out) MUST_CHECK;
enum status wire_decode_publication_request(struct bytes body, struct arena *arena,
                                            struct publication_request *out) MUST_CHECK;
enum status wire_encode_publication_reply(const struct publication_reply *reply,
                                          struct arena *arena, struct bytes *out) MUST_CHECK;
enum status wire_decode_publication_reply(struct bytes body, struct arena *arena,
                                          struct publication_reply *out) MUST_CHECK;

#endif
