#include "daemon/domain/audit_line.h"

#include <stdio.h>

#include "daemon/domain/codec.h"
#include "daemon/domain/pack_place.h"

enum { LINE_VERSION = 2 };

/* ---- packed */

static void code_refused(struct codec *codec, struct audit_refused *refused) {
    codec_bytes(codec, &refused->reason);
    if (refused->reason.size == 0)
        return;
    codec_u64(codec, &refused->count);
    codec_i64(codec, &refused->first);
    codec_u64(codec, &refused->unwritten);
}

static void code_line(struct codec *codec, struct audit_line *line) {
    codec_i64(codec, &line->instant);
    CODEC_CODE(codec, &line->party, AUDIT_PARTY_COUNT);
    codec_bytes(codec, &line->participant);
    codec_bytes(codec, &line->persoon);
    codec_bytes(codec, &line->act);
    CODEC_CODE(codec, &line->outcome, ANSWER_COUNT);
    code_agb(codec, &line->agb);
    codec_bool(codec, &line->has_plek);
    if (line->has_plek)
        codec_raw(codec, line->plek.bytes, sizeof line->plek.bytes);
    codec_bytes(codec, &line->question);
    codec_i64(codec, &line->as_known_at);
    codec_u64(codec, &line->rows);
    CODEC_CODE(codec, &line->purpose, PURPOSE_COUNT);
    code_refused(codec, &line->refused);
}

enum status pack_audit_line(const struct audit_line *line, struct arena *arena,
                            struct bytes *record) {
    struct codec codec = codec_writer(arena);
    struct audit_line copy = *line;
    codec_version(&codec, LINE_VERSION);
    code_line(&codec, &copy);
    return codec_written(&codec, record);
}

/* ---- version 1: instant, participant, act, and a sentence "aanbieder=... plek=... rows=4" */

/* What stands behind "name=" in a sentence, up to the next space; empty: it is not there. */
static struct bytes value_of(struct bytes sentence, const char *name) {
    const size_t size = strlen(name);
    const uint8_t *at = sentence.at, *end = sentence.size ? sentence.at + sentence.size : at;
    while (at != end) {
        const uint8_t *space = memchr(at, ' ', (size_t)(end - at));
        const uint8_t *stop = space ? space : end;
        if ((size_t)(stop - at) > size && memcmp(at, name, size) == 0 && at[size] == '=')
            return bytes_of(at + size + 1, (size_t)(stop - at) - size - 1);
        at = space ? space + 1 : end;
    }
    return (struct bytes){NULL, 0};
}

static int digit_of(uint8_t letter) {
    return letter >= '0' && letter <= '9'   ? letter - '0'
           : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
                                            : -1;
}

static bool read_plek(struct bytes text, struct place_key *plek) {
    if (text.size != 2 * sizeof plek->bytes)
        return false;
    for (size_t i = 0; i < sizeof plek->bytes; i++) {
        const int high = digit_of(text.at[2 * i]), low = digit_of(text.at[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        plek->bytes[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

static uint64_t read_count(struct bytes text) {
    uint64_t count = 0;
    for (size_t i = 0; i < text.size && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        count = count * 10 + text.at[i] - '0';
    return count;
}

static void read_sentence(struct audit_line *line) {
    static const char *const counts[] = {"rows", "alerts", "versions"};
    const struct bytes sentence = line->question;
    if (!agb_parse(value_of(sentence, "aanbieder"), &line->agb))
        line->agb = (struct agb){""};
    line->has_plek = read_plek(value_of(sentence, "plek"), &line->plek);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        line->rows += read_count(value_of(sentence, counts[i]));
}

static void read_version_1(struct codec *codec, struct audit_line *line) {
    codec_i64(codec, &line->instant);
    codec_bytes(codec, &line->participant);
    codec_bytes(codec, &line->act);
    codec_bytes(codec, &line->question);
    line->outcome = ANSWER_OK;
    read_sentence(line);
}

enum status unpack_audit_line(struct bytes record, struct arena *arena, struct audit_line *line) {
    struct codec codec = codec_reader(record, arena);
    struct audit_line found = {.instant = 0};
    if (codec_version(&codec, LINE_VERSION) == 1)
        read_version_1(&codec, &found);
    else
        code_line(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *line = found;
    return status;
}

/* ---- looked for */

static bool is_same(struct bytes wished, struct bytes found) {
    return wished.size == 0 || bytes_equal(wished, found);
}

static bool is_refusal(const struct audit_line *line) {
    return line->refused.reason.size > 0;
}

static bool is_about(const struct agb *agb, const struct audit_line *line) {
    return strcmp(agb->text, line->agb.text) == 0;
}

/* "aanbieders=A,B", or "..." where a long question was cut off. */
static bool is_among_asked(const struct agb *agb, struct bytes question) {
    const struct bytes asked = value_of(question, "aanbieders");
    const size_t size = strlen(agb->text);
    if (asked.size == 0 || asked.at[asked.size - 1] == '.')
        return true;
    for (size_t at = 0; at + size <= asked.size; at += size + 1)
        if (memcmp(asked.at + at, agb->text, size) == 0)
            return true;
    return false;
}

static bool told_of_it(const struct audit_wish *wish, struct bytes question) {
    const uint64_t after = read_count(value_of(question, "after"));
    const uint64_t until = read_count(value_of(question, "until"));
    for (size_t i = 0; i < wish->alert_count; i++)
        if (wish->alerts[i] > after && wish->alerts[i] <= until)
            return true;
    return false;
}

static enum audit_match match_plek(const struct audit_wish *wish, const struct audit_line *line) {
    const bool none = line->agb.text[0] == '\0';
    if (line->has_plek && is_about(&wish->agb, line) &&
        memcmp(line->plek.bytes, wish->plek.bytes, sizeof wish->plek.bytes) == 0)
        return AUDIT_YES;
    /* Where else a jeugdige waits may show this place too. */
    const bool is_list = !line->has_plek || line->purpose != PURPOSE_NONE;
    if (line->rows == 0 || is_refusal(line) || !is_list)
        return AUDIT_NO;
    if (bytes_equal(line->act, bytes_of_text("ALERTS")))
        return told_of_it(wish, line->question) ? AUDIT_MAYBE : AUDIT_NO;
    if (line->has_plek)
        return AUDIT_MAYBE;
    return (none || is_about(&wish->agb, line)) && is_among_asked(&wish->agb, line->question)
               ? AUDIT_MAYBE
               : AUDIT_NO;
}

enum audit_match audit_match(const struct audit_wish *wish, const struct audit_line *line) {
    const bool in_time =
        line->instant >= wish->from && (wish->until == 0 || line->instant < wish->until);
    if (!in_time || (wish->refused && !is_refusal(line)) ||
        !is_same(wish->participant, line->participant) || !is_same(wish->act, line->act))
        return AUDIT_NO;
    if (wish->has_plek)
        return match_plek(wish, line);
    return wish->agb.text[0] == '\0' || is_about(&wish->agb, line) ? AUDIT_YES : AUDIT_NO;
}
