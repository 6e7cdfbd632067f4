/* lane.c - the table of lanes; see lane.h. Everything here is under one lock. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "../base/io.h"
#include "../base/log.h"
#include "lane.h"

static struct lane lanes[PRINTERS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news_signal; /* on the monotonic clock; made by producer_prepare() */
static unsigned long news_count; /* under the lock: how often there was something new to do */

void producer_wake(void)
{
    pthread_mutex_lock(&lock);
    news_count++;
    pthread_cond_broadcast(&news_signal);
    pthread_mutex_unlock(&lock);
}

/* The lock is held. */
static struct lane *find_lane(const char *printer)
{
    for (size_t i = 0; i < PRINTERS; i++)
        if (lanes[i].used && strcmp(lanes[i].printer.name, printer) == 0)
            return &lanes[i];
    return NULL;
}

void producer_attach(const char *printer, int fd)
{
    pthread_mutex_lock(&lock);
    struct lane *lane = find_lane(printer);
    if (lane) {
        io_close(&lane->next_fd);
        lane->next_fd = fd;
        fd = -1;
    }
    news_count++;
    pthread_cond_broadcast(&news_signal);
    pthread_mutex_unlock(&lock);
    io_close(&fd);
}

void producer_doing(struct printer *printer, struct arena *arena)
{
    pthread_mutex_lock(&lock);
    struct lane *lane = find_lane(printer->name);
    if (lane) {
        printer->code = arena_text(arena, lane->code);
        printer->asks = lane->asks;
    }
    pthread_mutex_unlock(&lock);
}

void lane_rest(struct lane *lane, unsigned long seen, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&lock);
    while (news_count == seen && !lane->rendered && pthread_cond_timedwait(&news_signal, &lock, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&lock);
}

unsigned long lane_seen(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    lane->rendered = false;
    unsigned long seen = news_count;
    pthread_mutex_unlock(&lock);
    return seen;
}

bool lane_take_socket(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    bool fresh = lane->next_fd >= 0;
    if (fresh) {
        io_close(&lane->fd);
        lane->fd = lane->next_fd;
        lane->next_fd = -1;
    }
    pthread_mutex_unlock(&lock);
    return fresh;
}

bool lane_has_socket(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    bool fresh = lane->next_fd >= 0;
    pthread_mutex_unlock(&lock);
    return fresh;
}

void lane_work_on(struct lane *lane, const char *code)
{
    pthread_mutex_lock(&lock);
    size_t length = strlen(code) < sizeof lane->code ? strlen(code) : 0;
    memcpy(lane->code, code, length);
    lane->code[length] = 0;
    pthread_mutex_unlock(&lock);
}

bool lane_must_settle(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    bool must = lane->changed || lane->leaving;
    pthread_mutex_unlock(&lock);
    return must;
}

bool lane_change(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    if (lane->changed)
        lane->printer = lane->next;
    lane->changed = false;
    lane->tries = 0;
    bool leaving = lane->leaving;
    pthread_mutex_unlock(&lock);
    return leaving;
}

bool lane_end(struct lane *lane)
{
    char name[64];
    pthread_mutex_lock(&lock);
    bool leaving = lane->leaving;
    if (leaving) {
        snprintf(name, sizeof name, "printer:%s", lane->printer.name);
        control_want(lane->keeper, name, 0);
        log_line("printer", "%s: gone", lane->printer.name);
        io_close(&lane->fd);
        io_close(&lane->next_fd);
        lane->used = false;
    }
    pthread_mutex_unlock(&lock);
    return leaving;
}

void lane_stands(struct lane *lane, int in_hand, bool ready)
{
    pthread_mutex_lock(&lock);
    bool news = in_hand < lane->in_hand || ready != lane->ready;
    lane->in_hand = in_hand;
    lane->ready = ready;
    /* Others may have left a print to this one that it does not take after all. */
    if (news && !ready) {
        news_count++;
        pthread_cond_broadcast(&news_signal);
    }
    pthread_mutex_unlock(&lock);
}

void lane_rendered(struct hand *hand)
{
    pthread_mutex_lock(&lock);
    hand->done = hand->lane->rendered = true;
    pthread_cond_broadcast(&news_signal);
    pthread_mutex_unlock(&lock);
}

