/* conf - the standard files, every kind of mistake with its line, and hostile files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "src/base/io.h"
#include "src/base/path.h"
#include "src/base/random.h"
#include "src/conf/conf.h"

static char shop[64];
static struct conf conf;
static struct buf mistakes;

static void write_file(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", shop, name);
    assert_int_equal(io_replace(path, text, strlen(text), 0600), ERR_NONE);
}

static int setup(void **state)
{
    (void)state;
    static const char *const names[] = { PATH_CONF, PATH_CATALOGUE, PATH_PRINTERS_CONF };
    strcpy(shop, "/tmp/conf-test-XXXXXX");
    if (mkdtemp(shop) == NULL)
        return -1;
    for (size_t i = 0; i < 3; i++)
        write_file(names[i], conf_standard_file(names[i]));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    static const char *const names[] = { PATH_CONF, PATH_CATALOGUE, PATH_PRINTERS_CONF };
    char path[200];
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", shop, names[i]);
        unlink(path);
    }
    conf_free(&conf);
    buf_free(&mistakes);
    return rmdir(shop);
}

static void expect_good(void)
{
    enum err err = conf_load(&conf, shop, &mistakes);
    assert_string_equal(buf_string(&mistakes), "");
    assert_int_equal(err, ERR_NONE);
}

/* The sections of countersign.conf, or with a section the names in it, as a mistake lists them. */
static const char *list(const char *section)
{
    static char text[2000];
    char last[24] = "";
    struct conf_option option;
    *text = 0;
    for (size_t n = 0; conf_option(n, &option); n++) {
        bool wanted = section ? strcmp(option.section, section) == 0 : strcmp(option.section, last) != 0;
        if (wanted)
            sprintf(text + strlen(text), "%s%s", *text ? ", " : "", section ? option.name : option.section);
        memcpy(last, option.section, sizeof last);
    }
    return text;
}

/* Words in capitals stand for lists that grow with the table of options. */
static const char *filled_in(const char *expected)
{
    static struct buf out;
    buf_clear(&out);
    while (*expected) {
        bool sections = strncmp(expected, "SECTIONS", 8) == 0, names = strncmp(expected, "NAMES", 5) == 0;
        if (sections || names)
            buf_text(&out, list(sections ? NULL : "expiry"));
        else
            buf_add(&out, expected, 1);
        expected += sections ? 8 : names ? 5 : 1;
    }
    return buf_string(&out);
}

/* The file alone replaced by text, each of the mistakes is found. */
static void expect_mistakes(const char *name, const char *text, const char *expected)
{
    struct conf empty = { 0 };
    expected = filled_in(expected);
    write_file(name, text);
    buf_clear(&mistakes);
    assert_int_equal(conf_load(&conf, shop, &mistakes), ERR_CONFIG);
    assert_string_equal(buf_string(&mistakes), expected);
    assert_memory_equal(err_last_detail(), expected, strcspn(expected, "\n") < 200 ? strcspn(expected, "\n") : 200);
    assert_memory_equal(&conf, &empty, sizeof conf);
    write_file(name, conf_standard_file(name));
}

static void the_standard_shop_is_the_documented_one(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t width, height;
    } products[] = { { "wallet", 600, 900 }, { "9x13", 1050, 1500 }, { "10x15", 1200, 1800 }, { "13x18", 1500, 2100 },
                     { "15x20", 1800, 2400 }, { "20x25", 2400, 3000 }, { "20x30", 2400, 3600 }, { "30x45", 3600, 5400 },
                     { "40x50", 4800, 6000 }, { "50x75", 6000, 9000 }, { "id4", 1200, 1800 }, { "index", 1200, 1800 } };
    static const char *const surfaces[] = { "glossy", "lustre", "matte", "silk" }, *const classes[] = { "express", "standard", "economy" };
    assert_int_equal(conf_load_standard(&conf), ERR_NONE);
    assert_int_equal(conf.product_count, 12);
    for (size_t i = 0; i < 12; i++) {
        const struct conf_product *product = conf_product(&conf, products[i].name);
        assert_non_null(product);
        assert_int_equal(product->width_px, products[i].width);
        assert_int_equal(product->height_px, products[i].height);
        assert_true(product->price_minor > 0);
        for (size_t k = 0; k < 4; k++)
            assert_non_null(conf_surface(product, surfaces[k]));
    }
    assert_string_equal(conf_product(&conf, "id4")->layout, "id4");
    assert_string_equal(conf_product(&conf, "index")->layout, "index");
    assert_string_equal(conf_product(&conf, "10x15")->layout, "single");
    assert_string_equal(conf_product(&conf, "10x15")->words, "10 x 15 cm");
    assert_int_equal(conf_product(&conf, "10x15")->breaks[1].price_minor, 25);
    for (size_t k = 0; k < 3; k++)
        assert_non_null(conf_class(&conf, classes[k]));
    assert_int_equal(conf_class(&conf, "express")->hours, 1);
    assert_int_equal(conf_class(&conf, "express")->percent, 50);
    assert_int_equal(conf_class(&conf, "economy")->days, 3);
    assert_int_equal(conf.tax_percent, 19);
    assert_true(conf.tax_included);
    assert_int_equal(conf.printer_count, 1);
    assert_string_equal(conf.printers[0].name, "folder-1");
    assert_string_equal(conf.printers[0].target, "printers/folder-1");
    assert_int_equal(conf.port, 4022);
    assert_true(conf.prior_a == 8 && conf.auto_below == 0.1);
    assert_null(conf_product(&conf, "11x16"));
    assert_null(conf_class(&conf, ""));
    assert_null(conf_surface(&conf.products[0], "velvet"));
    assert_null(conf_standard_file("passwd"));
    conf_free(&conf);
    expect_good();
}

