/* price.h - the one function that prices an order (claims 8; DOMAIN.md "Price"): exact, in minor units. */
#ifndef MODEL_PRICE_H
#define MODEL_PRICE_H
#include "../conf/conf.h"

/* Check every line (product sold, surface offered, copies 1..999, photo present, class known) and price the order:
 * fills unit_minor and total_minor of each line, the bill (every line with its reason: goods per product and surface
 * with the quantity break that applied, border, class, minimum, member discount, tax) and price_minor, currency,
 * currency_decimals. The bill's totals sum to the price: tax that is included adds nothing, its line has count 0 and the
 * amount as unit_minor. Percent are rounded half up, each once. New memory comes from the arena. ERR_PRODUCT, ERR_CLASS, ERR_COPIES, ERR_NO_PHOTO, ERR_NO_LINES,
 * ERR_OVERFLOW; the order is unchanged then. */
enum err price_order(const struct conf *conf, bool member, struct order *order, struct arena *arena) MUST_CHECK;
/* One line per photo from that number on in the shop's default product, surface, fill, one copy; keeps lines that exist. */
void price_default_lines(const struct conf *conf, struct order *order, int64_t from, struct arena *arena);
#endif
