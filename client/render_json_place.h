/* A place, alone and as a row, who has it, and a note on figures, as JSON; NULL when there is
 * no memory. */
#ifndef WACHTPOST_CLIENT_RENDER_JSON_PLACE_H
#define WACHTPOST_CLIENT_RENDER_JSON_PLACE_H

#include "client/render_json_parts.h"
#include "proto/model/figures.h"
#include "proto/model/place.h"
#include "proto/model/taken.h"
#include "proto/wire/questions.h"

/* The contract's Wachtplek, without pseudonym. */
json_t *json_place(const struct place *place);
/* The contract's PlaceRow. */
json_t *json_place_row(const struct place_row *row);
/* null when nobody ever said anything. */
json_t *json_taken(const struct taken *taken);
/* "" where the note is about every aanbieder, hulpvorm or gemeente. */
json_t *json_duiding(const struct duiding *note);

#endif