static void the_file_lists_every_option(void **state)
{
    (void)state;
    struct buf expected = { 0 };
    conf_explain(&expected);
    assert_string_equal(conf_standard_file(PATH_CONF), buf_string(&expected));
    /* With every # before an option taken away it is still a good file, and says the same. */
    char *text = strdup(buf_string(&expected)), *out = text;
    for (const char *from = text; *from;) {
        size_t length = strcspn(from, "\n") + 1;
        bool option = from[0] == '#' && from[1] != ' ';
        memmove(out, from + option, length - option);
        out += length - option;
        from += length;
    }
    *out = 0;
    write_file(PATH_CONF, text);
    struct conf standard;
    assert_int_equal(conf_load_standard(&standard), ERR_NONE);
    expect_good();
#define SAME_NUMBER(member) assert_true(conf.member == standard.member);
#define SAME_MONEY(member) SAME_NUMBER(member)
#define SAME_REAL(member) SAME_NUMBER(member)
#define SAME_YES(member) SAME_NUMBER(member)
#define SAME_TEXT(member) assert_string_equal(conf.member, standard.member);
#define SAME(member, name, KIND, value, low, high, help) SAME_##KIND(member)
    OPTION_ROWS(SAME)
    conf_free(&standard);
    free(text);
    buf_free(&expected);
}

static void options_are_read(void **state)
{
    (void)state;
    write_file(PATH_CONF, "\xef\xbb\xbf; a comment\r\n[shop]\r\n  name =  \"Role's Lab\"  \r\n\tzone = Europe/Berlin\r\n"
        "[risk]\nprior_a = 12.5 ; a remark\nprior_b=.5\ntolerated_loss = 7,5\n[hours]\nclosed_weekdays = Sat, Sun\n"
        "closed_dates = 2026-12-24,2026-12-25\n  2026-12-26,\n  2027-01-01\n[door]\nport=0");
    buf_clear(&mistakes);
    assert_int_equal(conf_load(&conf, shop, &mistakes), ERR_CONFIG); /* ".5" alone */
    assert_string_equal(buf_string(&mistakes), "countersign.conf:7: prior_b must be a number from 0.1 to 1000, not \".5\"\n");
    buf_clear(&mistakes);
    write_file(PATH_CONF, "[shop]\nname = \"Role's Lab\"\n  zone = Europe/Berlin\n[risk]\nprior_a = 12.5 ; a remark\n"
        "tolerated_loss = 7,5\n[hours]\nclosed_weekdays = Sat, Sun\nclosed_dates = 2026-12-24,2026-12-25\n  2026-12-26,\n"
        "  2027-01-01\n[door]\nport=0");
    expect_good();
    assert_string_equal(conf.shop_name, "Role's Lab");
    assert_true(conf.prior_a == 12.5);
    assert_int_equal(conf.tolerated_loss, 750);
    assert_string_equal(conf.closed_weekdays, "Sat, Sun");
    assert_string_equal(conf.closed_dates, "2026-12-24,2026-12-25 2026-12-26, 2027-01-01");
    assert_int_equal(conf.port, 0);
    assert_string_equal(getenv("TZ"), "Europe/Berlin");
    time_t winter = 1767225600;
    assert_int_equal(localtime(&winter)->tm_hour, 1);
}

