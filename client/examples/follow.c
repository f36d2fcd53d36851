/* Follows the alerts of a coordinator, each as a line on stdout.
 *
 *   cc follow.c $(pkg-config --cflags --libs wachtpost) -o follow
 *   ./follow SERVER BELL SERVER_KEY SEED_FILE STATE_FOLDER
 *
 * Runs until it is killed, which may be at any moment: STATE_FOLDER/follow.cursor moves only behind
 * an alert that was handled, so after a crash one can come twice, never not. C11 and C++17. */
#include <wachtpost.h>

#include <stdio.h>

/* What your program does with an alert: post it, mail it, put it in a table. It is handled when
 * that succeeded; here, when the line has left this process. */
static int handle(void *context, const struct wachtpost_alert *alert) {
    FILE *out = (FILE *)context;
    fprintf(out, "%llu %s %u %s %s %s: %u days, %s\n", (unsigned long long)alert->number,
            wachtpost_code_name("alert", alert->kind), (unsigned)alert->due, alert->agb,
            alert->place_id, alert->aanbieder, (unsigned)alert->days_waited, alert->rank_sentence);
    if (fflush(out) != 0 || ferror(out))
        return WACHTPOST_ALERT_NOT_HANDLED;
    return WACHTPOST_ALERT_HANDLED;
}

static int give_up(const char *doing, const struct wachtpost_error *error) {
    fprintf(stderr, "follow: %s: %s (%s)\n", doing, error->text,
            wachtpost_status_name(error->status));
    return 1;
}

int main(int count, char **words) {
    struct wachtpost_error error;
    struct wachtpost_options options;
    struct wachtpost *wachtpost = NULL;
    struct wachtpost_alerts *alerts = NULL;
    int code;
    if (count != 6) {
        fprintf(stderr, "usage: follow SERVER BELL SERVER_KEY SEED_FILE STATE_FOLDER\n");
        return 64;
    }
    wachtpost_options_init(&options);
    options.server = words[1];
    options.bell = words[2];
    options.server_key = words[3];
    options.seed_file = words[4];
    if (wachtpost_open(&options, &wachtpost, &error) != WACHTPOST_OK)
        return give_up("the key", &error);
    if (wachtpost_alerts_open(wachtpost, words[5], "follow", &alerts, &error) != WACHTPOST_OK) {
        code = give_up("the cursor", &error);
    } else {
        /* Returns every minute, so that a program can do something else; a server that cannot be
         * reached is waited for, and anything else is for a person. */
        while (wachtpost_alerts_follow(alerts, 60000, handle, stdout, &error) == WACHTPOST_OK)
            continue;
        code = give_up("the alerts", &error);
    }
    wachtpost_alerts_close(&alerts);
    wachtpost_close(&wachtpost);
    return code;
}
