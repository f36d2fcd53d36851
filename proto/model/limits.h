/* Every limit a peer could push on, with its reason. */
#ifndef WACHTPOST_MODEL_LIMITS_H
#define WACHTPOST_MODEL_LIMITS_H

/* A place id: long enough for a UUID with a prefix, short enough for a key. */
#define MAX_ID_BYTES 64

/* Lines (places and outflow) in one snapshot: four times the whole region. */
#define MAX_SNAPSHOT_LINES 20000

/* One snapshot: MAX_SNAPSHOT_LINES of about 200 bytes, doubled. A publication fits too. */
#define MAX_BODY_BYTES (8 * 1024 * 1024)

/* Any body but those of PUSH and PUBLICATION: a few names and numbers. */
#define MAX_SMALL_BODY_BYTES 4096

/* What decoding and deciding one request may take: 20,000 lines, the known places
 * beside them and the receipt. protobuf-c alone can turn 1 MiB into 86. */
#define MAX_REQUEST_MEMORY_BYTES (256 * 1024 * 1024)

/* Frames of a request: "WP1", kind, request id, body, signature. */
#define REQUEST_FRAMES 5
#define REQUEST_ID_BYTES 8
#define MAX_KIND_BYTES 16

/* A participant's name, as in the file name. */
#define MAX_NAME_BYTES 64

/* Text that stands in configuration (names, telephone, mail). */
#define MAX_TEXT_BYTES 256

/* Alerts in one reply (design.md, section 4). */
#define MAX_ALERTS_PER_REPLY 500

/* A client clock may be this far off; also for a peilmoment ahead of now (rules.md 3.2). */
#define MAX_CLOCK_SKEW_US (INT64_C(5) * 60 * 1000000)

/* How far a virtual clock moves at once, ten years: the days between are one transaction. */
#define MAX_CLOCK_STEP_DAYS 3660

/* So long ago may a peilmoment be (rules.md 3.2). */
#define MAX_PEILMOMENT_MONTHS 13

/* Group commit: as many requests as one answer may wait for. */
#define MAX_BATCH_REQUESTS 256
#define MAX_BATCH_BYTES (16 * 1024 * 1024)

/* Requests that only read, given to the reader and not answered yet: whoever fetches when
 * the bell rings, in a region of 185 aanbieders and 50 coordinators, and as many again.
 * It stops answering while MAX_BATCH_BYTES of answers wait to be sent. */
#define MAX_ERRANDS 512
/* Of one key: as many connections as anybody has a use for. The rest is for others. */
#define MAX_ERRANDS_OF_ONE 32

/* Of one key, what is over is LATER: five times what one connection can ask that waits for each
 * answer on a fast line, or a supplier who delivers for 500 one-person practices at once; and a
 * day's snapshots of the whole region in ten seconds. Not where the clock is virtual: who replays
 * a year there does not do so in real time. */
#define MAX_REQUESTS_A_SECOND 1000
#define MAX_REQUEST_BYTES_A_SECOND (4 * 1024 * 1024)
/* So long it may save up what it does not ask: the largest snapshot takes two seconds of it. */
#define MAX_BURST_SECONDS 5
/* Of one key in one batch: one largest snapshot, or that much of smaller ones. */
#define MAX_BATCH_BYTES_OF_ONE MAX_BODY_BYTES

/* Bytes the front lets wait for the engine before it stops reading its socket. */
#define MAX_WAITING_BYTES (4 * 1024 * 1024)

/* The largest reply: a receipt that names 20,000 refused lines, each with seven faults,
 * their sentences and the longest id, takes 17.3 MB. */
#define MAX_REPLY_BYTES (32 * 1024 * 1024)

/* Rows of places in one reply, and cells of figures: some 8 MB each. */
#define MAX_PLACES_PER_REPLY 500
#define MAX_CELLS_PER_REPLY 20000

/* The longest series in one question, ten years of days, and the values in one filter. */
#define MAX_SERIES_DAYS 3660
#define MAX_FILTER_VALUES 256

/* A note that explains a figure: a paragraph. Those of one aanbieder on one day: all its
 * figures, and some put right; every reply that they touch brings them all. */
#define MAX_DUIDING_BYTES 500
#define MAX_DUIDING_PER_DAY 20

/* What one coordinator says of one place on one day: every change of mind, and some. Whoever
 * looks at the place reads all that was ever said of it. */
#define MAX_TAKINGS_PER_DAY 20

/* A fixed publication: the files of a regiomonitor, packed. Its body is as large as a
 * snapshot's may be. */
#define MAX_PUBLICATION_BYTES (4 * 1024 * 1024)

/* Connections to the daemon's sockets, whoever makes them: three for each of 1,000 aanbieders
 * and 300 readers. One costs the front some 25 KiB once it is let in. */
#define MAX_CONNECTIONS 4096
/* Of those, silent: which have not shown by a first message whose they are. Each lasts as long as a
 * handshake may; above this the one that is silent longest is cut, so that who knows a key
 * and needs a few round trips comes through whatever strangers do. */
#define MAX_SILENT_CONNECTIONS 1024
/* Silent ones of one address: everybody behind one office's address, after a restart. */
#define MAX_SILENT_OF_ONE_ADDRESS 512
/* Of one key: a program that leaves its connections open has a limit long before others do. */
#define MAX_CONNECTIONS_OF_ONE_KEY 512

/* Sockets: see design.md 3.6. */
#define HANDSHAKE_TIMEOUT_MS 2000
#define HEARTBEAT_INTERVAL_MS 10000
#define HEARTBEAT_TIMEOUT_MS 30000
#define HEARTBEAT_TTL_MS 30000
#define ALIVE_INTERVAL_MS 10000
#define ALERT_POLL_INTERVAL_MS 30000

#endif
