#include "client/source/staying.h"

#include "client/language.h"
#include "client/plek/ecd_key.h"
#include "proto/keys/keys.h"
#include "proto/model/text.h"

static struct bytes id_of(struct source *source, const struct ecd_key *key, uint32_t row) {
    const struct source_options *options = source->options;
    struct plek_id id;
    if (plek_register_take(options->plekken, key, bytes_of_text(options->files[source->part]), row,
                           source->day, &id) != STATUS_OK) {
        source->no_memory = true;
        return bytes_of(NULL, 0);
    }
    return arena_copy(source->arena, bytes_of_text(id.text));
}

void staying_take_dossier(struct source *source, struct bytes dossier, struct bytes onderdeel,
                          const struct csv_fault *fault, struct entry *entry) {
    struct part *part = &source->parts[source->part];
    struct ecd_key key;
    entry->line.place.id = bytes_of(NULL, 0);
    part->dossier_count++;
    part->dossier_bsn_count += text_holds_bsn(dossier);
    if (fault->kind)
        source_note(source, entry->row, SOURCE_DOSSIER, fault->kind, fault->sentence);
    else if (!ecd_key_read(dossier, onderdeel, &key))
        source_note(source, entry->row, SOURCE_DOSSIER, fault_code_name(FAULT_ID),
                    N_("Vul het nummer van het dossier in, met het onderdeel samen hoogstens 198 "
                       "tekens."));
    else
        entry->line.place.id = id_of(source, &key, entry->row);
}

void staying_take_bsn(struct source *source, struct bytes text, struct entry *entry) {
    struct bsn bsn;
    if (!source->options->bsns || text.size == 0 || entry->line.place.jeugdige.size > 0)
        return;
    if (!bsn_parse(text, &bsn)) {
        source_note(source, entry->row, SOURCE_BSN, fault_code_name(FAULT_BSN),
                    N_("Dit is geen geldig BSN; verbeter het, of laat het leeg als het niet bekend "
                       "is."));
        return;
    }
    if (bsn_list_add(source->options->bsns, &bsn))
        entry->bsn_number = bsn_list_count(source->options->bsns);
    keys_wipe(&bsn, sizeof bsn);
}

void staying_judge(struct source *source) {
    const struct part *part = &source->parts[source->part];
    if (ecd_keys_are_bsn(part->dossier_bsn_count, part->dossier_count))
        source_note(
            source, part->header_row, SOURCE_DOSSIER, fault_code_name(FAULT_BSN),
            N_("In deze kolom staan BSN's; neem een kolom met het nummer waaronder uw ECD het "
               "dossier kent."));
}
