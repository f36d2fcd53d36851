#include "client/demo/play.h"

#include "client/durable.h"
#include "client/language.h"
#include "client/source/list_csv.h"
#include "client/source/source.h"

#include <errno.h>
#include <stdlib.h>

/* One file on its way. */
struct parcel {
    size_t aanbieder;
    day_t day;
    enum act act;
    const struct region_wait *wait; /* that the act concerns, or NULL */
    struct wachtlijst made;         /* what the file says */
    struct source_reading reading;  /* what the client makes of it */
};

static enum status write_file(const struct play *play, const struct parcel *parcel,
                              char path[PATH_MAX], struct complaint *complaint) {
    char day[DAY_TEXT_SIZE];
    folder_file(&play->folder, path, "aanbieders/%s/wachtlijst-%s.csv",
                region_aanbieder(play->region, parcel->aanbieder)->agb.text,
                day_text(parcel->day, day));
    FILE *file = fopen(path, "w");
    if (!file)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    enum status status = list_csv_write(&parcel->made, file);
    if (fclose(file) != 0 || status != STATUS_OK)
        return complain(complaint, STATUS_IO, _("%s: kan niet worden geschreven"), path);
    return STATUS_OK;
}

/* Own software too sends only who is of the region. */
static enum status leave_out_elsewhere(struct wachtlijst *list, day_t day, struct arena *arena) {
    struct raw_place *places = arena_array(arena, list->place_count, sizeof *places);
    size_t kept = 0;
    if (!places)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < list->place_count; i++)
        if (gemeente_in_region(list->places[i].gemeente, day))
            places[kept++] = list->places[i];
    list->places = places;
    list->place_count = kept;
    return STATUS_OK;
}

/* The aanbieder's side: what its system knows, as a file, and read back by the client. */
static enum status make_file(struct play *play, struct parcel *parcel,
                             struct complaint *complaint) {
    char path[PATH_MAX];
    uint8_t *content = NULL;
    size_t size = 0;
    arena_reset(play->arena);
    enum status status =
        region_list(play->region, parcel->aanbieder, parcel->day, play->arena, &parcel->made);
    if (status == STATUS_OK && parcel->act == ACT_MISTAKE)
        status = story_clean_up(&parcel->made, parcel->day, play->arena);
    if (status == STATUS_OK && parcel->act == ACT_MISTYPED)
        status = leave_out_elsewhere(&parcel->made, parcel->day, play->arena);
    if (status == STATUS_OK)
        status = write_file(play, parcel, path, complaint);
    if (status == STATUS_OK)
        status = durable_read(path, MAX_SOURCE_BYTES, &content, &size, complaint);
    if (status == STATUS_OK)
        status =
            source_read_list(bytes_of(content, size),
                             &(struct source_options){.peilmoment = play_peilmoment(parcel->day)},
                             play->arena, &parcel->reading);
    free(content);
    play->counts.files++;
    return status;
}

/* What the client refuses to send goes back to the aanbieder, who looks at the rows it
 * names and tries again. Not so with own software, which sends what it has. */
static enum status make_sendable(struct play *play, struct parcel *parcel,
                                 struct complaint *complaint) {
    enum status status = make_file(play, parcel, complaint);
    if (status == STATUS_OK && parcel->act != ACT_MISTYPED &&
        source_has_mistakes(&parcel->reading)) {
        play->counts.returned_files++;
        region_correct(play->region, parcel->aanbieder);
        status = make_file(play, parcel, complaint);
    }
    if (status != STATUS_OK || parcel->act == ACT_MISTYPED)
        return status;
    if (!source_has_mistakes(&parcel->reading))
        return STATUS_OK;
    const struct csv_mistake *mistake = parcel->reading.parts[SOURCE_LIST].mistakes;
    return complain(complaint, STATUS_BAD_INPUT, _("rij %u, kolom %s: %s"), mistake->row,
                    mistake->column, mistake->told ? mistake->told : said(mistake->sentence));
}

/* Everything it offers is open. */
static size_t fill_aanname(uint32_t hulpvormen, struct raw_aanname aanname[HULPVORM_COUNT]) {
    size_t count = 0;
    for (int32_t hulpvorm = 1; hulpvorm < HULPVORM_COUNT; hulpvorm++)
        if (hulpvormen & 1U << hulpvorm)
            aanname[count++] = (struct raw_aanname){hulpvorm, AANNAME_OPEN};
    return count;
}

