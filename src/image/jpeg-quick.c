/* jpeg-quick.c - see jpeg-quick.h. ITU T.81: F.2.2 (baseline decoding), B.1.1.5 (stuffing), E.2.4 (restarts).
 *
 * At an eighth of the size a block is its first coefficient; the others are only stepped over, but every one of their codes
 * is read. Two things make that quick. Bytes are freed of their stuffing first, so that eight can be loaded at once. And
 * a table of LOOK bits knows for every pattern how many whole codes stand in it, how many bits they take with the values
 * behind them and how far in the block they lead: mostly one step is one and a half codes.
 */
#include "jpeg-quick.h"
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jpeg-read.h"

enum {
    LOOK = 12, PATTERNS = 1 << LOOK, CODE_MOST = 16, SIZE_MOST_DC = 11, SIZE_MOST_AC = 10,
    END_OF_BLOCK = 128,            /* in step.advance */
    CLEAN = 64 * 1024,
    MCU_MOST = 10 * 64 * 4,        /* bytes: blocks, coefficients, bytes each */
    TABLES = 4
};

struct code { uint8_t bits, symbol; };    /* bits 0: none of up to LOOK bits */
struct step { uint8_t bits, advance; };   /* bits 0: look at the codes one by one */

struct table {
    struct code code[PATTERNS];
    struct step step[PATTERNS];           /* of an AC table */
    int32_t limit[CODE_MOST + 1];         /* codes of so many bits are less than this, left-aligned to 16 bits */
    int32_t offset[CODE_MOST + 1];        /* from such a code to its place among the symbols */
    const uint8_t *symbols;
};

struct quick_part {
    const struct table *dc, *ac;
    int across, down;                     /* blocks in an MCU */
    int blocks;                           /* in a row that are picture */
    int quant, last;
};

struct quick {
    struct jpeg_photo *photo;
    int parts, rows, row, columns, restart, until_restart, next_restart;
    struct quick_part part[PHOTO_PARTS_MAX];
    struct table dc[TABLES], ac[TABLES];
    uint64_t bits;                        /* the next ones, from the top */
    int count;                            /* of them that count */
    const uint8_t *at, *end;              /* clean bytes not in bits yet */
    bool marker_ahead;                    /* clean bytes end at a marker, or the file does */
    int marker;                           /* which; -1 the file's end */
    uint8_t clean[CLEAN + MCU_MOST];
};

/* ---- bytes ---- */

/* The next byte of the file, -1 at its end; what libjpeg's source holds comes first. */
static int raw_byte(struct source *source)
{
    struct jpeg_source_mgr *manager = &source->manager;
    if (manager->bytes_in_buffer == 0) {
        ssize_t got;
        do
            got = pread(source->fd, source->buffer, sizeof source->buffer, source->offset);
        while (got < 0 && errno == EINTR);
        if (got <= 0)
            return -1;
        source->offset += got;
        manager->next_input_byte = source->buffer;
        manager->bytes_in_buffer = (size_t)got;
    }
    manager->bytes_in_buffer--;
    return *manager->next_input_byte++;
}

/* As many plain bytes as there are before the next 0xff, at most room. */
static size_t raw_run(struct source *source, uint8_t *to, size_t room)
{
    struct jpeg_source_mgr *manager = &source->manager;
    size_t here = manager->bytes_in_buffer < room ? manager->bytes_in_buffer : room;
    const uint8_t *stop = memchr(manager->next_input_byte, 0xff, here);
    size_t size = stop ? (size_t)(stop - manager->next_input_byte) : here;
    memcpy(to, manager->next_input_byte, size);
    manager->next_input_byte += size;
    manager->bytes_in_buffer -= size;
    return size;
}

