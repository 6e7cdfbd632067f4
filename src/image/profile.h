/* profile.h - what an ICC profile calls itself. Colours are src/image/colour.c's; this is for people. */
#ifndef IMAGE_PROFILE_H
#define IMAGE_PROFILE_H
#include "../base/mem.h"

enum { PROFILE_NAME = 41 };
/* Its description in printable ASCII, else "unnamed RGB", "unnamed CMYK" or "unnamed grey"; "broken" for bytes that are no profile. */
void profile_name(struct bytes profile, char name[PROFILE_NAME]);
#endif
