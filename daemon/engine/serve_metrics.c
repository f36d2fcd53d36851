#include "daemon/engine/serve_inside.h"

#include "daemon/engine/measures.h"
#include "daemon/log.h"

/* Whatever is asked there gets the same answer, so nothing that is said is looked at: whoever has
 * taken over what serves HTTP can hear these figures, and tell the engine nothing. */
static void tell_measures(struct serve *s) {
    struct bytes text;
    arena_reset(s->arena);
    enum status status = engine_measures(s->engine, s->front.fd >= 0, s->arena, &text);
    if (status != STATUS_OK) {
        log_event(LOG_LEVEL_WARN, "engine.not_measured", "why=\"%s\"", status_text(status));
        text = bytes_of_text("\n"); /* no answer of any form */
    }
    control_answer(&s->metrics, clock_monotonic(), text);
}

void serve_tell_metrics(struct serve *s) {
    struct bytes line;
    if (s->metrics.listener >= 0 && control_step(&s->metrics, clock_monotonic(), &line))
        tell_measures(s);
}