static void every_mistake_of_options_is_listed(void **state)
{
    (void)state;
    expect_mistakes(PATH_CONF,
        "port = 3\n[shop]\nnmae = X\ncurrency = eur\ncurrency_decimals = 4\nzone = Europe/Atlantis\n[shoop]\nname = Y\n[door]\n"
        "port = 65536\nport = 7\nlisten\n[shop]\nname = Z\n[hours]\nopens = 18\ncloses = 9\nclosed_weekdays = Sun Tuesday\n"
        "closed_dates = 2026-02-30, 26-1-1\n[risk]\nprior_a = inf\nprior_b = 1e1\ntolerated_loss = 0.001\nalert_above = -1\n"
        "[expiry]\nopen_hours = 1 day\nheld_hours =\n[kiosk\nphoto_mb = 5\n[lab]\nworkers = \"3\n[kiosk]\ndefault_product = 11x16\n"
        "default_class = overnight\n",
        "countersign.conf:11: port is set in line 10 already; keep one of the two\n"
        "countersign.conf:12: this is neither [section] nor name = value; a comment begins with #\n"
        "countersign.conf:13: [shop] was begun in line 2 already; put these lines there\n"
        "countersign.conf:28: the section's ] is missing\n"
        "countersign.conf:31: the closing quote is missing\n"
        "countersign.conf:7: there is no section [shoop]; there are: SECTIONS\n"
        "countersign.conf:1: port stands before any [section]; there are: SECTIONS\n"
        "countersign.conf:3: [shop] has no option nmae; it has: name, zone, currency, currency_decimals, message\n"
        "countersign.conf:29: [expiry] has no option photo_mb; it has: NAMES\n"
        "countersign.conf:5: currency_decimals must be a whole number from 0 to 3, not \"4\"\n"
        "countersign.conf:10: port must be a whole number from 0 to 65535, not \"65536\"\n"
        "countersign.conf:26: open_hours must be a whole number from 1 to 8760, not \"1 day\"\n"
        "countersign.conf:27: held_hours must be a whole number from 1 to 8760, not \"\"\n"
        "countersign.conf:21: prior_a must be a number from 0.1 to 1000, not \"inf\"\n"
        "countersign.conf:22: prior_b must be a number from 0.1 to 1000, not \"1e1\"\n"
        "countersign.conf:23: tolerated_loss must be an amount such as 11.90 (at most 2 digits after the point), not \"0.001\"\n"
        "countersign.conf:24: alert_above must be a number from 0 to 1e+06, not \"-1\"\n"
        "countersign.conf:31: workers must be a whole number from 1 to 64, not \"\"\n"
        "countersign.conf:18: closed_weekdays takes Sun Mon Tue Wed Thu Fri Sat, not \"Tuesday\"\n"
        "countersign.conf:19: closed_dates takes days as 2026-12-25, not \"2026-02-30\"\n"
        "countersign.conf:19: closed_dates takes days as 2026-12-25, not \"26-1-1\"\n"
        "countersign.conf:6: there is no time zone Europe/Atlantis; write one such as Europe/Berlin\n"
        "countersign.conf:4: currency must be three capital letters such as EUR\n"
        "countersign.conf:17: closes (9) must be later than opens (18)\n"
        "countersign.conf:33: kiosk default_product is 11x16, which the catalogue does not sell; name one of its products\n"
        "countersign.conf:34: kiosk default_class is overnight, which the catalogue does not have; name one of its classes\n");
    expect_mistakes(PATH_CONF, "[hours]\nclosed_weekdays = Sun,Mon,Tue,Wed,Thu,Fri,Sat\n[risk]\ntolerated_loss = 0\n[shop]\nzone = ../../etc/passwd\n",
        "countersign.conf:4: tolerated_loss must be from 0.01 to 1000000.00, not \"0\"\n"
        "countersign.conf:2: the shop would never open; leave one weekday out\n"
        "countersign.conf:6: there is no time zone ../../etc/passwd; write one such as Europe/Berlin\n");
    expect_mistakes(PATH_CONF, "[kiosk]\ndefault_surface = velvet\n[shop]\nname = \"\"\n",
        "countersign.conf:4: name must have 1 to 40 characters, not 0\n"
        "countersign.conf:2: kiosk default_surface is velvet, which 10x15 does not come in; name one of its surfaces\n");
}

#define GOOD_PRODUCT "[product 10x15]\nwords = w\nraster = 1200x1800\nprice = 1\nsurfaces = glossy:0\n"
#define GOOD_CLASS "[class standard]\nwords = w\n"