bool lane_is_rendered(const struct hand *hand)
{
    pthread_mutex_lock(&lock);
    bool done = hand->done;
    pthread_mutex_unlock(&lock);
    return done;
}

size_t lane_rivals(const struct lane *lane, const char *names[PRINTERS])
{
    size_t count = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < PRINTERS; i++)
        if (&lanes[i] != lane && lanes[i].used && lanes[i].ready && !lanes[i].leaving && lanes[i].in_hand < lane->in_hand)
            names[count++] = lanes[i].printer.name;
    pthread_mutex_unlock(&lock);
    return count;
}

bool lane_take_withdraw(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    bool withdraw = lane->withdraw;
    lane->withdraw = false;
    pthread_mutex_unlock(&lock);
    return withdraw;
}

void producer_withdraw(const char *printer)
{
    pthread_mutex_lock(&lock);
    struct lane *lane = find_lane(printer);
    if (lane)
        lane->withdraw = true;
    news_count++;
    pthread_cond_broadcast(&news_signal);
    pthread_mutex_unlock(&lock);
}

void producer_probe(const char *printer)
{
    pthread_mutex_lock(&lock);
    struct lane *lane = find_lane(printer);
    if (lane)
        lane->probe = true;
    news_count++;
    pthread_cond_broadcast(&news_signal);
    pthread_mutex_unlock(&lock);
}

bool lane_take_probe(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    bool probe = lane->probe;
    lane->probing = lane->probing || probe;
    lane->probe = false;
    pthread_mutex_unlock(&lock);
    return probe;
}

void lane_answered(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    lane->asks += lane->probing; /* what was asked before somebody wanted to know is no answer */
    lane->probing = false;
    pthread_mutex_unlock(&lock);
}

static void start_lane(struct keeper *keeper, const struct device *device, bool leaving)
{
    pthread_t thread;
    pthread_attr_t detached;
    char name[64];
    struct lane *lane = lanes;
    while (lane < lanes + PRINTERS && lane->used)
        lane++;
    if (lane == lanes + PRINTERS) {
        log_line("printer", "%s: there are %d printers already; it stays out", device->name, PRINTERS);
        return;
    }
    *lane = (struct lane){ .keeper = keeper, .used = true, .printer = *device, .leaving = leaving, .fd = -1, .next_fd = -1 };
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &detached, producer_lane, lane)) {
        log_line("printer", "%s: no thread can be started for it", device->name);
        lane->used = false;
    } else {
        snprintf(name, sizeof name, "printer:%s", device->name);
        control_want(keeper, name, 1);
    }
    pthread_attr_destroy(&detached);
}

void producer_prepare(void)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&news_signal, &attributes);
    pthread_condattr_destroy(&attributes);
}

static bool same_device(const struct device *a, const struct device *b)
{
    return strcmp(a->kind, b->kind) == 0 && strcmp(a->target, b->target) == 0 && strcmp(a->holds, b->holds) == 0 &&
           strcmp(a->convention, b->convention) == 0 && strcmp(a->fingerprint, b->fingerprint) == 0 && a->dpi == b->dpi;
}

void producer_follow(struct keeper *keeper, const struct printer *printer)
{
    struct device device = { 0 };
    snprintf(device.name, sizeof device.name, "%s", printer->name);
    snprintf(device.kind, sizeof device.kind, "%s", printer->kind);
    snprintf(device.target, sizeof device.target, "%s", printer->target);
    snprintf(device.holds, sizeof device.holds, "%s", printer->holds);
    snprintf(device.convention, sizeof device.convention, "%s", printer->convention);
    snprintf(device.fingerprint, sizeof device.fingerprint, "%s", printer->fingerprint);
    device.dpi = printer->dpi;
    pthread_mutex_lock(&lock);
    struct lane *lane = find_lane(device.name);
    if (lane == NULL) {
        start_lane(keeper, &device, printer->leaving);
    } else {
        const struct device *now = lane->changed ? &lane->next : &lane->printer;
        if (!same_device(now, &device)) {
            lane->next = device;
            lane->changed = true;
        }
        lane->leaving = printer->leaving;
    }
    news_count++;
    pthread_cond_broadcast(&news_signal);
    pthread_mutex_unlock(&lock);
}
