#include "client/render_figures.h"

#include "client/render_figures_parts.h"
#include "proto/model/limits.h"

#include <stdlib.h>

static const struct {
    enum status (*begin)(struct figures_show *show, const struct figures_reply *page);
    enum status (*page)(struct figures_show *show, const struct figures_reply *page);
    enum status (*end)(struct figures_show *show);
} formats[] = {
    [FORMAT_TABLE] = {figures_table_begin, figures_table_page, figures_table_end},
    [FORMAT_CSV] = {figures_csv_begin, figures_csv_page, figures_csv_end},
    [FORMAT_JSON] = {figures_json_begin, figures_json_page, figures_json_end},
};

void figures_show_free(struct figures_show **show) {
    if (!*show)
        return;
    arena_free(&(*show)->scratch);
    arena_free(&(*show)->kept);
    free(*show);
    *show = NULL;
}

struct figures_show *figures_show_new(FILE *out, enum format format,
                                      const struct figures_question *question) {
    struct figures_show *show = malloc(sizeof *show);
    if (!show)
        return NULL;
    *show = (struct figures_show){.out = out,
                                  .format = format,
                                  .question = question,
                                  .kept = arena_new(MAX_REQUEST_MEMORY_BYTES),
                                  .scratch = arena_new(MAX_REQUEST_MEMORY_BYTES)};
    if (!show->kept || !show->scratch)
        figures_show_free(&show);
    return show;
}

static bool known_note(const struct figures_show *show, uint64_t event) {
    for (size_t i = 0; i < show->note_count; i++)
        if (show->notes[i].event == event)
            return true;
    return false;
}

static enum status make_note_room(struct figures_show *show) {
    if (show->note_count < show->note_room)
        return STATUS_OK;
    size_t room = show->note_room ? 2 * show->note_room : 16;
    struct duiding *notes = arena_array(show->kept, room, sizeof *notes);
    if (!notes)
        return STATUS_NO_MEMORY;
    if (show->note_count > 0)
        memcpy(notes, show->notes, show->note_count * sizeof *notes);
    show->notes = notes;
    show->note_room = room;
    return STATUS_OK;
}

/* A note that touches several pages comes with each of them. */
static enum status keep_notes(struct figures_show *show, const struct figures_reply *page) {
    for (size_t i = 0; i < page->duiding_count; i++) {
        if (known_note(show, page->duiding[i].event))
            continue;
        if (make_note_room(show) != STATUS_OK)
            return STATUS_NO_MEMORY;
        struct duiding *note = &show->notes[show->note_count];
        *note = page->duiding[i];
        note->who = arena_copy(show->kept, note->who);
        note->text = arena_copy(show->kept, note->text);
        if (!note->who.at || !note->text.at)
            return STATUS_NO_MEMORY;
        show->note_count++;
    }
    return STATUS_OK;
}

static bool keys_fit(const struct figures_show *show, const struct figures_reply *page) {
    for (size_t i = 0; i < page->point_count; i++)
        if (page->points[i].cell_count > 0 && page->by_count != show->question->by_count)
            return false;
    return true;
}

enum status figures_show_page(struct figures_show *show, const struct figures_reply *page) {
    if (!keys_fit(show, page))
        return STATUS_MALFORMED;
    enum status status = keep_notes(show, page);
    if (status == STATUS_OK && !show->begun) {
        show->begun = true;
        show->is_monitor = page->monitor.by != BY_NOTHING;
        status = formats[show->format].begin(show, page);
    }
    if (status == STATUS_OK)
        status = formats[show->format].page(show, page);
    show->point_count += page->point_count;
    return status;
}

enum status figures_show_end(struct figures_show *show) {
    return formats[show->format].end(show);
}