static void every_mistake_of_the_catalogue_is_listed(void **state)
{
    (void)state;
    expect_mistakes(PATH_CATALOGUE, GOOD_PRODUCT GOOD_CLASS "[product q]\nwords = w\nraster = 900x1300\nlayout = id6\nprice = 1\nsurfaces = glossy:0\n",
        "catalogue:8: layout id6 needs paper of 82 x 151 mm, a raster of 969x1784\n");
    expect_mistakes(PATH_CATALOGUE, GOOD_PRODUCT GOOD_CLASS
        "[product a/b]\n[product p]\nraster = 1800x1200\nprice = free\nlayout = sheet\nbreaks = 1:0.2\nborder = 0.999\ncolour = x\n"
        "surfaces = glossy:0 glossy:1\n[class c]\nwords = w\nhours = 1\ndays = 1\nsurcharge = 50.5%\n[bill]\nminimum = -1\n"
        "member_discount = 10\ntax = 101%\ntax_included = true\n[shipping]\nprice = 1\n",
        "catalogue:8: a name has letters, digits, - and ., at most 24, such as [product 10x15]\n"
        "catalogue:10: raster is given upright: 1200x1800\n"
        "catalogue:11: price must be an amount such as 11.90 (at most 2 digits after the point), not \"free\"\n"
        "catalogue:12: layout must be single, id4, id6, us2, 2up, 4up, 8up, 9up, or index, not \"sheet\"\n"
        "catalogue:13: breaks are counts with unit prices, counts rising from 2, at most 16, such as \"50:0.2\"; not \"1:0.2\"\n"
        "catalogue:14: border must be an amount such as 11.90 (at most 2 digits after the point), not \"0.999\"\n"
        "catalogue:15: [product p] has no colour; it has: words, raster, layout, price, breaks, border, surfaces\n"
        "catalogue:16: surfaces are names with surcharges, each once, at most 16, such as \"glossy:0 matte:0.1\"; not \"glossy:1\"\n"
        "catalogue:9: words is missing; add a line such as words = 10 x 15 cm\n"
        "catalogue:20: a class has hours or days, not both; take one line away\n"
        "catalogue:21: surcharge must be whole percent from 0% to 1000%, not \"50.5%\"\n"
        "catalogue:23: minimum must be an amount such as 11.90 (at most 2 digits after the point), not \"-1\"\n"
        "catalogue:24: member_discount must be whole percent from 0% to 100%, not \"10\"\n"
        "catalogue:25: tax must be whole percent from 0% to 100%, not \"101%\"\n"
        "catalogue:26: tax_included must be yes or no, not \"true\"\n"
        "catalogue:27: there is no section [shipping]; there are [product NAME], [class NAME] and [bill]\n");
    expect_mistakes(PATH_CATALOGUE, "x = 1\n",
        "catalogue:1: x stands before any section\ncatalogue: nothing is sold; add at least one [product NAME]\n"
        "catalogue: there is no service class; add at least one [class NAME]\n");
    expect_mistakes(PATH_CATALOGUE, GOOD_CLASS GOOD_PRODUCT "breaks = 50:0.30 20:0.35\n[product q]\nwords = w\nraster = 10x20000\nprice = 1\n"
        "surfaces = \"\"\n[product r]\nwords = w\nraster = 1200\nprice = 20000000\nsurfaces = matte\n[class -x]\n",
        "catalogue:8: breaks are counts with unit prices, counts rising from 2, at most 16, such as \"50:0.2\"; not \"20:0.35\"\n"
        "catalogue:11: raster must be dots at 300 dpi such as 1200x1800, each from 100 to 20000, not \"10x20000\"\n"
        "catalogue:13: surfaces must name at least one, such as glossy:0\n"
        "catalogue:16: raster must be dots at 300 dpi such as 1200x1800, each from 100 to 20000, not \"1200\"\n"
        "catalogue:17: price must be an amount such as 11.90 (at most 2 digits after the point), not \"20000000\"\n"
        "catalogue:18: surfaces are names with surcharges, each once, at most 16, such as \"glossy:0 matte:0.1\"; not \"matte\"\n"
        "catalogue:19: a name has letters, digits, - and ., at most 24, such as [product 10x15]\n");
    expect_mistakes(PATH_CATALOGUE, GOOD_PRODUCT GOOD_CLASS "[product  10x15]\nprice = 1\n[class  standard]\nwords = w\n"
        "[product dear]\nwords = w\nraster = 1200x1800\nprice = 100000000000000000000\nsurfaces = glossy:-1 matte:0\n"
        "[product free]\nwords = w\nraster = 1200x1800\nsurfaces = glossy:100000000000000000000\n",
        "catalogue:8: product 10x15 is in the catalogue already; keep one of the two\n"
        "catalogue:10: class standard is in the catalogue already; keep one of the two\n"
        "catalogue:15: price must be an amount such as 11.90 (at most 2 digits after the point), not \"100000000000000000000\"\n"
        "catalogue:16: surfaces are names with surcharges, each once, at most 16, such as \"glossy:0 matte:0.1\"; not \"glossy:-1\"\n"
        "catalogue:20: surfaces are names with surcharges, each once, at most 16, such as \"glossy:0 matte:0.1\"; "
        "not \"glossy:100000000000000000000\"\n"
        "catalogue:17: price is missing; add a line such as price = 0.35\n");
}

