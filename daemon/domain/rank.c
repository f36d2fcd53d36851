#include "daemon/domain/rank.h"

#include <stdio.h>

const struct rank_order rank_default = {
    4, {RANK_URGENT, RANK_NIET_GEHOLPEN, RANK_ZONDER_OVERBRUGGING, RANK_WACHTDAGEN}};

/* Giving way to a maatregel alone would breed maatregelen, so urgentie stands beside it. */
static bool is_urgent(const struct place_alert *alert) {
    return alert->urgentie == URGENTIE_CRISIS || alert->urgentie == URGENTIE_HOOG ||
           maatregel_protects(alert->maatregel);
}

static bool holds(enum rank_reason reason, enum alert_kind kind, const struct place_alert *alert) {
    switch (reason) {
    case RANK_URGENT:
        return is_urgent(alert);
    case RANK_NIET_GEHOLPEN:
        return kind == VAN_LIJST && alert->helped != HELPED_YES;
    case RANK_ZONDER_OVERBRUGGING: /* unknown: nothing is known to bridge the wait */
        return alert->overbrugging <= OVERBRUGGING_GEEN;
    case RANK_WACHTDAGEN:
        return true;
    case RANK_NONE:
    case RANK_REASON_COUNT:
        break;
    }
    return false;
}

static const char *urgent_words(const struct place_alert *alert) {
    if (alert->urgentie == URGENTIE_CRISIS)
        return "urgentie crisis";
    if (alert->urgentie == URGENTIE_HOOG)
        return "urgentie hoog";
    return "beschermingsmaatregel";
}

static const char *words(enum rank_reason reason, const struct place_alert *alert) {
    switch (reason) {
    case RANK_URGENT:
        return urgent_words(alert);
    case RANK_NIET_GEHOLPEN:
        return alert->helped == HELPED_NO ? "van de lijst zonder hulp"
                                          : "van de lijst, hulp onbekend";
    case RANK_ZONDER_OVERBRUGGING:
        return alert->overbrugging == OVERBRUGGING_GEEN ? "geen overbrugging"
                                                        : "overbrugging onbekend";
    case RANK_WACHTDAGEN:
    case RANK_NONE:
    case RANK_REASON_COUNT:
        break;
    }
    return "wachtdagen";
}

uint32_t rank_of_place(const struct rank_order *order, enum alert_kind kind,
                       const struct place_alert *alert) {
    uint32_t rank = 1;
    while (rank < order->count && !holds(order->reasons[rank - 1], kind, alert))
        rank++;
    return rank;
}

enum status rank_place_alert(const struct rank_order *order, enum alert_kind kind,
                             struct arena *arena, struct place_alert *alert) {
    uint32_t rank = rank_of_place(order, kind, alert);
    char sentence[96];
    int size = snprintf(sentence, sizeof sentence, "%s; %u %s gewacht",
                        words(order->reasons[rank - 1], alert), alert->days_waited,
                        alert->days_waited == 1 ? "dag" : "dagen");
    struct bytes kept = arena_copy(arena, bytes_of(sentence, (size_t)size));
    if (kept.at == NULL)
        return STATUS_NO_MEMORY;
    alert->rank = rank;
    alert->rank_reason = order->reasons[rank - 1];
    alert->rank_sentence = kept;
    return STATUS_OK;
}

int rank_compare(const struct alert *a, const struct alert *b) {
    if (a->place.rank != b->place.rank)
        return a->place.rank < b->place.rank ? -1 : 1;
    if (a->place.days_waited != b->place.days_waited)
        return a->place.days_waited > b->place.days_waited ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}