static enum status send(struct play *play, const struct parcel *parcel,
                        struct delivery_answer *answer, struct complaint *complaint) {
    const struct region_aanbieder *aanbieder = region_aanbieder(play->region, parcel->aanbieder);
    struct sender *sender = &play->senders[parcel->aanbieder];
    struct asker asker = play_asker(play, sender->connection);
    struct raw_aanname aanname[HULPVORM_COUNT];
    struct delivery delivery = {
        .agb = aanbieder->agb,
        .number = sender->next,
        .peilmoment = play_peilmoment(parcel->day),
        .list = parcel->act == ACT_MISTYPED ? &parcel->made : &parcel->reading.list,
        .aanname_count = fill_aanname(aanbieder->hulpvormen, aanname),
        .aanname = aanname,
    };
    struct bytes body;
    enum status status = delivery_encode(&delivery, play->arena, &body);
    if (status != STATUS_OK)
        return status;
    return delivery_send(&asker, connection_request_id(sender->connection), body, answer,
                         complaint);
}

static void note(struct play *play, const struct parcel *parcel, const struct receipt *receipt) {
    struct sender *sender = &play->senders[parcel->aanbieder];
    sender->next.sequence++;
    play->counts.deliveries++;
    play->counts.refused_lines += receipt->refused_count;
    if (receipt->outcome == ANSWER_HELD) {
        sender->held = (struct held_delivery){.sequence = receipt->sequence, .day = parcel->day};
        memcpy(sender->held.content_hash, receipt->content_hash, HASH_BYTES);
        play->counts.held++;
        return;
    }
    play->counts.open = play->counts.open + receipt->open - receipt->previous;
    region_delivered(play->region, parcel->aanbieder, parcel->day);
}

enum status play_deliver(struct play *play, size_t aanbieder, day_t day,
                         struct complaint *complaint) {
    struct parcel parcel = {.aanbieder = aanbieder, .day = day};
    struct delivery_answer answer;
    parcel.act = story_act(&play->story, aanbieder, day, &parcel.wait);
    enum status status = make_sendable(play, &parcel, complaint);
    if (status == STATUS_OK)
        status = send(play, &parcel, &answer, complaint);
    if (status != STATUS_OK)
        return status;
    enum answer outcome = answer.head.status;
    if (outcome != ANSWER_ACCEPTED && outcome != ANSWER_HELD)
        return complain(complaint, STATUS_DAMAGED, _("%s kreeg %s op een levering van de demo"),
                        region_aanbieder(play->region, aanbieder)->agb.text, answer_name(outcome));
    note(play, &parcel, &answer.receipt);
    if (outcome == ANSWER_HELD && (parcel.act == ACT_NONE || parcel.act == ACT_RETURN))
        return play_confirm(play, ACT_SURPRISE, aanbieder, day, complaint);
    status = play_tell(play, parcel.act, aanbieder, day, parcel.wait, &answer.receipt, complaint);
    if (parcel.act == ACT_MISTYPED)
        region_correct(play->region, aanbieder);
    return status;
}

enum status play_confirm(struct play *play, enum act act, size_t aanbieder, day_t day,
                         struct complaint *complaint) {
    struct sender *sender = &play->senders[aanbieder];
    struct asker asker = play_asker(play, sender->connection);
    struct confirm_request request = {
        .agb_code = bytes_of_text(region_aanbieder(play->region, aanbieder)->agb.text),
        .sequence = sender->held.sequence,
        .action = CONFIRM_APPLY,
    };
    memcpy(request.epoch, sender->next.epoch, EPOCH_BYTES);
    memcpy(request.content_hash, sender->held.content_hash, HASH_BYTES);
    struct push_reply reply;
    struct receipt receipt;
    arena_reset(play->arena);
    enum status status = ask_confirm(&asker, &request, &reply, complaint);
    if (status == STATUS_OK && reply.head.status != ANSWER_ACCEPTED)
        return complain(complaint, STATUS_DAMAGED, _("bevestigen gaf %s"),
                        answer_name(reply.head.status));
    if (status == STATUS_OK)
        status = wire_decode_receipt(reply.receipt, play->arena, &receipt);
    if (status != STATUS_OK)
        return status;
    play->counts.open = play->counts.open + receipt.open - receipt.previous;
    region_delivered(play->region, aanbieder, sender->held.day);
    return play_tell(play, act, aanbieder, day, NULL, &receipt, complaint);
}