static void counts_of_sections_are_bounded(void **state)
{
    (void)state;
    struct buf text = { 0 }, expected = { 0 };
    buf_text(&text, GOOD_PRODUCT GOOD_CLASS);
    for (int i = 1; i <= 64; i++)
        buf_format(&text, "[product p%d]\nwords = w\nraster = 1200x1800\nprice = 1\nsurfaces = glossy:0\n", i);
    for (int i = 1; i <= 20; i++)
        buf_format(&text, "[class c%d]\nwords = w\n", i);
    expect_mistakes(PATH_CATALOGUE, buf_string(&text),
                    "catalogue:323: there are more than 64 products\ncatalogue:366: there are more than 20 classes\n");
    buf_clear(&text);
    for (int i = 0; i < 65; i++)
        buf_format(&text, "[printer p%d]\nkind = folder\ntarget = t\n", i);
    expect_mistakes(PATH_PRINTERS_CONF, buf_string(&text), "printers.conf:193: there are more than 64 printers\n");
    buf_clear(&text);
    for (int i = 0; i < 6000; i++)
        buf_format(&text, "[s%d]\n", i);
    write_file(PATH_PRINTERS_CONF, buf_string(&text));
    buf_clear(&mistakes);
    assert_int_equal(conf_load(&conf, shop, &mistakes), ERR_CONFIG);
    assert_non_null(strstr(buf_string(&mistakes), "printers.conf:5001: more than 5000 lines are too many\n"));
    buf_free(&text);
    buf_free(&expected);
}

static void every_mistake_of_printers_is_listed(void **state)
{
    (void)state;
    expect_mistakes(PATH_PRINTERS_CONF, "kind = folder\n[printer a b]\nkind = x\ntarget = t\n[printer lab-1]\nholds = 10x15/glossy 11x16 */velvet\n"
        "speed = 4\n[printer lab-2]\nkind = a-very-long-kind-of-printer\ntarget = \"\"\n[folder-1]\n",
        "printers.conf:1: kind stands before any [printer NAME]\n"
        "printers.conf:2: a printer's name has letters, digits and -, at most 32: [printer folder-1]\n"
        "printers.conf:6: holds names 11x16, which the catalogue does not sell; write it as 10x15/glossy, or * for all\n"
        "printers.conf:6: holds names */velvet, which the catalogue does not sell; write it as 10x15/glossy, or * for all\n"
        "printers.conf:7: a printer has no speed; it has: kind, target, holds, convention, fingerprint, names, back, rasters, dpi, profile, intent, "
        "sharpening, low\n"
        "printers.conf:5: kind is missing; add a line such as kind = folder\n"
        "printers.conf:5: target is missing; add a line such as target = printers/folder-1\n"
        "printers.conf:9: kind must have 1 to 16 characters, not 27\n"
        "printers.conf:10: target must have 1 to 400 characters, not 0\n"
        "printers.conf:11: there is no section [folder-1] here; write [printer NAME]\n");
}

