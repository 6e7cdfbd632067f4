/* record_inside.h - how a field lies in its struct; for the record_*.c files only. */
#ifndef BASE_RECORD_INSIDE_H
#define BASE_RECORD_INSIDE_H
#include <string.h>
#include "record.h"

/* Every LIST member has this shape. */
struct any_list {
    void *v;
    size_t n;
};

static inline void *field_member(void *record, const struct field *field)
{
    return (char *)record + field->at;
}

static inline const void *field_peek(const void *record, const struct field *field)
{
    return (const char *)record + field->at;
}

/* The plain numbers in one place: what a member holds as int64. Enums are ints, sets are uint32. */
static inline int64_t field_number(const void *record, const struct field *field)
{
    const void *at = field_peek(record, field);
    int64_t number;
    int word;
    uint32_t set;
    bool flag;
    switch (field->type) {
    case FIELD_ENUM: memcpy(&word, at, sizeof word); return word;
    case FIELD_SET: memcpy(&set, at, sizeof set); return set;
    case FIELD_FLAG: memcpy(&flag, at, sizeof flag); return flag;
    default: memcpy(&number, at, sizeof number); return number;
    }
}

static inline bool field_put_number(void *record, const struct field *field, int64_t value)
{
    void *at = field_member(record, field);
    int word = (int)value;
    uint32_t set = (uint32_t)value;
    bool flag = value != 0;
    const struct word_list *list = field->sub;
    switch (field->type) {
    case FIELD_ENUM:
        if (value < 0 || (size_t)value >= list->count)
            return false;
        memcpy(at, &word, sizeof word);
        return true;
    case FIELD_SET:
        if (value < 0 || value >> list->count != 0)
            return false;
        memcpy(at, &set, sizeof set);
        return true;
    case FIELD_FLAG:
        memcpy(at, &flag, sizeof flag);
        return value == 0 || value == 1;
    default:
        memcpy(at, &value, sizeof value);
        return true;
    }
}
#endif
