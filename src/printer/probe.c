/* probe.c - `countersign printer probe URI`: ask an IPP printer what it is, and write its entry for printers.conf.
 *
 * What it says is looked at like everything a printer says; sizes it has loaded come first, and a size of the catalogue
 * is named only when its paper fits within two millimetres, either way up. The entry is for a person to read and correct.
 */
#include "probe.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../base/str.h"
#include "ipp_ask.h"

enum { NEAR = 200 /* hundredths of a millimetre */, MM100_INCH = 2540, DPI = 300 };

/* Sizes of the catalogue and their paper, in hundredths of a millimetre (RENDER: sold by cm, made by inches). */
static const struct {
    const char *product;
    int width, height;
} sizes[] = {
    { "9x13", 8890, 12700 },   { "10x15", 10160, 15240 }, { "13x18", 12700, 17780 }, { "15x20", 15240, 20320 },
    { "20x25", 20320, 25400 }, { "20x30", 20320, 30480 }, { "30x45", 30480, 45720 }, { "40x50", 40640, 50800 },
    { "50x75", 50800, 76200 },
};
enum { SIZES = sizeof sizes / sizeof *sizes };

static bool near(int a, int b)
{
    return abs(a - b) <= NEAR;
}

static void take_media(const char *name, char names[SIZES][81])
{
    int width, height;
    char clean[81];
    if (name == NULL || strlen(name) >= sizeof clean || strpbrk(name, " ,:/") || !ipp_media_size(name, &width, &height))
        return;
    str_clean(name, clean, sizeof clean);
    for (int i = 0; i < SIZES; i++) {
        bool fits = (near(width, sizes[i].width) && near(height, sizes[i].height)) || (near(height, sizes[i].width) && near(width, sizes[i].height));
        if (fits && names[i][0] == 0)
            memcpy(names[i], clean, sizeof clean);
    }
}

static void take_all(ipp_t *ipp, const char *attribute, char names[SIZES][81])
{
    ipp_attribute_t *media = ippFindAttribute(ipp, attribute, IPP_TAG_ZERO);
    for (int i = 0; media && i < ippGetCount(media) && i < 1000; i++)
        take_media(ippGetString(media, i, NULL), names);
}

static void say_list(const char *key, char names[SIZES][81], bool loaded_names)
{
    const char *between = " = ";
    printf("%s", key);
    for (int i = 0; i < SIZES; i++)
        if (names[i][0]) {
            printf(loaded_names ? "%s%s:%s" : "%s%s", between, sizes[i].product, names[i]);
            between = loaded_names ? "\n    " : " ";
        }
    putchar('\n');
}

/* A printer of rasters has resolutions: the catalogue's if it can be, else the next finer one, else its finest. */
static int choose_dpi(const struct ipp_state *state)
{
    int best = 0;
    for (const int *dpi = state->dpi; *dpi; dpi++) {
        bool closer = best == 0 || (*dpi >= DPI ? best < DPI || *dpi < best : best < DPI && *dpi > best);
        best = closer ? *dpi : best;
    }
    return state->takes_jpeg || best == 0 ? DPI : best;
}

static int pixels(int mm100, int dpi)
{
    return (mm100 * dpi + MM100_INCH / 2) / MM100_INCH;
}

/* A raster is printed as it comes: papers that are not quite the catalogue's have pixels of their own. */
static void say_rasters(char names[SIZES][81], int dpi)
{
    const char *between = "rasters = ";
    for (int i = 0; i < SIZES; i++) {
        int width, height;
        if (names[i][0] == 0 || !ipp_media_size(names[i], &width, &height) || (width == sizes[i].width && height == sizes[i].height))
            continue;
        printf("%s%s:%dx%d", between, sizes[i].product, pixels(width, dpi), pixels(height, dpi));
        between = "\n    ";
    }
    if (*between == '\n')
        putchar('\n');
}

static void first_text(ipp_t *ipp, const char *name, char *out, size_t size)
{
    ipp_attribute_t *attribute = ippFindAttribute(ipp, name, IPP_TAG_ZERO);
    const char *text = attribute ? ippGetString(attribute, 0, NULL) : NULL;
    str_clean(text ? text : "", out, size);
}

/* A name for the section: letters, digits and hyphens of what the printer calls itself. */
static void section_name(const char *model, char *out, size_t size)
{
    size_t used = 0;
    for (; *model && used + 1 < size; model++) {
        char c = *model >= 'A' && *model <= 'Z' ? (char)(*model + 32) : *model;
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain || (used && out[used - 1] != '-'))
            out[used++] = plain ? c : '-';
    }
    while (used && out[used - 1] == '-')
        used--;
    out[used] = 0;
    if (used == 0)
        snprintf(out, size, "printer-1");
}

static void say(const char *uri, const char *key, const struct ipp_state *state)
{
    char loaded[SIZES][81] = { "" }, known[SIZES][81] = { "" }, model[80], name[25];
    take_all(state->attributes, "media-ready", loaded);
    take_all(state->attributes, "media-supported", known);
    first_text(state->attributes, "printer-make-and-model", model, sizeof model);
    section_name(model, name, sizeof name);
    bool any = false, ready = false;
    for (int i = 0; i < SIZES; i++) {
        ready = ready || loaded[i][0];
        any = any || known[i][0];
    }
    printf("# %s\n[printer %s]\nkind = ipp\ntarget = %s\n", *model ? model : "an IPP printer", name, uri);
    if (*key)
        printf("# the key it shows now; compare it with what the printer itself says of its certificate\nfingerprint = %s\n", key);
    if (ready)
        say_list("holds", loaded, false);
    else
        puts("# it does not say what paper is loaded: write what it holds, as 10x15/glossy\n# holds = 10x15/glossy");
    if (any)
        say_list("names", known, true);
    printf("dpi = %d\n", choose_dpi(state));
    if (!state->takes_jpeg)
        say_rasters(known, choose_dpi(state));
    if (!state->borderless)
        puts("# it says nothing of printing without margins");
    if (!state->takes_jpeg && !state->takes_raster)
        puts("# it takes neither JPEG nor a raster of 8-bit sRGB: countersign cannot print on it");
    if (!state->has_create || !state->has_send || !state->has_validate || !state->has_cancel || !state->has_job)
        puts("# it lacks Validate-Job, Create-Job, Send-Document, Get-Job-Attributes or Cancel-Job: countersign cannot print on it");
    if (state->why[0])
        printf("# now: %s\n", state->why);
}

int probe_printer(const char *uri)
{
    struct http_target target;
    struct ipp_state state;
    char sentence[400], key[TLS_FINGERPRINT] = "";
    enum err err = http_parse(uri, &target);
    target.any_key = true;
    target.shown = key;
    if (!err)
        err = ipp_ask_printer(&target, true, &state);
    if (err) {
        fprintf(stderr, "%s\n", err_sentence(ERR_PROBE, err_last_detail(), sentence, sizeof sentence));
        return 1;
    }
    say(uri, key, &state);
    ippDelete(state.attributes);
    return fflush(stdout) == 0 ? 0 : 1;
}
