/* Prints where each member of each struct of the header stands: what a program that was compiled
 * yesterday relies on. */
#include <wachtpost.h>

#include <stdio.h>

#define STRUCT(name) printf("%s %zu\n", #name, sizeof(struct wachtpost_##name))
#define MEMBER(name, member)                                                                       \
    printf("  %s %zu\n", #member, offsetof(struct wachtpost_##name, member))

static void print_inputs(void) {
    STRUCT(error);
    MEMBER(error, status);
    MEMBER(error, text);
    STRUCT(options);
    MEMBER(options, server);
    MEMBER(options, bell);
    MEMBER(options, server_key);
    MEMBER(options, seed_file);
    MEMBER(options, seed);
    MEMBER(options, zmq_context);
    STRUCT(listener);
    MEMBER(listener, context);
    MEMBER(listener, answered);
    MEMBER(listener, enough);
    STRUCT(outflow);
    MEMBER(outflow, id);
    MEMBER(outflow, place);
    MEMBER(outflow, reden);
    MEMBER(outflow, datum);
    MEMBER(outflow, line);
}

static void print_place(void) {
    STRUCT(place);
    MEMBER(place, id);
    MEMBER(place, gemeente);
    MEMBER(place, gi);
    MEMBER(place, jeugdige);
    MEMBER(place, jeugdige_epoch);
    MEMBER(place, hulpvorm);
    MEMBER(place, productcategorie);
    MEMBER(place, verwijzer);
    MEMBER(place, maatregel);
    MEMBER(place, maatregel_start);
    MEMBER(place, machtiging_uithuisplaatsing);
    MEMBER(place, urgentie);
    MEMBER(place, urgentie_datum);
    MEMBER(place, overbrugging);
    MEMBER(place, overbrugging_sinds);
    MEMBER(place, leeftijdsband);
    MEMBER(place, regie);
    MEMBER(place, eigen_wens);
    MEMBER(place, laatst_geverifieerd);
    MEMBER(place, oorspronkelijke_aanmelddatum);
    MEMBER(place, aanmelddatum);
    MEMBER(place, verwijsdatum);
    MEMBER(place, toewijzingsdatum);
    MEMBER(place, compleet_datum);
    MEMBER(place, intakedatum);
    MEMBER(place, line);
}

static void print_mistake_and_summary(void) {
    STRUCT(mistake);
    MEMBER(mistake, id);
    MEMBER(mistake, field);
    MEMBER(mistake, code);
    MEMBER(mistake, sentence);
    MEMBER(mistake, section);
    MEMBER(mistake, line);
    STRUCT(receipt_summary);
    MEMBER(receipt_summary, peilmoment);
    MEMBER(receipt_summary, recorded_at);
    MEMBER(receipt_summary, sequence);
    MEMBER(receipt_summary, epoch);
    MEMBER(receipt_summary, content_hash);
    MEMBER(receipt_summary, agb);
    MEMBER(receipt_summary, reject_reason);
    MEMBER(receipt_summary, reject_sentence);
    MEMBER(receipt_summary, outcome);
    MEMBER(receipt_summary, late);
    MEMBER(receipt_summary, previous);
    MEMBER(receipt_summary, open);
    MEMBER(receipt_summary, new_places);
    MEMBER(receipt_summary, changed);
    MEMBER(receipt_summary, left);
    MEMBER(receipt_summary, completed);
    MEMBER(receipt_summary, would_leave);
}

static void print_outbox(void) {
    STRUCT(outbox_standing);
    MEMBER(outbox_standing, waiting);
    MEMBER(outbox_standing, delivered);
    MEMBER(outbox_standing, set_aside);
    MEMBER(outbox_standing, next_sequence);
    MEMBER(outbox_standing, stopped_at);
    MEMBER(outbox_standing, stop);
    STRUCT(answer);
    MEMBER(answer, delivery);
    MEMBER(answer, sequence);
    MEMBER(answer, receipt);
    MEMBER(answer, receipt_bytes);
    MEMBER(answer, receipt_size);
    MEMBER(answer, name);
    MEMBER(answer, sentence);
    MEMBER(answer, code);
}

static void print_alert(void) {
    STRUCT(alert);
    MEMBER(alert, number);
    MEMBER(alert, recorded_at);
    MEMBER(alert, data_peilmoment);
    MEMBER(alert, agb);
    MEMBER(alert, aanbieder);
    MEMBER(alert, telefoon);
    MEMBER(alert, mail);
    MEMBER(alert, place_id);
    MEMBER(alert, gemeente);
    MEMBER(alert, gi);
    MEMBER(alert, norm);
    MEMBER(alert, rank_sentence);
    MEMBER(alert, kind);
    MEMBER(alert, due);
    MEMBER(alert, start);
    MEMBER(alert, clock);
    MEMBER(alert, crossing);
    MEMBER(alert, level);
    MEMBER(alert, telling);
    MEMBER(alert, days_waited);
    MEMBER(alert, rank);
    MEMBER(alert, hulpvorm);
    MEMBER(alert, maatregel);
    MEMBER(alert, urgentie);
    MEMBER(alert, overbrugging);
    MEMBER(alert, reden);
    MEMBER(alert, left_on);
    MEMBER(alert, helped);
    MEMBER(alert, withdraws_count);
    MEMBER(alert, withdraws);
}

int main(void) {
    print_inputs();
    print_place();
    print_mistake_and_summary();
    print_outbox();
    print_alert();
    return 0;
}
