/* All blocks of a past: where its spells and flows begin and end, in the order of time. */
#include <stdlib.h>

#include "daemon/domain/block_write.h"

/* Something that happens to one place at one moment. In this order. */
enum edge_kind { EDGE_ENDS, EDGE_BEGINS, EDGE_CAME, EDGE_LEFT };

struct edge {
    instant_t at;
    struct bytes id;
    enum edge_kind kind;
    bool used;
    const struct spell *spell;
    const struct flow *flow;
};

struct telling_past {
    struct block_writer writer;
    const struct past *past;
    size_t peil; /* the next */
    struct list edges;
    struct list turns;   /* of the moment at hand */
    size_t opened, left; /* so many of them */
};

static int compare_edges(const void *a, const void *b) {
    const struct edge *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    int order = bytes_compare(left->id, right->id);
    return order ? order : (int)left->kind - (int)right->kind;
}

static void add_edge(struct telling_past *t, struct edge edge) {
    struct edge *added = list_add(&t->edges);
    if (added)
        *added = edge;
}

static void list_edges(struct telling_past *t) {
    for (size_t i = 0; i < t->past->spell_count; i++) {
        const struct spell *spell = &t->past->spells[i];
        struct edge edge = {.at = spell->from, .id = spell->place->id, .spell = spell};
        edge.kind = EDGE_BEGINS;
        add_edge(t, edge);
        edge.kind = EDGE_ENDS;
        edge.at = spell->until;
        if (spell->until != INSTANT_MAX)
            add_edge(t, edge);
    }
    for (size_t i = 0; i < t->past->flow_count; i++) {
        const struct flow *flow = &t->past->flows[i];
        add_edge(t, (struct edge){.at = flow->shown_at,
                                  .id = flow->place->id,
                                  .kind = flow->left ? EDGE_LEFT : EDGE_CAME,
                                  .flow = flow});
    }
    if (t->edges.count > 1)
        qsort(t->edges.items, t->edges.count, sizeof(struct edge), compare_edges);
}

/* ---- one place at one moment */

static struct block_entry entry_of(const struct spell *spell) {
    return (struct block_entry){spell->place, spell->key, spell->wait, spell->start,
                                spell->reinstated};
}

static struct edge *find_spell(struct edge *edges, size_t count, enum edge_kind kind) {
    for (size_t i = 0; i < count; i++)
        if (edges[i].kind == kind)
            return &edges[i];
    return NULL;
}

static struct edge *find_flow(struct edge *edges, size_t count, enum edge_kind kind,
                              uint64_t wait) {
    for (size_t i = 0; i < count; i++)
        if (edges[i].kind == kind && !edges[i].used && edges[i].flow->wait == wait)
            return &edges[i];
    return NULL;
}

/* Where this id stands among those who are there, or would stand. */
static size_t position_of(const struct telling_past *t, struct bytes id) {
    const struct block_entry *open = t->writer.open.items;
    size_t begin = 0, end = t->writer.open.count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (bytes_compare(open[middle].place->id, id) < 0)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin + t->opened - t->left;
}

static struct block_turn *add_turn(struct telling_past *t, enum block_turn_kind kind,
                                   size_t position, struct block_entry entry) {
    struct block_turn *turn = list_add(&t->turns);
    if (turn)
        *turn = (struct block_turn){
            .kind = kind, .position = position, .entry = entry, .datum = DAY_NONE};
    return turn;
}

static void say_how(struct block_turn *turn, const struct flow *left) {
    if (turn == NULL || left == NULL)
        return;
    turn->reden = left->reden;
    turn->datum = left->datum;
    turn->last = left->last;
}

static void use(struct edge *edge) {
    if (edge)
        edge->used = true;
}

