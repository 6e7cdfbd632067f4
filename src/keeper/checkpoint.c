/* checkpoint.c - how far back recovery would have to look is bounded: pages are written out for every few MB of log.
 *
 * The engine does it itself, after a flush. What a reader would not guess: a thread beside it takes longer than a second,
 * because Berkeley DB sleeps that long over every page that the engine has in its hands; between two batches nobody has
 * one, and it takes some hundredths of one. After a kill the shop answers again within a second, and recovery plays some 40 MB
 * of log in that time. While a copy of the store is made there are no checkpoints (db/backup.c).
 */
#include "../base/clock.h"
#include "../base/log.h"
#include "keeper.h"

enum { WANTED_KB = 16 * 1024, SLOW_MS = 500 };

void checkpoint_follow(struct keeper *keeper)
{
    if (store_log_kb(keeper->store) < WANTED_KB)
        return;
    int64_t begun = clock_ms();
    if (store_checkpoint(keeper->store, 0))
        log_line("store", "checkpoint: %s", err_last_detail());
    if (clock_ms() - begun > SLOW_MS)
        log_line("store", "a checkpoint took %lld ms; the disk is slow", (long long)(clock_ms() - begun));
}
