/* ticket.c - the numbers people type: codes, labels, customers; and how long wrong tries wait. See ticket.h.
 *
 * Passwords are in ticket_password.c: only the keeper may compute them, and only it links the library for it.
 */
#include "ticket.h"
#include <string.h>

enum { HOUR = 3600, DAY = 24 * HOUR, FREE_TRIES = 3, FIRST_DELAY = 5 };

/* The totally anti-symmetric quasigroup of order 10 of H. M. Damm's thesis (2004). Its diagonal is 0, so a number with
 * its check digit ends at 0. */
static const uint8_t damm[10][10] = {
    { 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 }, { 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 }, { 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 },
    { 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 }, { 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 }, { 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
    { 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 }, { 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 }, { 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 },
    { 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
};

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

char damm_digit(const char *digits, size_t length)
{
    uint8_t interim = 0;
    for (size_t i = 0; i < length; i++)
        interim = damm[interim][digits[i] - '0'];
    return (char)('0' + interim);
}

bool damm_valid(const char *digits, size_t length)
{
    return length > 1 && strlen(digits) == length && all_digits(digits, length) &&
           damm_digit(digits, length - 1) == digits[length - 1];
}

/* The lowest `length` decimal digits of a number, then their check digit and a NUL. */
static void write_digits(uint64_t number, size_t length, char *out)
{
    for (size_t i = length; i > 0; i--) {
        out[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    out[length] = damm_digit(out, length);
    out[length + 1] = 0;
}

void ticket_code(uint64_t random, char out[TICKET_CODE + 1])
{
    /* The lowest 11 of 20 digits: the likeliest code is likelier than the least by less than one in 10^8. */
    write_digits(random, TICKET_CODE - 1, out);
}

void label_code(uint64_t order_id, char out[LABEL_CODE + 1])
{
    write_digits(9000000000000u + order_id % 1000000000000u, LABEL_CODE - 1, out);
}

void customer_number(uint64_t counter, char out[CUSTOMER_NUMBER + 1])
{
    write_digits(counter, CUSTOMER_NUMBER - 1, out);
}

enum err ticket_read(const char *typed, char out[LABEL_CODE + 1])
{
    size_t used = 0;
    out[0] = 0;
    typed += strspn(typed, " \t\r\n");
    /* A scanner set to name the symbology sends "]", a letter and a digit first. */
    if (typed[0] == ']' && typed[1] && typed[2])
        typed += 3;
    for (; *typed; typed++) {
        if (strchr(" \t\r\n-", *typed))
            continue;
        if (*typed < '0' || *typed > '9' || used == LABEL_CODE) {
            bool digit = *typed >= '0' && *typed <= '9';
            out[0] = 0;
            return err_detail(ERR_CODE, "%s",
                              digit ? "it is too long" : "there is something in it that is not a digit");
        }
        out[used++] = *typed;
    }
    out[used] = 0;
    enum err err = ERR_NONE;
    if (used != TICKET_CODE && used != LABEL_CODE)
        err = err_detail(ERR_CODE, "it has %zu digits", used);
    else if (!damm_valid(out, used) || (used == LABEL_CODE && out[0] != '9'))
        err = err_detail(ERR_CODE, "one digit is wrong or two are swapped");
    if (err)
        out[0] = 0;
    return err;
}

bool ticket_same(const char *given, const char *right)
{
    size_t length = strlen(given), right_length = strlen(right);
    volatile unsigned char difference = length != right_length;
    /* The time depends on what was given alone; "right" is read round and round. */
    for (size_t i = 0; i < length; i++)
        difference = (unsigned char)(difference | (given[i] ^ right[right_length ? i % right_length : 0]));
    return difference == 0;
}

static int64_t delay_of(int64_t wrong)
{
    int64_t delay = FIRST_DELAY;
    if (wrong <= FREE_TRIES)
        return 0;
    while (--wrong > FREE_TRIES && delay < DAY)
        delay *= 2;
    return delay < DAY ? delay : DAY;
}

int64_t ticket_delay(int64_t wrong, int64_t last, int64_t now)
{
    int64_t passed = now > last ? now - last : 0;
    /* The first moment at which what is left of the count no longer asks for more than has passed. */
    for (int64_t hour = 0; hour < 24; hour++) {
        int64_t delay = delay_of(wrong >> hour), begins = hour * HOUR;
        int64_t free_at = delay > begins ? delay : begins;
        if (free_at < begins + HOUR)
            return free_at > passed ? free_at : 0;
    }
    return DAY > passed ? DAY : 0;
}
