/* conventions.h - the makers' ways with a hot folder: CONVENTION(name, back); what each lays into it stands in
 * src/printer/convention.c.
 *
 * back  characters of text that the lab prints on the back of a print; 0: what it reads has no place for that. 40 is what
 *       Fuji's Frontier software takes; nobody says how many Noritsu's does, and 40 go on a line there too.
 */
#define CONVENTION_ROWS(CONVENTION) \
    CONVENTION(dnp, 0) \
    CONVENTION(noritsu, 40) \
    CONVENTION(fuji, 40)

/* What may stand there: neither a quote nor what the Frontier refuses (% ( ; ' ~), and ASCII only. */
#define BACK_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -.,:/#+*&@!?_"
