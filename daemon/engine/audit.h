/* Who saw or did what, in the transaction of the act. An answer with children's rows leaves
 * after its line is durable; a change and its line are durable together. A PUSH has no line:
 * the journal has it, signed. What was refused changes nothing and so makes no transaction,
 * but for lines that are limited (daemon/domain/refusals.h).
 *
 * When a journal is folded again nobody does anything again, so then there are no lines. */
#ifndef WACHTPOST_ENGINE_AUDIT_H
#define WACHTPOST_ENGINE_AUDIT_H

#include "daemon/domain/audit_line.h"
#include "daemon/engine/inside.h"

/* What a participant saw or did: the caller fills in act, outcome and what it was about;
 * instant and names are filled in here. In the batch; the reader's is in the batch in which
 * the answer comes back. */
enum status engine_audit(struct engine *engine, const struct participant *who,
                         struct audit_line *line) MUST_CHECK;
/* What somebody did on the daemon's own machine: "BACKUP", and a short text without anything
 * that leads to a child. In a batch. */
enum status engine_audit_operator(struct engine *engine, const char *act,
                                  const char *detail) MUST_CHECK;
/* The same, about a place. */
enum status engine_audit_operator_place(struct engine *engine, const char *act,
                                        const struct agb *agb, const struct place_key *plek,
                                        const char *detail) MUST_CHECK;
/* That the configuration became another one: who came, who went, whose keys or rights are others
 * than `before`; NULL: there was none. */
enum status engine_audit_config(struct engine *engine, uint64_t event,
                                const struct rules_settings *before,
                                const struct rules_settings *after) MUST_CHECK;

/* After a day was evaluated: lines from before the days that are kept go (retention.audit_years),
 * so many at a time. */
enum status engine_audit_forget(struct engine *engine) MUST_CHECK;

/* Any line, complete. */
enum status engine_put_line(struct engine *engine, const struct audit_line *line) MUST_CHECK;

/* attempts.c: refused attempts that wait to be put on record, the engine's own. */
struct attempts *attempts_new(void); /* NULL: no memory. Freed by free(). */
/* What the front turned away since it last told an engine. */
void attempts_note_front(struct engine *engine, const struct link_turned_away *refused);
/* Just before the commit: lines that are due; and just after it, in any case. */
enum status attempts_put_on_record(struct engine *engine) MUST_CHECK;
void attempts_settle(struct engine *engine, bool durable);

#endif
