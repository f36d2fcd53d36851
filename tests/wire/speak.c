/* speak SEED: prints random messages, one a line: shape and body in hex. What another
 * implementation makes of them is for test_contract.py to say. */
#include "tests/wire/shapes.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 50, BUDGET_BYTES = 16 * 1024 * 1024 };

int main(int argc, char **argv) {
    ENSURE(argc == 2);
    struct dice dice = {strtoull(argv[1], NULL, 10), arena_new(BUDGET_BYTES)};
    ENSURE(dice.arena != NULL);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < shape_count; i++) {
            arena_reset(dice.arena);
            struct bytes body = shapes[i].make(&dice);
            printf("%s ", shapes[i].name);
            for (size_t at = 0; at < body.size; at++)
                printf("%02x", body.at[at]);
            putchar('\n');
        }
    }
    arena_free(&dice.arena);
    return 0;
}