static void every_value_of_a_printer_is_checked(void **state)
{
    (void)state;
    expect_mistakes(PATH_PRINTERS_CONF, "[printer a]\nkind = hotfolder\ntarget = t\nnames = 10x15:KG 10x15 11x16:B 9x13:a/b 9x13:.x\n"
        "rasters = 10x15:1240x1844 9x13:15x20 9x13:1200 9x13:x 9x13:1200x20001 10x15:\ndpi = 20\nintent = warm\nsharpening = 101\n"
        "low = -1\nprofile = \"\"\n",
        "printers.conf:4: names has \"10x15\"; write size and value, as in 10x15:KG\n"
        "printers.conf:4: names names 11x16:B, which the catalogue does not sell\n"
        "printers.conf:4: names has \"a/b\": at most 80 characters, no / and no . at the beginning\n"
        "printers.conf:4: names has \".x\": at most 80 characters, no / and no . at the beginning\n"
        "printers.conf:5: rasters has \"15x20\": two numbers of pixels from 16 to 20000, as 1240x1844\n"
        "printers.conf:5: rasters has \"1200\": two numbers of pixels from 16 to 20000, as 1240x1844\n"
        "printers.conf:5: rasters has \"x\": two numbers of pixels from 16 to 20000, as 1240x1844\n"
        "printers.conf:5: rasters has \"1200x20001\": two numbers of pixels from 16 to 20000, as 1240x1844\n"
        "printers.conf:5: rasters has \"10x15:\"; write size and value, as in 10x15:1240x1844\n"
        "printers.conf:6: dpi must be a whole number from 50 to 1200, not \"20\"\n"
        "printers.conf:7: intent must be perceptual, relative, saturation or absolute, not \"warm\"\n"
        "printers.conf:8: sharpening must be a whole number from 0 to 100, not \"101\"\n"
        "printers.conf:9: low must be a whole number from 0 to 10000, not \"-1\"\n"
        "printers.conf:10: profile must have 1 to 200 characters, not 0\n"
        "printers.conf:1: convention is missing; add a line such as convention = dnp\n");
}

static void text_for_the_back_is_for_labs_that_print_it(void **state)
{
    (void)state;
    expect_mistakes(PATH_PRINTERS_CONF,
        "[printer a]\nkind = hotfolder\nconvention = fuji\ntarget = t\nback = Shop {code} {photo} {copy} {date}\n"
        "[printer b]\nback = {code}\nkind = folder\ntarget = t\n"
        "[printer c]\nkind = hotfolder\nconvention = dnp\ntarget = t\nback = {code}\n"
        "[printer d]\nkind = dpof\ntarget = t\nback = {code}\n"
        "[printer e]\nkind = hotfolder\nconvention = noritsu\ntarget = t\nback = {name}\n"
        "[printer f]\nkind = hotfolder\nconvention = noritsu\ntarget = t\nback = {code\n"
        "[printer g]\nkind = hotfolder\nconvention = noritsu\ntarget = t\nback = code}\n"
        "[printer h]\nkind = hotfolder\nconvention = noritsu\ntarget = t\nback = At Tom's {code}\n"
        "[printer i]\nkind = hotfolder\nconvention = noritsu\ntarget = t\nback = Foto-Caf\xc3\xa9\n"
        "[printer j]\nkind = hotfolder\nconvention = fuji\ntarget = t\nback = Our Own Photo Shop {code} {date}\n",
        "printers.conf:7: back: only a hot folder of convention noritsu or fuji prints on the back; take this line out\n"
        "printers.conf:14: back: only a hot folder of convention noritsu or fuji prints on the back; take this line out\n"
        "printers.conf:18: back: only a hot folder of convention noritsu or fuji prints on the back; take this line out\n"
        "printers.conf:23: back has a brace with none of its words; they are {code} {photo} {copy} {date}, as in {code} {photo}\n"
        "printers.conf:28: back has a brace with none of its words; they are {code} {photo} {copy} {date}, as in {code} {photo}\n"
        "printers.conf:33: back has a brace with none of its words; they are {code} {photo} {copy} {date}, as in {code} {photo}\n"
        "printers.conf:38: back: labs print letters without accents, digits, blanks and -.,:/#+*&@!?_ there; change what begins with \"'s 000000000000\"\n"
        "printers.conf:43: back: labs print letters without accents, digits, blanks and -.,:/#+*&@!?_ there; change what begins with \"\xc3\xa9\"\n"
        "printers.conf:48: back is up to 42 characters with its words filled in, and fuji has room for 40; shorten it\n");
}

static void the_back_says_which_print_it_is(void **state)
{
    (void)state;
    static const char *const values[BACK_WORDS] = { [BACK_CODE] = "471120935525", [BACK_PHOTO] = "7", [BACK_COPY] = "2", [BACK_DATE] = "2026-11-25" };
    struct buf text = { 0 };
    assert_true(conf_back("Shop {code} #{photo}/{copy} {date}", values, &text));
    assert_string_equal(buf_string(&text), "Shop 471120935525 #7/2 2026-11-25");
    assert_false(conf_back("{}", values, &text));
    assert_false(conf_back("{codec}", values, &text));
    assert_false(conf_back("{code}}", values, &text));
    assert_false(conf_back("{{code}", values, &text));
    buf_free(&text);
}

