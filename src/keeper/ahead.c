/* ahead.c - prints in hand: taken from the queue and rendered while another one is on its way to the printer.
 *
 * Each is rendered on a thread of its own, which waits for a free worker; sending is the lane's alone. They are sent by
 * their place in the queue, not as they were taken: an express print that comes in is taken besides, and the others wait
 * for it. What a reader would not guess: a print in hand is not bound to this printer yet. When the printer gets into
 * trouble all of them go back into the queue, for another one.
 *
 * If the lights go out: they stand as "rendering", were never sent, and wait again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../barcode/barcode.h"
#include "../base/io.h"
#include "../base/path.h"
#include "../model/order.h"
#include "lane.h"

/* A file that has no name: whatever happens, nothing of a customer's picture is left in the spool. */
static int open_spool(const struct keeper *keeper)
{
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/" PATH_SPOOL, keeper->shop);
    int fd = open(path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : memfd_create("spool", MFD_CLOEXEC); /* a file system without O_TMPFILE */
}

static enum err label(struct work *work, int out)
{
    struct buf png = { 0 };
    enum err err = slip_label(&work->order, &png);
    if (!err && !io_write(out, png.data, png.size))
        err = err_detail(ERR_DISK, "%s", strerror(errno));
    work->print.bytes = (int64_t)png.size;
    buf_free(&png);
    return err;
}

/* The label as a photo to be printed: what the worker makes of its PNG. */
static enum err label_photo(struct work *work, int *photo, struct arena *arena)
{
    struct job_result result;
    int png = memfd_create("label", MFD_CLOEXEC);
    *photo = memfd_create("label", MFD_CLOEXEC);
    enum err err = png < 0 || *photo < 0 ? err_detail(ERR_MEMORY, "a label") : label(work, png);
    if (!err)
        err = photo_convert(CREW_WORKER, "png", png, *photo, &result, arena);
    io_close(&png);
    return err;
}

/* Read for every print: a new version of the file counts from the next print on. */
static enum err read_profile(const struct keeper *keeper, struct work *work, struct arena *arena)
{
    enum { PROFILE_MAX = 4 << 20 };
    char path[PATH_MAX + 1000];
    size_t size;
    if (*work->profile == 0)
        return ERR_NONE;
    snprintf(path, sizeof path, "%s%s%s", *work->profile == '/' ? "" : keeper->shop, *work->profile == '/' ? "" : "/",
             work->profile);
    errno = EFBIG; /* not set when a file is none, or too large */
    char *bytes = io_file(path, PROFILE_MAX, &size);
    if (bytes == NULL)
        return err_detail(ERR_CONFIG, "the profile %.80s: %s", work->profile, strerror(errno));
    work->job.profile = (struct bytes){ arena_copy(arena, bytes, size), size };
    free(bytes);
    return ERR_NONE;
}

static bool append_file(int from, int to, size_t size)
{
    char *bytes = size ? malloc(size) : NULL;
    bool done = bytes && io_read(from, bytes, size) && io_write(to, bytes, size);
    free(bytes);
    return done;
}

/* All thumbnails of an index print, one after the other, in a file without a name; -1. */
static int gather_thumbnails(struct keeper *keeper, const struct job *job)
{
    int all = open_spool(keeper);
    for (size_t i = 0; i < job->cells.n && all >= 0; i++) {
        int one = photo_open(keeper, job->cells.v[i].sha256, ".rgb");
        size_t size = (size_t)job->cells.v[i].width * (size_t)job->cells.v[i].height * 3;
        bool copied = one >= 0 && append_file(one, all, size);
        io_close(&one);
        if (!copied)
            io_close(&all);
    }
    return all;
}

/* The photo as a JPEG. A shop that was loaded from a dump has no copies of photos of other kinds: then one is made for
 * this print. -1 when it is missing. */
static int open_photo(const struct keeper *keeper, const struct work *work, struct arena *arena)
{
    bool jpeg = *work->format == 0 || strcmp(work->format, "jpeg") == 0;
    int photo = photo_open(keeper, work->sha256, jpeg ? "" : ".jpg");
    if (jpeg || photo >= 0 || (photo = photo_open(keeper, work->sha256, "")) < 0)
        return photo;
    struct job_result result;
    int copy = open_spool(keeper);
    if (copy < 0 || photo_convert(CREW_WORKER, work->format, photo, copy, &result, arena) ||
        (*result.damaged && !work->job.accept_damage))
        io_close(&copy);
    close(photo);
    return copy;
}

static enum err render(struct keeper *keeper, struct work *work, int out, struct arena *arena)
{
    struct job_result result = { 0 };
    bool is_label = work->print.line == 0;
    int in = -1;
    if (is_label && !work->label_as_print)
        return label(work, out);
    enum err err = read_profile(keeper, work, arena);
    if (!err && is_label)
        err = label_photo(work, &in, arena);
    else if (!err && work->job.task == TASK_INDEX)
        in = gather_thumbnails(keeper, &work->job);
    else if (!err && *work->sha256)
        in = open_photo(keeper, work, arena);
    if (!err && in < 0)
        err = err_detail(ERR_RENDER, "the photo is missing");
    if (!err)
        err = worker_do(CREW_WORKER, &work->job, in, out, &result, arena);
    io_close(&in);
    if (!err)
        work->print.bytes = result.bytes;
    return err;
}

static void *render_thread(void *data)
{
    struct hand *hand = data;
    hand->fd = open_spool(hand->lane->keeper);
    hand->err = hand->fd < 0 ? err_detail(ERR_DISK, "the spool: %s", strerror(errno))
                             : render(hand->lane->keeper, &hand->work, hand->fd, &hand->arena);
    if (hand->err)
        snprintf(hand->why, sizeof hand->why, "%s", err_last_detail());
    lane_rendered(hand);
    return NULL;
}

static bool before(const struct hand *a, const struct hand *b)
{
    int64_t first = order_queue_time(&a->work.order), second = order_queue_time(&b->work.order);
    if (first != second)
        return first < second;
    if (a->work.print.order != b->work.print.order)
        return a->work.print.order < b->work.print.order;
    if (a->work.print.line != b->work.print.line)
        return a->work.print.line < b->work.print.line;
    return a->work.print.copy < b->work.print.copy;
}

struct count {
    int used, rendering;
    struct hand *first; /* of those that are not on their way yet, by the queue */
};

static struct count count(struct lane *lane)
{
    struct count count = { 0 };
    for (struct hand *hand = lane->hands; hand < lane->hands + HANDS + OVERTAKING; hand++) {
        if (!hand->used)
            continue;
        count.used++;
        count.rendering += !lane_is_rendered(hand);
        if (!hand->sending && (count.first == NULL || before(hand, count.first)))
            count.first = hand;
    }
    return count;
}

size_t ahead_products(const struct lane *lane, const char *products[HANDS + OVERTAKING])
{
    size_t count = 0;
    for (const struct hand *hand = lane->hands; hand < lane->hands + HANDS + OVERTAKING; hand++)
        if (hand->used)
            products[count++] = hand->work.print.product;
    return count;
}

static struct hand *free_hand(struct lane *lane)
{
    for (struct hand *hand = lane->hands; hand < lane->hands + HANDS + OVERTAKING; hand++)
        if (!hand->used)
            return hand;
    return NULL;
}

/* Its thread is over; one that still renders is waited for. */
static void join(struct hand *hand)
{
    if (!hand->joined)
        pthread_join(hand->thread, NULL);
    hand->joined = true;
}

void ahead_free(struct lane *lane, struct hand *hand)
{
    join(hand);
    io_close(&hand->fd);
    arena_reset(&hand->arena);
    hand->used = false;
    lane_stands(lane, count(lane).used, lane->ready);
}

/* A raster's page lies as the paper does in the printer. */
static void follow_format(const struct lane *lane, struct work *work)
{
    struct job *job = &work->job;
    if (*lane->format == 0)
        return;
    job->format = arena_text(work->arena, lane->format);
    job->media = work->called;
    if (job->width > job->height) {
        int64_t width = job->width;
        job->width = job->height;
        job->height = width;
    }
}

/* The next print of the queue; with `first`, only one that comes before it. False: there is none. */
static bool take(struct lane *lane, const struct hand *first)
{
    struct hand *hand = free_hand(lane);
    if (hand == NULL)
        return false;
    hand->work = (struct work){ .before = first ? order_queue_time(&first->work.order) : 0, .overtakes = first != NULL };
    if (lane_find_work(lane, &hand->work, false, &hand->arena))
        return false;
    follow_format(lane, &hand->work);
    hand->used = true;
    hand->done = hand->joined = hand->sending = false;
    hand->lane = lane;
    hand->fd = -1;
    hand->err = ERR_NONE;
    if (pthread_create(&hand->thread, NULL, render_thread, hand) == 0)
        return true;
    hand->used = false;
    (void)!lane_report(lane, &hand->work, WORK_AGAIN, "");
    return false;
}

void ahead_fill(struct lane *lane, int most)
{
    struct count now = count(lane);
    while (now.rendering < most && now.used < HANDS && take(lane, NULL)) {
        now = count(lane);
        lane_stands(lane, now.used, true);
    }
    while (now.rendering <= most && now.used < HANDS + OVERTAKING && now.first && take(lane, now.first)) {
        now = count(lane);
        lane_stands(lane, now.used, true);
    }
}

struct hand *ahead_next(struct lane *lane)
{
    struct hand *first = count(lane).first;
    return first && lane_is_rendered(first) ? first : NULL;
}

void ahead_give_back(struct lane *lane)
{
    for (struct hand *hand = lane->hands; hand < lane->hands + HANDS + OVERTAKING; hand++) {
        if (!hand->used || hand->sending)
            continue;
        join(hand);
        (void)!lane_report(lane, &hand->work, WORK_AGAIN, "");
        ahead_free(lane, hand);
    }
}
