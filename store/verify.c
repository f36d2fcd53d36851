#include "store/verify.h"

#include "store/apart.h"

struct asked {
    const struct store_options *options;
    enum store_depth depth;
};

static enum status look(void *context, struct survey_place *place,
                        const struct store_listener *listener, struct store_facts *facts,
                        struct complaint *complaint) {
    const struct asked *asked = context;
    return survey(asked->options, asked->depth, place, listener, facts, complaint);
}

enum status store_verify(const struct store_options *options, enum store_depth depth,
                         const struct store_listener *listener, struct store_facts *facts,
                         struct complaint *complaint) {
    struct asked asked = {options, depth};
    return apart(look, &asked, listener, facts, complaint);
}