static void a_size_has_its_name_and_raster(void **state)
{
    (void)state;
    int64_t width = 0, height = 0;
    struct arena arena = { 0 };
    const char *names = "10x15/silk:KG-S 10x15:KG, 13x18/*:2L", *rasters = "10x15:1240x1844 13x18/matte:1548x2140";
    assert_string_equal(conf_called(names, "10x15", "silk", &arena), "KG-S");
    assert_string_equal(conf_called(names, "10x15", "glossy", &arena), "KG");
    assert_string_equal(conf_called(names, "13x18", "glossy", &arena), "2L");
    assert_string_equal(conf_called(names, "20x30", "glossy", &arena), "20x30");
    assert_true(conf_raster(rasters, "10x15", "glossy", &width, &height));
    assert_int_equal(width, 1240);
    assert_int_equal(height, 1844);
    assert_true(conf_raster(rasters, "13x18", "matte", &width, &height));
    assert_int_equal(height, 2140);
    assert_false(conf_raster(rasters, "13x18", "glossy", &width, &height));
    assert_false(conf_raster("", "10x15", "glossy", &width, &height));
    arena_free(&arena);
}

static void a_printer_holds_what_it_says(void **state)
{
    (void)state;
    assert_true(conf_holds("*", "10x15", "glossy"));
    assert_true(conf_holds("10x15/glossy 20x30/matte", "20x30", "matte"));
    assert_false(conf_holds("10x15/glossy 20x30/matte", "20x30", "glossy"));
    assert_false(conf_holds("10x15/glossy", "10x1", "5/glossy"));
    assert_false(conf_holds("10x15/glossy", "10x15", "gloss"));
    assert_false(conf_holds("10x15/glossy", "10x15", "glossy2"));
    assert_true(conf_holds("9x13, 10x15", "10x15", "silk"));
    assert_true(conf_holds("10x15/*", "10x15", "silk"));
    assert_true(conf_holds("*/silk", "20x30", "silk"));
    assert_false(conf_holds("*/silk", "20x30", "matte"));
    assert_false(conf_holds("", "10x15", "glossy"));
    assert_false(conf_holds(" , ", "10x15", "glossy"));
}

static void missing_and_hostile_files_are_mistakes(void **state)
{
    (void)state;
    char path[200], long_line[600], expected[200];
    snprintf(path, sizeof path, "%s/catalogue", shop);
    unlink(path);
    assert_int_equal(conf_load(&conf, shop, &mistakes), ERR_CONFIG);
    snprintf(expected, sizeof expected, "catalogue: it cannot be read from %s (No such file or directory); take it from a new shop: "
             "countersign init\n", shop);
    assert_string_equal(buf_string(&mistakes), expected);
    assert_int_equal(mkdir(path, 0700), 0);
    buf_clear(&mistakes);
    assert_int_equal(conf_load(&conf, shop, &mistakes), ERR_CONFIG);
    assert_non_null(strstr(buf_string(&mistakes), "not a plain file of at most 1 MB"));
    rmdir(path);
    char *large = malloc(1024 * 1024 + 2);
    memset(large, '#', 1024 * 1024 + 1);
    large[1024 * 1024 + 1] = 0;
    write_file(PATH_CATALOGUE, large);
    buf_clear(&mistakes);
    assert_int_equal(conf_load(&conf, shop, &mistakes), ERR_CONFIG);
    assert_non_null(strstr(buf_string(&mistakes), "not a plain file of at most 1 MB"));
    free(large);
    write_file(PATH_CATALOGUE, conf_standard_file(PATH_CATALOGUE));
    memset(long_line, 'x', sizeof long_line - 1);
    long_line[sizeof long_line - 1] = 0;
    memcpy(long_line, "[shop]\nname = ", 14);
    expect_mistakes(PATH_CONF, long_line, "countersign.conf:2: the line is longer than 190 bytes; go on in the next line, indented\n");
    expect_mistakes(PATH_CONF, "[shop]\nname = a\xc2\x9b" "b\n", "countersign.conf:2: there are characters that cannot be shown; use UTF-8 text\n");
    expect_mistakes(PATH_CONF, "[shop]\nname = a\xff\n", "countersign.conf:2: there are characters that cannot be shown; use UTF-8 text\n");
    snprintf(path, sizeof path, "%s/%s", shop, PATH_CONF);
    assert_int_equal(io_replace(path, "[shop]\nname\0 = x\n", 17, 0600), ERR_NONE);
    buf_clear(&mistakes);
    assert_int_equal(conf_load(&conf, shop, &mistakes), ERR_CONFIG);
    assert_string_equal(buf_string(&mistakes), "countersign.conf:2: there is a zero byte; this is not a text file\n");
}

