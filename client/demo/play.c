#include "client/demo/play.h"

#include "client/demo/children.h"
#include "client/demo/papers.h"
#include "client/demo/wait.h"
#include "client/language.h"

#include <stdlib.h>
#include <sys/resource.h>

/* Deliveries are made at seven in the morning (six in UTC in winter). */
#define DELIVERY_HOUR 7
#define MICROSECONDS_PER_HOUR (3600 * MICROSECONDS_PER_SECOND)

#define ASK_MS 60000
#define REQUEST_BYTES ((size_t)256 * 1024 * 1024)

/* On that day the coordinator goes through the most urgent places. */
#define ACT_DAYS_BEFORE_END 14

/* The keys' lots fall apart from the region's. */
#define KEY_SEED_OFFSET UINT64_C(0x6b6c6f6b)

instant_t play_peilmoment(day_t day) {
    return instant_of_day(day) + DELIVERY_HOUR * MICROSECONDS_PER_HOUR;
}

struct asker play_asker(const struct play *play, struct connection *connection) {
    return (struct asker){connection, play->arena, ASK_MS};
}

static enum status make_folders(const struct play *play, struct complaint *complaint) {
    static const char *const names[] = {"sleutels", "aanbieders"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        enum status status = folder_make(&play->folder, names[i], complaint);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status enrol_sender(struct play *play, struct chance *chance, size_t i,
                                struct complaint *complaint) {
    const struct region_aanbieder *aanbieder = region_aanbieder(play->region, i);
    struct sender *sender = &play->senders[i];
    char name[32];
    snprintf(name, sizeof name, "aanbieder-%s", aanbieder->agb.text);
    sender->player = player_make(chance, name);
    sender->next.sequence = 1;
    chance_fill(chance, sender->next.epoch, sizeof sender->next.epoch);
    snprintf(name, sizeof name, "aanbieders/%s", aanbieder->agb.text);
    enum status status = folder_make(&play->folder, name, complaint);
    if (status != STATUS_OK)
        return status;
    return player_enrol(&sender->player, &play->folder, "aanbieder", aanbieder, complaint);
}

static enum status enrol_everybody(struct play *play, struct chance *chance,
                                   struct complaint *complaint) {
    play->clock = player_make(chance, "klok");
    play->coordinator = player_make(chance, "zorglogistiek");
    play->steward = player_make(chance, "servicebureau");
    enum status status = player_enrol(&play->clock, &play->folder, "klok", NULL, complaint);
    if (status == STATUS_OK)
        status = player_enrol(&play->coordinator, &play->folder, "coordinator", NULL, complaint);
    if (status == STATUS_OK)
        status = player_enrol(&play->steward, &play->folder, "beheer", NULL, complaint);
    for (size_t i = 0; status == STATUS_OK && i < region_aanbieder_count(play->region); i++)
        status = enrol_sender(play, chance, i, complaint);
    play->analist = player_make(chance, "analist");
    if (status == STATUS_OK)
        status = player_enrol(&play->analist, &play->folder, "analist", NULL, complaint);
    return status;
}

static enum status connect_as(struct play *play, const struct player *player,
                              struct connection **connection, struct complaint *complaint) {
    struct connection_options options = {
        .server = play->server.endpoint, .keys = &player->keys, .first_request_id = 1};
    memcpy(options.server_key, play->server.curve_key, sizeof options.server_key);
    return connection_open(play->network, &options, connection, complaint);
}

/* A socket takes a few descriptors, and there are as many as aanbieders. */
static void allow_descriptors(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static enum status connect_everybody(struct play *play, struct complaint *complaint) {
    allow_descriptors();
    play->network = network_new();
    if (!play->network)
        return STATUS_NO_MEMORY;
    enum status status = connect_as(play, &play->clock, &play->clock_line, complaint);
    if (status == STATUS_OK)
        status = connect_as(play, &play->coordinator, &play->coordinator_line, complaint);
    for (size_t i = 0; status == STATUS_OK && i < region_aanbieder_count(play->region); i++)
        status =
            connect_as(play, &play->senders[i].player, &play->senders[i].connection, complaint);
    return status;
}

enum status play_prepare(struct play *play, uint64_t seed, struct complaint *complaint) {
    struct chance chance = chance_from(seed ^ KEY_SEED_OFFSET);
    struct player identity = player_make(&chance, "server");
    char clock[DAY_TEXT_SIZE];
    play->arena = arena_new(REQUEST_BYTES);
    play->book.arena = arena_new(REQUEST_BYTES);
    if (!play->arena || !play->book.arena)
        return STATUS_NO_MEMORY;
    play->server.folder = play->folder;
    enum status status = server_make(&play->server, &identity, complaint);
    player_wipe(&identity);
    if (status == STATUS_OK)
        status = make_folders(play, complaint);
    if (status == STATUS_OK)
        status = enrol_everybody(play, &chance, complaint);
    if (status == STATUS_OK)
        status = server_check(&play->server, complaint);
    if (status == STATUS_OK)
        status = server_start(&play->server, day_text(play->first_day, clock), complaint);
    return status == STATUS_OK ? connect_everybody(play, complaint) : status;
}

static enum status move_clock(struct play *play, day_t day, struct complaint *complaint) {
    struct asker asker = play_asker(play, play->clock_line);
    struct clock_reply reply;
    arena_reset(play->arena);
    enum status status = ask_clock(&asker, play_peilmoment(day), &reply, complaint);
    if (status == STATUS_OK && reply.head.status != ANSWER_OK)
        return complain(complaint, STATUS_DAMAGED, _("de klok wilde niet vooruit: %s"),
                        answer_name(reply.head.status));
    return status;
}

static enum status deliver_or_confirm(struct play *play, size_t aanbieder, day_t day,
                                      struct complaint *complaint) {
    switch (story_act(&play->story, aanbieder, day, NULL)) {
    case ACT_ABSENT:
        return STATUS_OK;
    case ACT_CONFIRM:
        return play_confirm(play, ACT_CONFIRM, aanbieder, day, complaint);
    case ACT_NONE:
    case ACT_RETURN:
    case ACT_MISTYPED:
    case ACT_CORRECTION:
    case ACT_MISTAKE:
    case ACT_REPLACEMENT:
    case ACT_CLEAN_UP:
    case ACT_DEPARTURE:
    case ACT_COMEBACK:
    case ACT_SURPRISE:
        break;
    }
    return play_deliver(play, aanbieder, day, complaint);
}

/* On a working day every aanbieder delivers, in the order of the AGB-codes. */
static enum status play_day(struct play *play, day_t day, struct complaint *complaint) {
    enum status status = move_clock(play, day, complaint);
    if (status != STATUS_OK)
        return status;
    if (day > play->first_day && !region_advance(play->region, day))
        return STATUS_NO_MEMORY;
    story_prepare(&play->story, day);
    for (size_t i = 0; i < region_aanbieder_count(play->region) && !wait_is_weekend(day); i++) {
        status = deliver_or_confirm(play, i, day, complaint);
        if (status != STATUS_OK)
            return status;
        if (interrupted())
            return STATUS_BUSY;
    }
    if (day == play->first_day + play->days - ACT_DAYS_BEFORE_END)
        status = play_take_places(play, complaint);
    return status == STATUS_OK ? play_read_book(play, day, complaint) : status;
}

static uint64_t alerts_told(const struct book *book) {
    uint64_t sum = 0;
    for (size_t kind = 0; kind < ALERT_KIND_COUNT; kind++)
        sum += book->first_day[kind] + book->later[kind];
    return sum;
}

static void tell_start(struct play *play) {
    char open[NUMBER_TEXT_SIZE], beyond[NUMBER_TEXT_SIZE];
    screen_event(
        &play->screen, play->first_day,
        _("alle %zu aanbieders leveren voor het eerst: %s plekken open, %s voorbij de norm"),
        region_aanbieder_count(play->region), number_text(play->counts.open, open),
        number_text(play->book.first_day[OVERSCHRIJDING], beyond));
}

enum status play_quarter(struct play *play, struct complaint *complaint) {
    for (int day = 0; day <= play->days; day++) {
        enum status status = play_day(play, play->first_day + day, complaint);
        if (status != STATUS_OK)
            return status;
        if (day == 0)
            tell_start(play);
        screen_progress(&play->screen, day, play->counts.deliveries, alerts_told(&play->book));
    }
    screen_end(&play->screen);
    return STATUS_OK;
}

void play_end(struct play *play) {
    server_stop(&play->server);
    for (size_t i = 0; i < REGION_AANBIEDERS; i++) {
        if (play->senders[i].connection)
            connection_close(&play->senders[i].connection);
        player_wipe(&play->senders[i].player);
    }
    if (play->clock_line)
        connection_close(&play->clock_line);
    if (play->coordinator_line)
        connection_close(&play->coordinator_line);
    network_free(&play->network);
    player_wipe(&play->clock);
    player_wipe(&play->coordinator);
    player_wipe(&play->steward);
    player_wipe(&play->analist);
    arena_free(&play->arena);
    arena_free(&play->book.arena);
    free(play->book.today);
    region_free(&play->region);
}
