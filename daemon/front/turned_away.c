#include "daemon/front/turned_away.h"

_Static_assert(LINK_REFUSED_COUNT < LINK_MAX_ATTEMPTS, "every reason has room without a source");
/* The rest is kept for those whose source finds no place. */
enum { MAX_KNOWN = LINK_MAX_ATTEMPTS - LINK_REFUSED_COUNT };

static bool same_source(const struct link_source *a, const struct link_source *b) {
    return a->family == b->family && memcmp(a->address, b->address, sizeof a->address) == 0 &&
           a->has_key == b->has_key && memcmp(a->key, b->key, sizeof a->key) == 0;
}

static struct link_attempts *find(struct turned_away *away, enum link_refused why,
                                  const struct link_source *source) {
    for (size_t i = 0; i < away->used; i++)
        if (away->of[i].why == why && same_source(&away->of[i].source, source))
            return &away->of[i];
    return NULL;
}

static struct link_attempts *add(struct turned_away *away, enum link_refused why,
                                 const struct link_source *source) {
    ENSURE(away->used < LINK_MAX_ATTEMPTS);
    struct link_attempts *added = &away->of[away->used++];
    *added = (struct link_attempts){.why = why, .source = *source};
    return added;
}

void turned_away_note(struct turned_away *away, enum link_refused why,
                      const struct link_source *source) {
    const struct link_source nobody = {.family = LINK_ADDRESS_UNKNOWN};
    const struct link_source *whose = source ? source : &nobody;
    struct link_attempts *attempts = find(away, why, whose);
    if (attempts == NULL && away->used >= MAX_KNOWN) {
        whose = &nobody;
        attempts = find(away, why, whose);
    }
    if (attempts == NULL)
        attempts = add(away, why, whose);
    attempts->count++;
    away->counts.count[why]++;
}

void turned_away_begin(struct turned_away *away) {
    away->told = (struct link_refused_counts){{0}};
}

bool turned_away_is_told(const struct turned_away *away) {
    return memcmp(&away->counts, &away->told, sizeof away->told) == 0;
}

struct link_message turned_away_message(const struct turned_away *away) {
    return (struct link_message){
        .kind = LINK_REFUSED,
        .refused = {.counts = away->counts, .attempt_count = away->used, .attempts = away->of}};
}

void turned_away_tell(struct turned_away *away) {
    away->told = away->counts;
    away->used = 0;
}
