/* kiosk_shop.h - a small shop behind the kiosk for tests: one order that really changes, priced per line, on top of
 * fake_keeper. Two photos are there from the start: IMG_0001.JPG (6000x4000) and IMG_0003.JPG (1200x900).
 */
#ifndef TESTS_KIOSK_SHOP_H
#define TESTS_KIOSK_SHOP_H
#include "fake_keeper.h"

#define KIOSK_CODE "471120935525"
#define KIOSK_CODE_SHOWN "4711-2093-5525"
#define KIOSK_PASSWORD "318822"

struct kiosk_shop {
    struct fake_keeper fake;
    pthread_mutex_t lock;
    struct arena memory;
    struct order order;
    uint8_t qr[21 * 21], bars[101];
    const uint8_t *rgb;         /* the small picture of every photo; NULL: a bright disc on dark */
    int rgb_width, rgb_height;
};

void kiosk_shop_start(struct kiosk_shop *shop);
void kiosk_shop_stop(struct kiosk_shop *shop);
/* One more photo with a line, and the notice. */
void kiosk_shop_add_photo(struct kiosk_shop *shop, const char *name, int64_t width, int64_t height);
/* The order moves on behind the customer's back, with the notice. */
void kiosk_shop_set_state(struct kiosk_shop *shop, enum order_state state);
/* A copy of the order's line; zeroed when there is none. */
struct line kiosk_shop_line(struct kiosk_shop *shop, size_t i);
size_t kiosk_shop_line_count(struct kiosk_shop *shop);
enum order_state kiosk_shop_state(struct kiosk_shop *shop);
#endif
