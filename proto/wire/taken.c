#include "proto/wire/taken.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Taken TakenMessage;
typedef Wachtpost__V1__TakenPlace PlaceMessage;

/* ---- out */

TakenMessage *taken_to_message(struct conversion *c, const struct taken *from) {
    TakenMessage *to =
        from->state == TAKEN_NOBODY ? NULL : convert_message(c, &wachtpost__v1__taken__descriptor);
    if (to == NULL)
        return NULL;
    to->state = (Wachtpost__V1__TakenState)from->state;
    to->obstacle = (Wachtpost__V1__Obstacle)from->obstacle;
    to->who = convert_text(c, from->who);
    to->recorded_at = from->recorded_at;
    to->event = from->event;
    return to;
}

TakenMessage **taken_list_to_message(struct conversion *c, const struct taken *taken,
                                     size_t count) {
    TakenMessage **messages = convert_array(c, count, sizeof(TakenMessage *));
    for (size_t i = 0; messages && i < count; i++) {
        ENSURE(taken[i].state != TAKEN_NOBODY);
        messages[i] = taken_to_message(c, &taken[i]);
    }
    return messages;
}

static PlaceMessage *write_place(struct conversion *c, const struct taken_place *from) {
    PlaceMessage *to = convert_message(c, &wachtpost__v1__taken_place__descriptor);
    if (to == NULL)
        return NULL;
    ENSURE(from->taken.state != TAKEN_NOBODY);
    to->agb_code = convert_text(c, bytes_of_text(from->agb.text));
    to->place_id = convert_data(from->place_id);
    to->taken = taken_to_message(c, &from->taken);
    return to;
}

PlaceMessage **taken_places_to_message(struct conversion *c, const struct taken_place *places,
                                       size_t count) {
    PlaceMessage **messages = convert_array(c, count, sizeof(PlaceMessage *));
    for (size_t i = 0; messages && i < count; i++)
        messages[i] = write_place(c, &places[i]);
    return messages;
}

/* ---- in */

void taken_from_message(struct conversion *c, const TakenMessage *from, struct taken *to) {
    *to = (struct taken){0};
    if (from == NULL)
        return;
    to->state = (enum taken_state)convert_code(c, (int)from->state, TAKEN_STATE_COUNT);
    to->obstacle = (enum obstacle)convert_code(c, (int)from->obstacle, OBSTACLE_COUNT);
    to->who = bytes_of_text(from->who);
    to->recorded_at = from->recorded_at;
    to->event = from->event;
}

static void read_by_somebody(struct conversion *c, const TakenMessage *from, struct taken *to) {
    taken_from_message(c, from, to);
    if (to->state == TAKEN_NOBODY)
        convert_fail(c, STATUS_MALFORMED);
}

const struct taken *taken_list_from_message(struct conversion *c, TakenMessage *const *messages,
                                            size_t count) {
    struct taken *taken = convert_array(c, count, sizeof *taken);
    for (size_t i = 0; taken && i < count; i++)
        read_by_somebody(c, messages[i], &taken[i]);
    return taken;
}

const struct taken_place *taken_places_from_message(struct conversion *c,
                                                    PlaceMessage *const *messages, size_t count) {
    struct taken_place *places = convert_array(c, count, sizeof *places);
    for (size_t i = 0; places && i < count; i++) {
        convert_agb(c, messages[i]->agb_code, &places[i].agb);
        places[i].place_id = convert_bytes(messages[i]->place_id);
        read_by_somebody(c, messages[i]->taken, &places[i].taken);
    }
    return places;
}
