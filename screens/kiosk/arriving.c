/* arriving.c - while photos come in from another computer: which, how much of it, how fast; on the status line.
 *
 * The keeper says when there is something to ask for, a few times a second at most. In line mode nothing of it is said:
 * there every sentence stays on the paper.
 */
#include "kiosk.h"
#include "../../src/base/str.h"

/* "3.1" of so many bytes, in millions. */
static const char *millions(int64_t bytes, char *out, size_t size)
{
    return str_money(bytes / 100000, 1, out, size);
}

static void say_arriving(struct screen *screen, const struct arriving *arriving)
{
    char name[80], here[24], all[24], rate[24];
    photos_name(arriving->name, 30, name, sizeof name);
    millions(arriving->bytes, here, sizeof here);
    millions(arriving->total, all, sizeof all);
    millions(arriving->per_second, rate, sizeof rate);
    if (*arriving->name && arriving->total >= arriving->bytes && arriving->per_second > 0)
        KIOSK_SAY(screen, W_ARRIVING_OF, name, here, all, rate, say_number(arriving->files),
                  say_number((arriving->total - arriving->bytes + arriving->per_second - 1) / arriving->per_second));
    else if (*arriving->name)
        KIOSK_SAY(screen, W_ARRIVING, name, here, rate, say_number(arriving->files));
    else
        KIOSK_SAY(screen, W_ARRIVING_CHECK, say_number(arriving->files), say_number(arriving->checking));
}

bool arriving_news(struct screen *screen, uint32_t topics)
{
    struct kiosk *kiosk = kiosk_of(screen);
    struct args args = client_args();
    struct arena arena = { 0 };
    struct arriving arriving;
    if (screen->line_mode || !(topics & BIT(TOPIC_SENDING)))
        return kiosk->arriving;
    args.code = kiosk->code;
    if (!client_call(screen->client, ACTION_ARRIVING, &args, &arriving, &arena)) {
        bool now = *arriving.name || arriving.checking;
        if (now)
            say_arriving(screen, &arriving);
        else if (kiosk->arriving)
            photos_say_here(screen);
        kiosk->arriving = now;
    }
    arena_free(&arena);
    return kiosk->arriving;
}
