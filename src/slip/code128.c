/* code128.c - Code 128 in set C: two digits a symbol (ISO/IEC 15417). Here because slips are made outside the keeper, which
 * is the only program with a library for bar codes.
 */
#include <string.h>
#include "slip.h"

enum { START_C = 105, STOP = 106, CHECK = 103 };

/* Each symbol as the widths of bar, space, bar, space ... in modules. */
static const char *const widths[] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

static size_t add(uint8_t *out, size_t used, int symbol)
{
    uint8_t dark = 1;
    for (const char *width = widths[symbol]; *width; width++, dark = !dark)
        for (char n = '0'; n < *width; n++)
            out[used++] = dark;
    return used;
}

size_t code128_modules(const char *digits, uint8_t out[CODE128_MOST])
{
    size_t length = strlen(digits), used;
    int sum = START_C;
    if (length == 0 || length % 2 || strspn(digits, "0123456789") != length || (length / 2 + 2) * 11 + 13 > CODE128_MOST)
        return 0;
    used = add(out, 0, START_C);
    for (size_t i = 0; i < length; i += 2) {
        int symbol = (digits[i] - '0') * 10 + digits[i + 1] - '0';
        sum += symbol * (int)(i / 2 + 1);
        used = add(out, used, symbol);
    }
    used = add(out, used, sum % CHECK);
    return add(out, used, STOP);
}