/* What was delivered under another code shows no flow: then nobody said how it left. */
static void tell_spells(struct telling_past *t, struct edge *edges, size_t count) {
    struct edge *ends = find_spell(edges, count, EDGE_ENDS);
    struct edge *begins = find_spell(edges, count, EDGE_BEGINS);
    size_t position = position_of(t, edges->id);
    if (ends && begins && ends->spell->wait == begins->spell->wait) {
        struct block_entry before = entry_of(ends->spell), after = entry_of(begins->spell);
        if (!block_entry_same(&before, &after))
            add_turn(t, TURN_CHANGED, position, after);
        return;
    }
    if (ends) {
        struct edge *left = find_flow(edges, count, EDGE_LEFT, ends->spell->wait);
        say_how(add_turn(t, TURN_LEFT, position, entry_of(ends->spell)), left ? left->flow : NULL);
        use(left);
        t->left++;
    }
    if (begins) {
        add_turn(t, TURN_OPENED, position, entry_of(begins->spell));
        use(find_flow(edges, count, EDGE_CAME, begins->spell->wait));
        t->opened++;
    }
}

static void tell_passing(struct telling_past *t, struct edge *edges, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (edges[i].kind != EDGE_CAME || edges[i].used)
            continue;
        struct edge *left = find_flow(edges, count, EDGE_LEFT, edges[i].flow->wait);
        ENSURE(left != NULL);
        const struct flow *flow = left->flow;
        left->used = true;
        struct block_entry entry = {flow->place, flow->key, flow->wait, flow->start, false};
        say_how(add_turn(t, TURN_PASSED, 0, entry), flow);
    }
}

/* ---- moments */

static instant_t next_moment(const struct telling_past *t, size_t edge) {
    const struct edge *edges = t->edges.items;
    instant_t at = edge < t->edges.count ? edges[edge].at : INSTANT_MAX;
    if (t->peil < t->past->peil_count && t->past->peils[t->peil].peilmoment < at)
        at = t->past->peils[t->peil].peilmoment;
    return at;
}

/* All that happens at one moment; returns the first edge of the next. */
static size_t tell_moment(struct telling_past *t, size_t first, instant_t at) {
    struct edge *edges = t->edges.items;
    struct block_moment moment = {.at = at};
    size_t end = first;
    t->turns.count = t->opened = t->left = 0;
    for (size_t begin = first; begin < t->edges.count && edges[begin].at == at; begin = end) {
        for (end = begin + 1; end < t->edges.count && edges[end].at == at &&
                              bytes_equal(edges[end].id, edges[begin].id);)
            end++;
        tell_spells(t, edges + begin, end - begin);
        tell_passing(t, edges + begin, end - begin);
    }
    if (t->peil < t->past->peil_count && t->past->peils[t->peil].peilmoment == at) {
        const struct peil *peil = &t->past->peils[t->peil++];
        moment.applied = true;
        moment.inherited = peil->inherited;
        moment.event = peil->event;
        moment.aanname = peil->aanname;
    }
    moment.turns = t->turns.items;
    moment.turn_count = t->turns.count;
    if (!t->turns.out_of_memory)
        block_writer_add(&t->writer, &moment);
    return end;
}

enum status block_write_past(const struct past *past, struct arena *arena,
                             struct block_record **records, size_t *count) {
    struct telling_past t = {.writer = block_writer_of(arena),
                             .past = past,
                             .edges = LIST_OF(arena, struct edge),
                             .turns = LIST_OF(arena, struct block_turn)};
    instant_t at;
    t.writer.heading.first_day = past->first_day;
    t.writer.heading.last_day = past->last_day;
    t.writer.heading.first_event = past->first_event;
    t.writer.heading.last_event = past->last_event;
    list_edges(&t);
    if (t.edges.out_of_memory)
        return STATUS_NO_MEMORY;
    for (size_t edge = 0; !t.turns.out_of_memory && (at = next_moment(&t, edge)) != INSTANT_MAX;)
        edge = tell_moment(&t, edge, at);
    if (!t.writer.begun && (past->first_day != DAY_NONE || past->last_day != DAY_NONE))
        block_writer_begin(&t.writer, 0); /* a succession must stand somewhere */
    enum status status = t.writer.begun ? block_writer_end(&t.writer) : STATUS_OK;
    if (status != STATUS_OK || t.turns.out_of_memory)
        return STATUS_NO_MEMORY;
    *records = t.writer.records.items;
    *count = t.writer.records.count;
    return STATUS_OK;
}
