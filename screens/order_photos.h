/* order_photos.h - the photos of an order as pictures, one at a time. */
#ifndef SCREENS_ORDER_PHOTOS_H
#define SCREENS_ORDER_PHOTOS_H
#include "screen.h"

/* The order is borrowed while the page is open; it has at least one photo. */
void order_photos_open(struct screen *screen, const struct order *order);
#endif
