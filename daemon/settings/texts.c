/* The texts this library writes: the journal's canonical one, a participant's file,
 * and the commented wachtpostd.conf. */
#include "daemon/settings/settings.h"

#include <stdlib.h>

#include "daemon/settings/grammar.h"
#include "daemon/settings/writer.h"

/* A FILE that ends up as malloc'ed text. */
struct draft {
    char *text;
    size_t size;
    FILE *to;
};

static FILE *draft_open(struct draft *draft) {
    *draft = (struct draft){0};
    draft->to = open_memstream(&draft->text, &draft->size);
    return draft->to;
}

static char *draft_close(struct draft *draft) {
    bool failed = ferror(draft->to) != 0;
    if (fclose(draft->to) == 0 && !failed)
        return draft->text;
    free(draft->text);
    return NULL;
}

static void write_norm(FILE *to, const struct norm *norm) {
    char from[DAY_TEXT_SIZE];
    fputs("norm ", to);
    write_quoted(to, norm->id);
    fprintf(to, " {\n  from = \"%s\"\n", day_text(norm->from, from));
    if (norm->days > 0)
        fprintf(to, "  days = %u\n", norm->days);
    else
        fprintf(to, "  months = %u\n  inclusive = %s\n", norm->months,
                norm->inclusive ? "true" : "false");
    fputs("  levels = {", to);
    const char *comma = "";
    for (size_t i = 0; i < LEVEL_COUNT; i++)
        if (norm->levels[i]) {
            fprintf(to, "%s%u", comma, level_months[i]);
            comma = ", ";
        }
    fprintf(to, "}\n  warning_days = %u\n}\n", norm->warning_days);
}

static void write_rank_order(FILE *to, const struct rank_order *order) {
    fputs("rank_order = {", to);
    for (size_t i = 0; i < order->count; i++)
        fprintf(to, "%s\"%s\"", i > 0 ? ", " : "", rank_reason_name(order->reasons[i]));
    fputs("}\n", to);
}

static void write_regio(FILE *to, const struct regio_rule *rule) {
    fputs("regio ", to);
    write_quoted(to, rule->name);
    fputs(" {\n", to);
    write_gemeenten(to, 2, rule->gemeenten, rule->gemeente_count);
    write_hulpvormen(to, 2, rule->hulpvormen);
    write_date(to, 2, "from", rule->from);
    write_date(to, 2, "until", rule->until);
    fputs("}\n", to);
}

static void write_retention(FILE *to, const struct retention *retention) {
    fprintf(to,
            "retention {\n  bodies_months = %u\n  places_months = %u\n  receipt_days = %u\n"
            "  audit_years = %u\n  backup_days = %u\n}\n",
            retention->bodies_months, retention->places_months, retention->receipt_days,
            retention->audit_years, retention->backup_days);
}

static void write_section(FILE *to, const struct participant *participant) {
    fputs("participant ", to);
    write_quoted(to, participant->name);
    fputs(" {\n", to);
    write_participant(to, 2, participant);
    fputs("}\n", to);
}

char *settings_canonical(const struct rules_settings *rules) {
    struct draft draft;
    FILE *to = draft_open(&draft);
    if (to == NULL)
        return NULL;
    write_rank_order(to, &rules->rank_order);
    for (size_t i = 0; i < rules->norm_count; i++)
        write_norm(to, &rules->norms[i]);
    for (size_t i = 0; i < rules->regio.count; i++)
        write_regio(to, &rules->regio.rules[i]);
    if (!retention_same(&rules->retention, &retention_most))
        write_retention(to, &rules->retention);
    for (size_t i = 0; i < rules->participant_count; i++)
        write_section(to, &rules->participants[i]);
    return draft_close(&draft);
}

char *settings_participant_text(const struct participant *participant) {
    struct draft draft;
    FILE *to = draft_open(&draft);
    if (to == NULL)
        return NULL;
    fprintf(
        to,
        "# Participant %s of wachtpost, written by wachtpostctl. Another key: wachtpostctl\n"
        "# rotate; out: wachtpostctl revoke. After a change by hand: wachtpostctl check, then\n"
        "# wachtpostctl reload. Without this file the participant is out and its AGB-codes are\n"
        "# unknown.\n",
        participant->name);
    write_participant(to, 0, participant);
    return draft_close(&draft);
}

static void write_words(FILE *to, int indent, const char *words) {
    for (const char *line = words; line != NULL;) {
        const char *end = strchr(line, '\n');
        fprintf(to, "%*s# %.*s\n", indent, "", (int)(end != NULL ? end - line : (long)strlen(line)),
                line);
        line = end != NULL ? end + 1 : NULL;
    }
}

static void write_default(FILE *to, int indent, const struct entry *entry, const char *value) {
    fprintf(to, "%*s%s = ", indent, "", entry->name);
    if (entry->kind == ENTRY_TEXT)
        write_quoted(to, value);
    else
        fputs(value, to);
    fputc('\n', to);
}

static void write_entry(FILE *to, const struct entry *entry, const char *value) {
    fputc('\n', to);
    write_words(to, 0, entry->words);
    if (entry->kind != ENTRY_SECTION) {
        write_default(to, 0, entry, value);
        return;
    }
    if (entry->shown != NULL) {
        fputs(entry->shown, to);
        return;
    }
    if (entry->fallback == NULL)
        return;
    fprintf(to, "%s \"%s\" {\n", entry->name, entry->fallback);
    for (const struct entry *part = entry->part; part->name != NULL; part++)
        if (part->words != NULL) {
            write_words(to, 2, part->words);
            write_default(to, 2, part, part->fallback);
        }
    fputs("}\n", to);
}

static const char *value_of(const struct entry *entry, const struct option_value *values,
                            size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(entry->name, values[i].name) == 0)
            return values[i].value;
    return entry->fallback;
}

char *settings_default_text(const struct option_value *values, size_t count) {
    struct draft draft;
    FILE *to = draft_open(&draft);
    if (to == NULL)
        return NULL;
    fputs("# wachtpostd.conf: how the daemon runs and by which norm it counts. Every option\n"
          "# stands here with its default, and the region's table as it is. After a change:\n"
          "# wachtpostctl check, then wachtpostctl reload, or SIGHUP to wachtpostd. Addresses\n"
          "# and the server's keys change then too, which cuts the connections they served;\n"
          "# paths, the store's key and map_mib change at its next start.\n",
          to);
    for (const struct entry *entry = grammar_conf; entry->name != NULL; entry++)
        write_entry(to, entry, value_of(entry, values, count));
    return draft_close(&draft);
}
