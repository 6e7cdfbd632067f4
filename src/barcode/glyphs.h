/* glyphs.h - the letters as pen strokes: GLYPH(character, "strokes").
 *
 * A point is two hexadecimal digits, x and y; capitals stand on y 8 and reach y 0, small letters y 3, tails y b. A
 * blank lifts the pen. "~" marks a point that pulls the line towards itself instead of lying on it; between two of
 * them lies their middle; a stroke that begins with one is closed. A point alone is a dot. A glyph is as wide as its
 * rightmost point; digits all have the same width, so that sums stand below each other.
 */
#define GLYPH_ROWS(GLYPH) \
    GLYPH('!', "0005 08") GLYPH('"', "0002 2022") GLYPH('#', "2018 5048 0363 0565") \
    GLYPH('$', "61~5030~0002~0434~6466~6838~1807 3038") GLYPH('%', "6008 ~00~20~23~03 ~45~65~68~48") \
    GLYPH('&', "6812~0020~4032~2405~0828~5864") GLYPH('\'', "0002") GLYPH('(', "20~0205~0829") \
    GLYPH(')', "00~2225~2809") GLYPH('*', "3135 1254 5214") GLYPH('+', "0565 3238") GLYPH(',', "180a") \
    GLYPH('-', "0535") GLYPH('.', "08") GLYPH('/', "4009") \
    GLYPH('0', "~00~60~68~08") GLYPH('1', "123038 1858") GLYPH('2', "02~0030~6062~640868") \
    GLYPH('3', "02~0030~6062~6434~6466~6838~0806") GLYPH('4', "48400666") \
    GLYPH('5', "600004~1333~63~6838~0806") GLYPH('6', "51~4030~000405~0838~68~6333~0305") GLYPH('7', "006028") \
    GLYPH('8', "30~6062~6434~0402~0030 34~6466~6838~0806~0434") GLYPH('9', "17~2838~686463~6030~00~0535~6563") \
    GLYPH(':', "04 08") GLYPH(';', "14 180a") GLYPH('<', "520558") GLYPH('=', "0464 0666") GLYPH('>', "025508") \
    GLYPH('?', "02~0020~4042~442526 28") GLYPH('@', "~23~53~56~26 5356~7674~7040~00~0848~5867") \
    GLYPH('A', "083068 1555") GLYPH('B', "080030~5052~543404 34~6466~683808") GLYPH('C', "62~6030~00~0838~6866") \
    GLYPH('D', "080020~60~682808") GLYPH('E', "50000858 0444") GLYPH('F', "500008 0444") \
    GLYPH('G', "62~6030~00~0838~686545") GLYPH('H', "0008 6068 0464") GLYPH('I', "1018 0020 0828") \
    GLYPH('J', "4046~4828~0806") GLYPH('K', "0008 5005 2358") GLYPH('L', "000858") GLYPH('M', "0800356068") \
    GLYPH('N', "08006860") GLYPH('O', "~00~60~68~08") GLYPH('P', "080030~6062~643404") \
    GLYPH('Q', "~00~60~68~08 4669") GLYPH('R', "080030~6062~643404 3468") \
    GLYPH('S', "61~5030~0002~0434~6466~6838~1807") GLYPH('T', "0060 3038") GLYPH('U', "0005~0838~686560") \
    GLYPH('V', "003860") GLYPH('W', "0028426880") GLYPH('X', "0068 6008") GLYPH('Y', "003460 3438") \
    GLYPH('Z', "00600868") GLYPH('[', "20000929") GLYPH('\\', "0049") GLYPH(']', "00202909") \
    GLYPH('^', "032043") GLYPH('_', "0969") GLYPH('`', "0012") \
    GLYPH('a', "55~5333~03~0838~5856 5358") GLYPH('b', "0008 05~0323~53~5828~0806") \
    GLYPH('c', "54~4333~03~0838~4857") GLYPH('d', "5058 55~5333~03~0838~5856") \
    GLYPH('e', "0555~5333~0305~0838~4857") GLYPH('f', "1812~1030 0333") \
    GLYPH('g', "55~5333~03~0838~5856 5359~5b3b~1b0a") GLYPH('h', "0008 05~0333~535558") GLYPH('i', "0308 01") \
    GLYPH('j', "1319~1b0b 11") GLYPH('k', "0008 4306 1548") GLYPH('l', "0007~0818") \
    GLYPH('m', "0308 05~0323~434548 45~4363~838588") GLYPH('n', "0308 05~0333~535558") \
    GLYPH('o', "~03~53~58~08") GLYPH('p', "030b 05~0323~53~5828~0806") GLYPH('q', "535b 55~5333~03~0838~5856") \
    GLYPH('r', "0308 06~0333") GLYPH('s', "54~4333~0304~052536~5657~5828~1807") GLYPH('t', "1116~1838 0333") \
    GLYPH('u', "0306~0828~5856 5358") GLYPH('v', "032843") GLYPH('w', "0328446883") GLYPH('x', "0348 4308") \
    GLYPH('y', "0328 431b") GLYPH('z', "03530858") GLYPH('{', "20~1012~1404~1416~1929") GLYPH('|', "000a") \
    GLYPH('}', "00~1012~1424~1416~1909") GLYPH('~', "05~1335~5765") \
    GLYPH(0xdf, "0802~0020~4042~4324~5456~5828") /* sharp s */ \
    GLYPH(0x20ac, "62~5040~1014~1848~5866 0343 0545") /* euro */

/* The marks above and below letters: MARK(name, "strokes"), for a small letter; above a capital they move up. */
#define MARK_ROWS(MARK) \
    MARK(GRAVE, "0021") MARK(ACUTE, "0120") MARK(CIRCUMFLEX, "012031") MARK(TILDE, "01~0021~4140") \
    MARK(DIAERESIS, "01 31") MARK(RING, "~00~20~22~02") MARK(CEDILLA, "18~290a") MARK(STROKE, "5208")

/* Letters as a plain one and its mark. LETTER(from this code on, "plain letters", marks by initial): the marks are
 * G(rave) A(cute) C(ircumflex) T(ilde) D(iaeresis) R(ing) ,(cedilla) /(stroke) and blank for none. */
#define LETTER_FIRST 0xc0
#define LETTER_PLAIN "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo-ouuuuypy"
#define LETTER_MARKS "GACTDR ,GACDGACD TGACTD /GACDA  GACTDR ,GACDGACD TGACTD /GACDA D"
#define MARK_INITIALS "GACTDR,/"