/* Every line of mistakes begins with the file it is in. */
static void expect_places(const char *lines)
{
    for (; *lines; lines += strcspn(lines, "\n") + 1)
        assert_true(strncmp(lines, PATH_CONF ":", sizeof PATH_CONF) == 0 || strncmp(lines, PATH_CATALOGUE ":", sizeof PATH_CATALOGUE) == 0 ||
                    strncmp(lines, PATH_PRINTERS_CONF ":", sizeof PATH_PRINTERS_CONF) == 0);
}

static void what_an_open_shop_follows(void **state)
{
    (void)state;
    struct conf fresh;
    struct buf waits = { 0 };
    expect_good();
    write_file(PATH_CONF, "[shop]\nname = Other\n[door]\nport = 5022\n[lab]\nworkers = 1\n[risk]\nalert_above = 3\n");
    assert_int_equal(conf_read(&fresh, shop, &mistakes), ERR_NONE);
    assert_int_equal(conf_follow(&fresh, &conf, &waits), ERR_NONE);
    assert_string_equal(buf_string(&waits), "shop.name, door.port, lab.workers");
    assert_string_equal(fresh.shop_name, conf.shop_name);
    assert_int_equal(fresh.port, 4022);
    assert_int_equal(fresh.workers, 2);
    assert_true(fresh.alert_above == 3);
    conf_free(&fresh);
    write_file(PATH_CONF, "[lab]\nworkers = 5\n");
    buf_clear(&waits);
    assert_int_equal(conf_read(&fresh, shop, &mistakes), ERR_NONE);
    assert_int_equal(conf_follow(&fresh, &conf, &waits), ERR_NONE);
    assert_int_equal(waits.size, 0);
    assert_int_equal(fresh.workers, 5);
    conf_free(&fresh);
    write_file(PATH_CONF, "[shop]\ncurrency_decimals = 3\n");
    assert_int_equal(conf_read(&fresh, shop, &mistakes), ERR_NONE);
    assert_int_equal(conf_follow(&fresh, &conf, &waits), ERR_CONFIG);
    conf_free(&fresh);
    buf_free(&waits);
    write_file(PATH_CONF, conf_standard_file(PATH_CONF));
}

static void broken_files_never_crash(void **state)
{
    (void)state;
    struct conf empty = { 0 };
    static const char *const names[] = { PATH_CONF, PATH_CATALOGUE, PATH_PRINTERS_CONF };
    char path[200];
    for (int round = 0; round < 1500; round++) {
        const char *name = names[round % 3];
        char *text = strdup(conf_standard_file(name));
        size_t size = strlen(text);
        for (int flips = 1 + (int)random_below(8); flips > 0; flips--)
            text[random_below(size)] = random_below(2) ? "=[]:\"#;\n x"[random_below(10)] : (char)random_below(256);
        snprintf(path, sizeof path, "%s/%s", shop, name);
        assert_int_equal(io_replace(path, text, random_below(4) ? size : random_below(size), 0600), ERR_NONE);
        buf_clear(&mistakes);
        enum err err = conf_load(&conf, shop, &mistakes);
        assert_true(err == ERR_CONFIG ? mistakes.size > 0 : err == ERR_NONE && mistakes.size == 0);
        assert_true(!err || memcmp(&conf, &empty, sizeof conf) == 0);
        expect_places(buf_string(&mistakes));
        conf_free(&conf);
        write_file(name, conf_standard_file(name));
        free(text);
    }
}

int main(void)
{
#define CONF_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CONF_TEST(the_standard_shop_is_the_documented_one), CONF_TEST(the_file_lists_every_option), CONF_TEST(options_are_read),
        CONF_TEST(every_mistake_of_options_is_listed), CONF_TEST(every_mistake_of_the_catalogue_is_listed),
        CONF_TEST(counts_of_sections_are_bounded), CONF_TEST(every_mistake_of_printers_is_listed),
        CONF_TEST(a_printer_holds_what_it_says), CONF_TEST(every_value_of_a_printer_is_checked), CONF_TEST(text_for_the_back_is_for_labs_that_print_it),
        CONF_TEST(the_back_says_which_print_it_is),
        CONF_TEST(a_size_has_its_name_and_raster), CONF_TEST(missing_and_hostile_files_are_mistakes),
        CONF_TEST(what_an_open_shop_follows), CONF_TEST(broken_files_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
