/* The quarter itself: everybody connected, and one day after the other. */
#ifndef WACHTPOST_DEMO_PLAY_H
#define WACHTPOST_DEMO_PLAY_H

#include "client/ask.h"
#include "client/delivery.h"
#include "client/demo/cast.h"
#include "client/demo/screen.h"
#include "client/demo/server.h"
#include "client/demo/story.h"

/* A delivery that the daemon holds, until somebody decides. */
struct held_delivery {
    uint64_t sequence;
    uint8_t content_hash[HASH_BYTES];
    day_t day;
};

struct sender {
    struct player player;
    struct connection *connection;
    struct number next;
    struct held_delivery held;
};

/* What the coordinator has read. */
struct book {
    struct cursor cursor;
    uint64_t first_day[ALERT_KIND_COUNT], later[ALERT_KIND_COUNT];
    struct arena *arena; /* today's alerts live here */
    size_t today_count, today_capacity;
    struct alert *today;
};

struct counts {
    uint64_t deliveries, files, returned_files, held, refused_lines, open;
};

struct play {
    struct folder folder;
    struct screen screen;
    struct region *region;
    struct story story;
    struct server server;
    day_t first_day;
    int days;
    struct network *network;
    struct sender senders[REGION_AANBIEDERS];
    struct player clock, coordinator, steward, analist; /* steward: beheer */
    struct connection *clock_line, *coordinator_line;
    struct arena *arena; /* one request */
    struct book book;
    struct counts counts;
};

/* Fills the rest of a play whose folder, screen, region, first day and days are set.
 * STATUS_NO_MEMORY, STATUS_IO. */
enum status play_prepare(struct play *play, uint64_t seed, struct complaint *complaint) MUST_CHECK;
/* From the first day to the last. STATUS_BUSY: interrupted. */
enum status play_quarter(struct play *play, struct complaint *complaint) MUST_CHECK;
/* Stops the daemon, frees and wipes everything; any play that began as zeroes. */
void play_end(struct play *play);

/* The parts, each in its own file. */

/* One aanbieder's file of one day, on its way to a receipt. */
enum status play_deliver(struct play *play, size_t aanbieder, day_t day,
                         struct complaint *complaint) MUST_CHECK;
/* The held delivery is confirmed by its aanbieder: ACT_CONFIRM or ACT_SURPRISE. */
enum status play_confirm(struct play *play, enum act act, size_t aanbieder, day_t day,
                         struct complaint *complaint) MUST_CHECK;
/* The coordinator reads on; what concerns an aanbieder's silence comes on screen. */
enum status play_read_book(struct play *play, day_t day, struct complaint *complaint) MUST_CHECK;
/* Puts on screen what a scripted delivery did. STATUS_DAMAGED: not what it should. */
enum status play_tell(struct play *play, enum act act, size_t aanbieder, day_t day,
                      const struct region_wait *wait, const struct receipt *receipt,
                      struct complaint *complaint) MUST_CHECK;

struct asker play_asker(const struct play *play, struct connection *connection);
instant_t play_peilmoment(day_t day);

#endif
