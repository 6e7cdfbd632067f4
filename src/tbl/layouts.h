/* layouts.h - sheets with a photo several times, and cut marks: LAYOUT(name, columns, rows, width, height, help).
 *
 * columns, rows  on an upright sheet
 * width, height  of one picture, in tenths of a millimetre; it stays upright. 0: what the sheet has room for, and the sheet is
 *                turned so that the photo lies well in its part
 *
 * The catalogue's layout names one; single and index are not of this kind. Around each picture there is room for the marks.
 */
enum { LAYOUT_MARK_MM10 = 30, LAYOUT_GAP_MM10 = 5 /* between picture and mark */, LAYOUT_ROOM_MM10 = LAYOUT_MARK_MM10 + 2 * LAYOUT_GAP_MM10 };
#define LAYOUT_ROWS(LAYOUT) \
    LAYOUT("id4", 2, 2, 350, 450, "four ID photos of 35 x 45 mm") \
    LAYOUT("id6", 2, 3, 350, 450, "six of them") \
    LAYOUT("us2", 1, 2, 508, 508, "two of 2 x 2 in") \
    LAYOUT("2up", 1, 2, 0, 0, "the photo twice on the sheet") \
    LAYOUT("4up", 2, 2, 0, 0, "four times") \
    LAYOUT("8up", 2, 4, 0, 0, "eight times") \
    LAYOUT("9up", 3, 3, 0, 0, "nine times")
