/* countersign-screen - kiosk, counter or lab on the terminal that standard input and output are.
 *
 *   countersign-screen PLACE            started by the supervisor for somebody on ssh: descriptor 3 leads to it
 *   countersign-screen PLACE SHOPDIR    on this terminal; what `countersign kiosk` and its like become
 *
 * A program of its own, because up to hundreds of them wait side by side: what a screen does not need (commands,
 * configuration) is not in its memory.
 */
#include "taking.h"
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../src/base/clock.h"
#include "../src/base/log.h"
#include "../src/base/sandbox.h"

enum { KEPT = 16 * 1024 }; /* bytes: what malloc keeps for later */

static const struct { const char *name; enum place place; int (*run)(struct client *client); } screens[] = {
    { "kiosk", PLACE_KIOSK, screen_run_kiosk },
    { "counter", PLACE_COUNTER, screen_run_counter },
    { "lab", PLACE_LAB, screen_run_lab },
};

/* A list that was read goes back to the system whole, instead of leaving a hole where the next one does not fit. */
static void keep_little(void)
{
    mallopt(M_MMAP_THRESHOLD, KEPT);
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_TOP_PAD, 0);
}

static enum err open_client(struct client *client, const char *shop, enum place place)
{
    if (shop)
        return client_open_shop(client, shop, place, isatty(STDIN_FILENO) ? STDIN_FILENO : -1);
    sandbox_close_from(MSG_CONTROL_FD + 1);
    sandbox_enter("screen");
    return client_open_child(client);
}

int main(int argc, char **argv)
{
    log_name("countersign");
    signal(SIGPIPE, SIG_IGN);
    keep_little();
    for (size_t i = 0; (argc == 2 || argc == 3) && i < sizeof screens / sizeof *screens; i++) {
        if (strcmp(argv[1], screens[i].name) != 0)
            continue;
        struct client client;
        char sentence[SCREEN_SAY_LIMIT];
        enum err err = open_client(&client, argv[2], screens[i].place);
        if (err) {
            fprintf(stderr, "%s\n", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
            return 1;
        }
        clock_zone(client.identity.zone); /* dates are the shop's, wherever this terminal stands */
        taking_lend(kiosk_at_the_desk);
        int status = screens[i].run(&client);
        client_close(&client);
        return fflush(stdout) == 0 ? status : 1;
    }
    fputs("Usage: countersign -d SHOPDIR kiosk | counter | lab\n", stderr);
    return 2;
}