/* Keep what is left, add clean bytes up to the next marker, and zeros behind it that nobody may need. */
static void supply(struct quick *quick)
{
    struct source *source = &quick->photo->source;
    size_t size = (size_t)(quick->end - quick->at);
    memmove(quick->clean, quick->at, size);
    while (size < CLEAN && !quick->marker_ahead) {
        size += raw_run(source, quick->clean + size, CLEAN - size);
        if (size == CLEAN)
            break;
        int byte = raw_byte(source);
        if (byte != 0xff) {
            quick->marker_ahead = byte < 0;
            quick->marker = -1;
            if (byte >= 0)
                quick->clean[size++] = (uint8_t)byte;
            continue;
        }
        while ((byte = raw_byte(source)) == 0xff)
            ;
        quick->marker_ahead = byte != 0;
        quick->marker = byte;
        if (byte == 0)
            quick->clean[size++] = 0xff;
    }
    memset(quick->clean + size, 0, MCU_MOST);
    quick->at = quick->clean;
    quick->end = quick->clean + size;
}

static inline void load_bits(struct quick *quick)
{
    uint64_t next;
    memcpy(&next, quick->at, sizeof next);
    quick->bits |= be64toh(next) >> quick->count;
    quick->at += (63 - quick->count) >> 3;
    quick->count |= 56;
}

static inline void drop_bits(struct quick *quick, int count)
{
    quick->bits <<= count;
    quick->count -= count;
}

/* Between two markers: less than a byte is left over, and no more was taken than there was. */
static bool all_taken(const struct quick *quick)
{
    ptrdiff_t left = (quick->end - quick->at) * 8 + quick->count;
    return quick->marker_ahead && left >= 0 && left < 8;
}

/* ---- tables ---- */

/* F.2.2.3: the code at the top of 16 bits; bits 0 when there is none. */
static struct code find_code(const struct table *table, uint32_t top)
{
    for (int length = 1; length <= CODE_MOST; length++)
        if ((int32_t)top < table->limit[length])
            return (struct code){ (uint8_t)length, table->symbols[table->offset[length] + (int32_t)(top >> (CODE_MOST - length))] };
    return (struct code){ 0, 0 };
}

static struct step make_step(const struct table *table, uint32_t pattern)
{
    struct step step = { 0, 0 };
    while (step.bits < LOOK && step.advance < END_OF_BLOCK) {
        struct code code = table->code[(pattern << step.bits) & (PATTERNS - 1)];
        int run = code.symbol >> 4, size = code.symbol & 15;
        bool ends = code.symbol == 0;
        if (code.bits == 0 || code.bits > LOOK - step.bits || size > SIZE_MOST_AC || (size == 0 && !ends && run != 15) ||
            step.advance + run + 1 > 63)
            break;
        step.bits = (uint8_t)(step.bits + code.bits + size);
        step.advance = (uint8_t)(step.advance + (ends ? END_OF_BLOCK : run + 1));
    }
    return step;
}

/* C.2. False for a table that no encoder makes. */
static bool make_table(struct table *table, const JHUFF_TBL *from, bool ac)
{
    int32_t code = 0, symbols = 0;
    if (from == NULL)
        return false;
    table->symbols = from->huffval;
    for (int length = 1; length <= CODE_MOST; length++) {
        table->offset[length] = symbols - code;
        code += from->bits[length];
        symbols += from->bits[length];
        if (code >= 1 << length || symbols > 256) /* none is all ones */
            return false;
        table->limit[length] = code << (CODE_MOST - length);
        code <<= 1;
    }
    for (int32_t i = 0; i < symbols && !ac; i++)
        if (table->symbols[i] > 15)
            return false;
    for (uint32_t i = 0; i < PATTERNS; i++) {
        struct code found = find_code(table, i << (CODE_MOST - LOOK));
        table->code[i] = found.bits <= LOOK ? found : (struct code){ 0, 0 };
    }
    for (uint32_t i = 0; i < PATTERNS && ac; i++)
        table->step[i] = make_step(table, i);
    return true;
}

static struct code next_code(struct quick *quick, const struct table *table)
{
    struct code code = table->code[quick->bits >> (64 - LOOK)];
    return code.bits ? code : find_code(table, (uint32_t)(quick->bits >> (64 - CODE_MOST)));
}

