/* A whole engine in a fresh folder: keys, participants, a virtual store, and requests
 * signed as the participants would. No socket, no front. */
#ifndef WACHTPOST_TESTS_ENGINE_HOUSE_H
#define WACHTPOST_TESTS_ENGINE_HOUSE_H

#include "daemon/domain/audit_line.h"
#include "daemon/engine/engine.h"
#include "proto/keys/keys.h"
#include "proto/wire/questions.h"
#include "proto/wire/wire.h"
#include "store/store.h"

enum who { ZON, MAAN, COORDINATOR, BEHEER, KLOK, MONITOR, ANALIST, DELFT, WHO_COUNT };
#define ZON_AGB "06010713"
#define MAAN_AGB "06010714"

struct house {
    char folder[64], config[96];
    struct timepiece clock;
    struct engine *engine;
    struct secret_keys keys[WHO_COUNT];
    struct arena *arena;
    uint64_t request_number;
};

void house_build(struct house *house, const char *now);
/* The same by another clock, with a real store if that is real. */
void house_build_by(struct house *house, struct timepiece clock);
/* Moves into a copy of an installation that house_build once made. */
void house_move_in(struct house *house, const char *folder, const char *now);
void house_tear_down(struct house *house);
void house_open(struct house *house);
void house_close(struct house *house);
/* Adds lines to the main configuration file; takes effect at the next open or reload. */
void house_configure(struct house *house, const char *lines);
/* The file of a participant with this name, and whose registration line; NULL: he has none. */
void house_participant(struct house *house, const char *name, const char *text);
void house_line(const struct house *house, enum who who, char line[REGISTRATION_LINE_SIZE]);

/* A request as this participant would sign it; points to `kind` and `body`. */
struct link_request house_request(struct house *house, enum who who, const char *kind,
                                  struct bytes body);
/* ALERTS from the beginning. */
struct link_request house_alerts_request(struct house *house, enum who who);
/* FIGURES for the monitor's table per hulpvorm at the end of this month, YYYY-MM-DD. */
struct link_request house_monitor_request(struct house *house, const char *month_end);
/* The store of a closed house; the caller closes it. */
struct store *house_store(const struct house *house);
/* Its audit log, as far as it is kept: the first lines, at most `room`, with their texts in the
 * house's arena; returns how many there are in all. And how many of an act. The house is closed. */
size_t house_audit(struct house *house, struct audit_line *lines, size_t room);
size_t house_audit_count(struct house *house, const char *act);
/* One request in one batch. The reply body is in the house's arena. */
struct bytes house_answer(struct house *house, const struct link_request *request);
struct bytes house_ask(struct house *house, enum who who, const char *kind, struct bytes body);

/* A snapshot of these ids, each with this aanmelddatum, sequence and peilmoment. */
struct bytes house_snapshot(struct house *house, const char *agb, uint64_t sequence,
                            const char *peilmoment, const char *const *ids, size_t count,
                            uint32_t aanmelddatum);
struct push_reply house_push(struct house *house, enum who who, struct bytes snapshot);
struct receipt house_receipt(struct house *house, const struct push_reply *reply);
enum answer house_clock(struct house *house, const char *instant);
struct alerts_reply house_alerts(struct house *house, enum who who, uint64_t after);
struct alert house_alert(struct house *house, const struct alerts_reply *reply, size_t index);

#endif
