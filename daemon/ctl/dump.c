#include "daemon/ctl/ctl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/ctl/record.h"
#include "daemon/ctl/stores.h"
#include "daemon/engine/dump.h"

struct wish {
    const char *conf, *directory;
};

enum { KEY_STORE = 256 };

static const struct argp_option options[] = {
    {"store", KEY_STORE, "DIR", 0, "another store under the same key, as rebuild makes them", 0},
    {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_STORE:
        wish->directory = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_field(struct bytes bytes) {
    static const char digits[] = "0123456789abcdef";
    if (bytes.size > 0)
        putchar(' ');
    for (size_t i = 0; i < bytes.size; i++) {
        putchar(digits[bytes.at[i] >> 4]);
        putchar(digits[bytes.at[i] & 15]);
    }
}

static bool print_record(void *context, enum store_table table, struct bytes key,
                         struct bytes value) {
    (void)context;
    fputs(store_table_name(table), stdout);
    print_field(key);
    print_field(value);
    putchar('\n');
    return !ferror(stdout);
}

static int dump(struct store *store) {
    struct complaint complaint = {""};
    enum status status = dump_store(store, print_record, NULL, &complaint);
    if (fflush(stdout) != 0 || ferror(stdout))
        return ctl_fail(EX_IOERR, "the dump cannot be written: %s", strerror(errno));
    if (status == STATUS_OK)
        return 0;
    return ctl_fail(stores_exit_code(status), "%s", complaint.text);
}

int dump_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        NULL,
        "Prints what the store holds, a record a line: table, key and value in hexadecimal, in "
        "the order of `LC_ALL=C sort`. Values are opened: keep the dump as you keep the store. "
        "That it is made is put on record in the audit log first, but for another store's.\v"
        "Two stores that hold the same give the same dump. Left out are the bodies of events, "
        "whose hash stands in the journal, the audit log and the store's incarnation.\n\n"
        "Example:\n"
        "  wachtpostctl dump -c wachtpostd.conf >store.dump\n\n"
        "Exit codes: 0 done, 64 wrong usage, 74 the store is damaged or cannot be read, 75 it "
        "is in use, 78 mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {NULL, NULL};
    struct opened_store opened;
    ctl_parse(&argp, count, arguments, &wish);
    int code = stores_open(wish.conf, wish.directory, &opened);
    if (code == 0 && wish.directory == NULL)
        code = ctl_record_in(opened.store, "DUMP", "");
    if (code == 0)
        code = dump(opened.store);
    stores_close(&opened);
    return code;
}