/* ---- blocks ---- */

/* F.2.2.1: the difference to the block before. */
static inline bool read_first(struct quick *quick, struct quick_part *part)
{
    load_bits(quick);
    struct code code = next_code(quick, part->dc);
    int size = code.symbol, difference = 0;
    if (code.bits == 0 || size > SIZE_MOST_DC)
        return false;
    drop_bits(quick, code.bits);
    if (size) {
        difference = (int)(quick->bits >> (64 - size));
        difference -= difference >> (size - 1) ? 0 : (1 << size) - 1;
        drop_bits(quick, size);
    }
    part->last += difference;
    return part->last >= -32768 && part->last <= 32767;
}

/* F.2.2.2, one code: where in the block it leads; above 64 for one that cannot be. */
static int step_one(struct quick *quick, const struct table *table, int k)
{
    struct code code = next_code(quick, table);
    int run = code.symbol >> 4, size = code.symbol & 15;
    if (code.bits == 0 || size > SIZE_MOST_AC)
        return 65;
    drop_bits(quick, code.bits + size);
    if (size == 0 && run != 15)
        return run ? 65 : 64;
    return k + run + 1;
}

static inline bool step_over(struct quick *quick, const struct table *table)
{
    int k = 1;
    while (k < 64) {
        if (quick->count < 32)
            load_bits(quick);
        struct step step = table->step[quick->bits >> (64 - LOOK)];
        int to = k + (step.advance & (END_OF_BLOCK - 1));
        if (step.bits == 0 || to > 64 || (to == 64 && step.advance & END_OF_BLOCK)) {
            k = step_one(quick, table, k); /* codes of the next block may stand in the pattern */
            continue;
        }
        drop_bits(quick, step.bits);
        k = step.advance & END_OF_BLOCK ? 64 : to;
    }
    return k == 64;
}

