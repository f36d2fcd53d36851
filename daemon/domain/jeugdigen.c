#include "daemon/domain/jeugdigen.h"

#include "daemon/domain/block.h"

/* All readings of waiting, then the same beyond the norm. */
enum { READINGS = 2 * WAITING_COUNT };

struct readings {
    uint32_t places[READINGS];
};

struct jeugdigen_count {
    const struct jeugdigen *jeugdigen;
    struct readings all, nameless;
    struct readings *by_jeugdige; /* places now, by number */
    struct readings *by_epoch;    /* pseudonyms with a place now, by number of the epoch */
};

/* A pseudonym with the epoch of its key; as much of it as a block keeps, since one answer may
 * be made from blocks and from rows. */
struct name {
    uint8_t epoch[sizeof(uint32_t)];
    uint8_t pseudonym[BLOCK_NAME_BYTES];
};

struct jeugdigen jeugdigen_of(struct arena *arena) {
    return (struct jeugdigen){intern_of(arena), intern_of(arena),
                              gathering_of(arena, sizeof(uint32_t)), JEUGDIGE_UNKNOWN};
}

static bool is_last(const struct jeugdigen *jeugdigen, struct bytes name) {
    return jeugdigen->last != JEUGDIGE_UNKNOWN &&
           bytes_equal(intern_name(&jeugdigen->pseudonyms, jeugdigen->last), name);
}

static bool note_epoch(struct jeugdigen *jeugdigen, const struct name *name) {
    uint32_t epoch, *at;
    if (!intern_number(&jeugdigen->epochs, bytes_of(name->epoch, sizeof name->epoch), &epoch))
        return false;
    at = gathering_add(&jeugdigen->epoch_of);
    if (at)
        *at = epoch;
    return at != NULL;
}

static struct name name_of(const struct place *place) {
    struct name name;
    memcpy(name.epoch, &place->pseudonym_epoch, sizeof name.epoch);
    memcpy(name.pseudonym, place->pseudonym, sizeof name.pseudonym);
    return name;
}

bool jeugdigen_number(struct jeugdigen *jeugdigen, const struct place *place, uint32_t *number) {
    *number = JEUGDIGE_UNKNOWN;
    if (!place->has_pseudonym)
        return true;
    const struct name name = name_of(place);
    struct bytes bytes = bytes_of(&name, sizeof name);
    if (!is_last(jeugdigen, bytes) &&
        !intern_number(&jeugdigen->pseudonyms, bytes, &jeugdigen->last))
        return false;
    *number = jeugdigen->last;
    return *number < jeugdigen->epoch_of.count || note_epoch(jeugdigen, &name);
}

struct jeugdigen_count *jeugdigen_count_new(const struct jeugdigen *jeugdigen,
                                            struct arena *arena) {
    struct jeugdigen_count *count = arena_alloc(arena, sizeof *count);
    if (count == NULL)
        return NULL;
    count->jeugdigen = jeugdigen;
    count->by_jeugdige =
        arena_array(arena, intern_count(&jeugdigen->pseudonyms), sizeof *count->by_jeugdige);
    count->by_epoch = arena_array(arena, intern_count(&jeugdigen->epochs), sizeof *count->by_epoch);
    return count->by_jeugdige && count->by_epoch ? count : NULL;
}

static unsigned readings_of(const struct stay *stay) {
    return stay->readings | (stay->beyond ? (unsigned)stay->readings << WAITING_COUNT : 0);
}

static uint32_t epoch_of(const struct jeugdigen_count *count, uint32_t jeugdige) {
    return *(const uint32_t *)gathering_at(&count->jeugdigen->epoch_of, jeugdige);
}

static void arrive(struct jeugdigen_count *count, const struct stay *stay) {
    unsigned readings = readings_of(stay);
    for (size_t i = 0; i < READINGS; i++) {
        if (!(readings & (1U << i)))
            continue;
        count->all.places[i]++;
        if (stay->jeugdige == JEUGDIGE_UNKNOWN)
            count->nameless.places[i]++;
        else if (count->by_jeugdige[stay->jeugdige].places[i]++ == 0)
            count->by_epoch[epoch_of(count, stay->jeugdige)].places[i]++;
    }
}

static void depart(struct jeugdigen_count *count, const struct stay *stay) {
    unsigned readings = readings_of(stay);
    for (size_t i = 0; i < READINGS; i++) {
        if (!(readings & (1U << i)))
            continue;
        count->all.places[i]--;
        if (stay->jeugdige == JEUGDIGE_UNKNOWN)
            count->nameless.places[i]--;
        else if (--count->by_jeugdige[stay->jeugdige].places[i] == 0)
            count->by_epoch[epoch_of(count, stay->jeugdige)].places[i]--;
    }
}

static void write_bounds(const struct jeugdigen_count *now, struct figures *figures) {
    for (size_t i = 0; i < READINGS; i++) {
        uint32_t most = 0, all = now->nameless.places[i];
        for (size_t k = 0; k < intern_count(&now->jeugdigen->epochs); k++) {
            uint32_t of_epoch = now->by_epoch[k].places[i];
            all += of_epoch;
            most = of_epoch > most ? of_epoch : most;
        }
        struct count *count =
            i < WAITING_COUNT ? &figures->waiting[i] : &figures->beyond[i - WAITING_COUNT];
        count->jeugdigen_upper = all;
        count->jeugdigen_lower = most == 0 && now->all.places[i] > 0 ? 1 : most;
    }
}

void jeugdigen_write(struct jeugdigen_count *count, struct sweep *sweep, struct slice stays,
                     struct figures *const *figures) {
    sweep_begin(sweep, stays);
    for (uint32_t k = sweep->span.begin; k <= sweep->span.end && stays.count > 0; k++) {
        struct positions departing = sweep_departing(sweep, k), arriving = sweep_arriving(sweep, k);
        for (size_t i = 0; i < departing.count; i++) {
            const struct stay *stay = slice_at(&stays, departing.at[i]);
            if (stay->counted)
                depart(count, stay);
        }
        for (size_t i = 0; i < arriving.count; i++) {
            const struct stay *stay = slice_at(&stays, arriving.at[i]);
            if (stay->counted)
                arrive(count, stay);
        }
        if (k < sweep->span.end && figures[k])
            write_bounds(count, figures[k]);
    }
}
