/* Sending without ever waiting for the network: each step looks whether it may do something, does
 * it, and says when to look again. */
#include "client/outbox/sender_inside.h"

#include "client/clock.h"
#include "client/language.h"

/* How soon to look whether an answer has come; whether another process is done sending, or has put
 * something in. */
#define HEAR_MS 20
#define LOOK_AGAIN_MS 1000

void sender_end_steps(struct sender *sender) {
    struct steps *steps = &sender->steps;
    if (steps->asked)
        connection_give_up(sender->connection);
    if (steps->sent)
        sender_forget(sender);
    if (steps->has_turn)
        outbox_turn_over(sender->options.outbox);
    *steps = (struct steps){0};
}

static enum status take_turn(struct sender *sender, struct complaint *complaint) {
    struct steps *steps = &sender->steps;
    if (!steps->has_turn) {
        enum status status = outbox_turn(sender->options.outbox, 0, complaint);
        if (status != STATUS_OK)
            return status;
        *steps = (struct steps){.has_turn = true, .run = {.complaint = complaint}};
        return sender_look_whether_stopped(sender, &steps->run);
    }
    steps->run.complaint = complaint;
    return STATUS_OK;
}

static enum status conclude(struct sender *sender, enum status tried,
                            const struct delivery_answer *answer) {
    struct steps *steps = &sender->steps;
    int64_t pause_ms;
    steps->asked = false;
    enum status status =
        sender_conclude(sender, &steps->entry, tried, answer, &steps->run, &pause_ms);
    sender_tell_pause(sender, &steps->run, &steps->entry, pause_ms);
    steps->next_ms = clock_monotonic_ms() + (pause_ms == NO_PAUSE ? 0 : pause_ms);
    return status;
}

static enum status send_oldest(struct sender *sender) {
    struct steps *steps = &sender->steps;
    struct complaint *complaint = steps->run.complaint;
    struct bytes body;
    arena_reset(sender->arena);
    enum status status =
        outbox_oldest(sender->options.outbox, sender->arena, &steps->entry, &body, complaint);
    if (status == STATUS_ABSENT) {
        sender_finish(&steps->run, SENDER_DONE);
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = sender_dial(sender, complaint);
    if (status != STATUS_OK)
        return status;
    status = delivery_begin(sender->connection, steps->entry.request_id, body, complaint);
    if (status != STATUS_OK)
        return conclude(sender, status, NULL);
    steps->asked = steps->sent = true;
    steps->next_ms = clock_monotonic_ms() + sender_try_ms(sender);
    return STATUS_OK;
}

static enum status hear(struct sender *sender) {
    struct steps *steps = &sender->steps;
    struct delivery_answer answer;
    arena_reset(sender->arena);
    enum status status =
        delivery_hear(sender->connection, steps->entry.request_id, steps->entry.hash, sender->arena,
                      &answer, steps->run.complaint);
    if (status == STATUS_ABSENT && clock_monotonic_ms() < steps->next_ms)
        return STATUS_OK;
    if (status == STATUS_ABSENT) {
        connection_give_up(sender->connection);
        status = complain(steps->run.complaint, STATUS_UNREACHABLE, _("geen antwoord van %s"),
                          sender->server[sender->current]);
    }
    return conclude(sender, status, &answer);
}

static int64_t wait_of(const struct steps *steps) {
    const int64_t left_ms = steps->next_ms - clock_monotonic_ms();
    if (steps->run.over)
        return LOOK_AGAIN_MS;
    if (steps->asked && left_ms > HEAR_MS)
        return HEAR_MS;
    return left_ms > 0 ? left_ms : 0;
}

enum status sender_step(struct sender *sender, struct sender_step *step,
                        struct complaint *complaint) {
    struct steps *steps = &sender->steps;
    enum status status = take_turn(sender, complaint);
    if (status == STATUS_OK && !steps->run.over && steps->asked)
        status = hear(sender);
    else if (status == STATUS_OK && !steps->run.over && clock_monotonic_ms() >= steps->next_ms)
        status = send_oldest(sender);
    if (status == STATUS_OK)
        *step = (struct sender_step){
            .over = steps->run.over, .end = steps->run.end, .wait_ms = wait_of(steps)};
    if (status != STATUS_OK || steps->run.over)
        sender_end_steps(sender);
    return status;
}