static uint8_t sample(const struct quick_part *part)
{
    int value = ((part->last * part->quant + 4) >> 3) + 128;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static bool read_mcu(struct quick *quick, int column, uint8_t **rows[])
{
    for (int i = 0; i < quick->parts; i++) {
        struct quick_part *part = &quick->part[i];
        for (int y = 0; y < part->down; y++)
            for (int x = 0; x < part->across; x++) {
                int block = column * part->across + x;
                if (!read_first(quick, part) || !step_over(quick, part->ac))
                    return false;
                if (block < part->blocks)
                    rows[i][y][block] = sample(part);
            }
    }
    return true;
}

static bool take_restart(struct quick *quick)
{
    if (!all_taken(quick) || quick->marker != JPEG_RST0 + quick->next_restart)
        return false;
    quick->next_restart = (quick->next_restart + 1) % 8;
    quick->until_restart = quick->restart;
    quick->bits = 0;
    quick->count = 0;
    quick->marker_ahead = false;
    quick->at = quick->end = quick->clean;
    for (int i = 0; i < quick->parts; i++)
        quick->part[i].last = 0;
    return true;
}

bool quick_row(struct quick *quick, uint8_t **rows[])
{
    for (int column = 0; column < quick->columns; column++) {
        if (quick->restart && quick->until_restart-- == 0) {
            if (!take_restart(quick))
                return false;
            quick->until_restart--;
        }
        if (quick->end - quick->at < MCU_MOST && !quick->marker_ahead)
            supply(quick);
        if (!read_mcu(quick, column, rows))
            return false;
        /* Zeros behind a marker are no photo: what was loaded of them must still be unused. */
        if (quick->at > quick->end && (quick->at - quick->end) * 8 > quick->count)
            return false;
    }
    quick->row++;
    return true;
}

bool quick_done(const struct quick *quick)
{
    return quick->row == quick->rows;
}

bool quick_end(struct quick *quick)
{
    if (!quick->marker_ahead)
        supply(quick);
    return all_taken(quick) && quick->marker == JPEG_EOI;
}

/* ---- beginning ---- */

static int divide_up(int64_t value, int64_t by)
{
    return (int)((value + by - 1) / by);
}

static bool describe_part(struct quick *quick, int i)
{
    struct jpeg_decompress_struct *jpeg = &quick->photo->jpeg;
    const jpeg_component_info *info = &jpeg->comp_info[i];
    const JQUANT_TBL *quant = jpeg->quant_tbl_ptrs[info->quant_tbl_no & 3];
    bool alone = quick->parts == 1; /* its blocks come one by one, whatever its factors say */
    if (quant == NULL || info->quant_tbl_no > 3 || info->dc_tbl_no < 0 || info->dc_tbl_no >= TABLES || info->ac_tbl_no < 0 ||
        info->ac_tbl_no >= TABLES || jpeg->cur_comp_info[i] != info)
        return false;
    quick->part[i] = (struct quick_part){ .dc = &quick->dc[info->dc_tbl_no], .ac = &quick->ac[info->ac_tbl_no],
                                          .across = alone ? 1 : info->h_samp_factor, .down = alone ? 1 : info->v_samp_factor,
                                          .quant = quant->quantval[0] };
    quick->part[i].blocks = divide_up((int64_t)jpeg->image_width * info->h_samp_factor, (int64_t)jpeg->max_h_samp_factor * DCTSIZE);
    quick->photo->part[i] = (struct photo_part){
        .width = quick->part[i].blocks,
        .height = divide_up((int64_t)jpeg->image_height * info->v_samp_factor, (int64_t)jpeg->max_v_samp_factor * DCTSIZE),
        .row_bytes = (size_t)quick->part[i].blocks,
        .group = quick->part[i].down,
        .across = (double)info->h_samp_factor / (jpeg->max_h_samp_factor * DCTSIZE),
        .down = (double)info->v_samp_factor / (jpeg->max_v_samp_factor * DCTSIZE),
    };
    return make_table(&quick->dc[info->dc_tbl_no], jpeg->dc_huff_tbl_ptrs[info->dc_tbl_no], false) &&
           make_table(&quick->ac[info->ac_tbl_no], jpeg->ac_huff_tbl_ptrs[info->ac_tbl_no], true);
}

struct quick *quick_open(struct jpeg_photo *photo)
{
    struct jpeg_decompress_struct *jpeg = &photo->jpeg;
    if (jpeg->progressive_mode || jpeg->arith_code || jpeg->data_precision != 8 || jpeg->comps_in_scan != photo->parts ||
        jpeg->Ss != 0 || jpeg->Se != DCTSIZE2 - 1 || jpeg->Ah != 0 || jpeg->Al != 0)
        return NULL;
    struct quick *quick = malloc(sizeof *quick);
    if (quick == NULL)
        return NULL;
    memset(quick, 0, offsetof(struct quick, dc));
    quick->photo = photo;
    quick->parts = photo->parts;
    quick->bits = 0;
    quick->count = 0;
    quick->marker_ahead = false;
    quick->at = quick->end = quick->clean;
    quick->restart = quick->until_restart = (int)jpeg->restart_interval;
    int blocks = 0;
    bool good = true;
    for (int i = 0; i < photo->parts && good; i++) {
        good = describe_part(quick, i);
        blocks += quick->part[i].across * quick->part[i].down;
    }
    quick->columns = quick->parts == 1 ? quick->part[0].blocks : divide_up(jpeg->image_width, jpeg->max_h_samp_factor * DCTSIZE);
    quick->rows = quick->parts == 1 ? photo->part[0].height : divide_up(jpeg->image_height, jpeg->max_v_samp_factor * DCTSIZE);
    if (!good || blocks > D_MAX_BLOCKS_IN_MCU) {
        free(quick);
        return NULL;
    }
    return quick;
}

void quick_close(struct quick *quick)
{
    free(quick);
}
