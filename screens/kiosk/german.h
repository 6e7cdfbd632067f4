/* german.h - the same in German: sentences, what keys do, refusals, reasons on the bill; see words.h.
 *
 * GERMAN_KEYS and GERMAN_REASONS pair the English with the German, GERMAN_ERRORS goes by errors.h, and %1 there is what
 * the place of failure knew, where it makes sense in any language.
 */
#define GERMAN_WORDS(W) \
    W(W_KIOSK, "%1 \u00b7 Kiosk") W(W_DESK, "%1 \u00b7 Schalter") \
    W(W_PHOTO_LAB, "Fotolabor") \
    W(W_STEP_PHOTOS, "Fotos") W(W_STEP_PRINTS, "Abz\u00fcge") W(W_STEP_DETAILS, "Angaben") W(W_STEP_BILL, "Preis") \
    W(W_STEP_TICKET, "Ticket") \
    W(W_AT_PHOTOS, "FOTOS") W(W_AT_PRINTS, "ABZ\u00dcGE") W(W_AT_DETAILS, "ANGABEN") W(W_AT_BILL, "PREIS") \
    W(W_AT_TICKET, "TICKET") \
    W(W_COUNTS, "%1 \u00b7 %2 \u00b7 Ticket %3") \
    W(W_PHOTO_ONE, "%1 Foto") W(W_PHOTO_MANY, "%1 Fotos") \
    W(W_PRINT_ONE, "%1 Abzug") W(W_PRINT_MANY, "%1 Abz\u00fcge") \
    W(W_SO_FAR, "bisher %1") W(W_PRICE_ALONE, "%1") \
    W(W_YES, "ja") W(W_NO, "nein") \
    W(W_WEEKDAYS, "So Mo Di Mi Do Fr Sa") \
    W(W_MONTHS, "Jan Feb M\u00e4r Apr Mai Jun Jul Aug Sep Okt Nov Dez") \
    W(W_DATE, "%1 %2. %3 %4") \
    W(W_DAY, "%1. %2 %3") \
    W(W_NEVER, "nie") \
    W(W_OF, "%1 von %2") W(W_NONE, "keine") \
    W(W_STILL_THERE, "Noch da? Eine Taste gen\u00fcgt; diese Seite schlie\u00dft gleich. Ticket %1") \
    W(W_FIRST_PAGE, "Das ist die erste Seite. n geht weiter, x beginnt von vorn.") \
    W(W_LEAVE, "Noch ist nichts bestellt. Verlassen? Ihre Fotos bleiben unter Ticket %1 bis %2.") \
    W(W_UNDO_NOTHING, "Es gibt nichts zur\u00fcckzunehmen.") \
    W(W_UNDONE, "Zur\u00fcckgenommen.") W(W_UNDONE_MORE, "Zur\u00fcckgenommen. Noch zur\u00fcckzunehmen: %1 (u).") \
    W(W_ASK_NUMBER, "Die Nummer (nichts: keine \u00c4nderung)") \
    W(W_NO_SUCH_LINE, "Diese Zeile gibt es nicht: %1. W\u00e4hlen Sie eine Nummer aus der Liste.") \
    W(W_WHICH_LINE, "Wo gefragt wird, welche: die Nummer einer Zeile, oder: all") \
    W(W_START, "Willkommen. Abz\u00fcge Ihrer Fotos in vier Schritten; bezahlt wird beim Abholen.") \
    W(W_START_ASK, "Was m\u00f6chten Sie tun?") \
    W(W_CHOICE_NEW, "n   Eine neue Bestellung beginnen") \
    W(W_CHOICE_TICKET, "t   Ich habe ein Ticket (Code und Passwort)") \
    W(W_CHOICE_LANGUAGE, "e   English") \
    W(W_START_TICKET, "Mit einem Ticket finden Sie Fotos und Bestellung wieder, an jedem Kiosk.") \
    W(W_START_SCAN, "Der Strichcode eines Tickets kann hier gescannt werden.") \
    W(W_START_KEPT, "Fotos bleiben nur so lange wie n\u00f6tig; das Datum steht auf Ihrem Ticket.") \
    W(W_START_TELL, "Willkommen. Neue Bestellung (n), oder weiter mit der auf Ihrem Ticket (t).") \
    W(W_ASK_CODE, "Ticketcode (12 Ziffern, oder scannen)") \
    W(W_ASK_PASSWORD, "Passwort zu Ticket %1 (6 Ziffern, auf dem Ticket)") \
    W(W_BAG, "Das ist die Nummer einer T\u00fcte. Scannen Sie das Ticket, das Sie bekommen haben.") \
    W(W_BAG_DETAIL, "es ist die Nummer einer T\u00fcte") \
    W(W_SEND, "Fotos von einem anderen Rechner senden (auch zwischendurch), mit dieser Zeile:") \
    W(W_SEND_PASSWORD, "Passwort: %1. Mit dem Ticketcode \u00f6ffnet es diese Bestellung \u00fcberall.") \
    W(W_SEND_TICKET, "Das Passwort ist das auf Ihrem Ticket.") \
    W(W_WAITS, "Wartet bis %1; ist dann nichts bestellt, werden die Fotos gel\u00f6scht.") \
    W(W_FULL, "%1 von h\u00f6chstens %2 Fotos, %3 von %4 MB. Sie erscheinen hier von selbst.") \
    W(W_NO_PHOTOS, "Noch keine Fotos.") \
    W(W_PURGED, "Die Fotos sind nicht mehr da.") \
    W(W_CAME_ONE, "Jetzt ist %1 Foto da; das letzte ist %2.") W(W_CAME_MANY, "Jetzt sind %1 Fotos da; das letzte ist %2.") \
    W(W_ARRIVING, "%1 %2 MB, %3 MB/s, %4 gesendet") W(W_ARRIVING_OF, "%1 %2 von %3 MB, %4 MB/s, noch %6 s, %5 gesendet") \
    W(W_NO_CARD, "Eine Karte wird an einem Terminal im Laden gelesen. Senden Sie Fotos mit der Zeile oben.") \
    W(W_ARRIVING_CHECK, "%1 gesendet; davon werden %2 noch angesehen") \
    W(W_NONE_YET, "Noch sind keine Fotos da. Senden Sie welche; sie erscheinen hier von selbst.") \
    W(W_NONE_YET_LINE, "Noch sind keine Fotos da. Senden Sie welche mit der Zeile oben.") \
    W(W_GONE, "Die Fotos dieser Bestellung sind nicht mehr da.") \
    W(W_NO_DISCARD, "Es ist bestellt. Absagen k\u00f6nnen Sie am Schalter.") \
    W(W_DISCARD, "Diese Bestellung und ihre %1 Fotos wegwerfen?") \
    W(W_NO_PHOTO, "kein Foto") \
    W(W_FIRST_PHOTO, "Das war das erste Foto.") W(W_LAST_PHOTO, "Das war das letzte Foto.") \
    W(W_THE_SMALL_PICTURE, "das kleine Bild") \
    W(W_FILL, "voll") W(W_FIT, "ganz") W(W_ACTUAL, "1:1") \
    W(W_NOTHING_CUT, "nichts wird abgeschnitten") \
    W(W_ALL_SHOWN, "das ganze Foto; R\u00e4nder k\u00f6nnen wei\u00df sein") \
    W(W_NOT_ENLARGED, "1:1, nicht vergr\u00f6\u00dfert") \
    W(W_CUT_OFF, "%1 % abgeschnitten; < > verschiebt") \
    W(W_SOFT, "! %1 Pixel je Zoll: wird unscharf") W(W_SHARP, "%1 Pixel je Zoll: scharf") \
    W(W_LINE, "%1 %2, %3 x, %4") \
    W(W_BORDERED, "mit wei\u00dfem Rand") \
    W(W_DAMAGED, "! besch\u00e4digt") W(W_NOT_PRINTED, "kein Abzug") W(W_TOO_SMALL, "! zu klein daf\u00fcr") \
    W(W_NOT_PRINTED_PLUS, "Von diesem Foto gibt es keinen Abzug. + macht einen.") \
    W(W_NO_PHOTOS_BACK, "Noch keine Fotos. b geht dahin zur\u00fcck, wo sie ankommen.") \
    W(W_PICK_HINT, "Leertaste w\u00e4hlt Zeilen, a alle: dann wirken s, + - und die anderen auf alle.") \
    W(W_CHANGED, "%1 Zeilen ge\u00e4ndert. u nimmt es zur\u00fcck.") \
    W(W_NOTHING_TO_MOVE, "Von diesem Foto wird nichts abgeschnitten, also gibt es nichts zu verschieben.") \
    W(W_NOTHING_TO_PRINT, "Noch gibt es keinen Abzug. + macht einen vom Foto mit der Marke.") \
    W(W_WHICH_SIZE, "Welche Gr\u00f6\u00dfe? Preise f\u00fcr einen Abzug. (%1)") \
    W(W_WHICH_SIZE_ALL, "Welche Gr\u00f6\u00dfe f\u00fcr diese %1 Fotos? Preise f\u00fcr einen Abzug.") \
    W(W_SMALL_ONE, "! hier %1 Pixel je Zoll: wird unscharf") \
    W(W_SMALL_SOME, "! zu klein f\u00fcr %1 von %2 Fotos") \
    W(W_PHOTO_IN, "%1 in %2") \
    W(W_WHOLE_IN, "Alle %1 Fotos in %2") \
    W(W_WHOLE_DONE, "Alle %1 Fotos: %2 %3, je %4. u nimmt es zur\u00fcck.") \
    W(W_INDEX_DONE, "Ein Indexprint aller %1 Fotos kommt dazu: %2 %3, %4. u nimmt es zur\u00fcck.") \
    W(W_F_COPIES, "Anzahl") W(W_F_COPIES_HINT, "1 bis 999; 0: kein Abzug") \
    W(W_F_SURFACE, "Oberfl\u00e4che") W(W_F_SURFACE_HINT, "die Leertaste wechselt sie") \
    W(W_F_MODE, "Ausschnitt") \
    W(W_F_MODE_HINT, "voll: R\u00e4nder fallen weg; ganz: R\u00e4nder k\u00f6nnen wei\u00df sein; 1:1: nicht vergr\u00f6\u00dfert") \
    W(W_F_BORDER, "Wei\u00dfer Rand") W(W_F_BORDER_HINT, "die Leertaste \u00e4ndert es") \
    W(W_DETAILS, "F\u00fcr wen ist es, und wann? Nichts muss ausgef\u00fcllt sein; n geht weiter.") \
    W(W_NAME, "Name") W(W_NAME_HINT, "f\u00fcr die T\u00fcte; leer bleiben Sie ungenannt") \
    W(W_PHONE, "Telefon") W(W_PHONE_HINT, "nur falls wir zu dieser Bestellung etwas fragen m\u00fcssen") \
    W(W_NOTE, "Bemerkung") W(W_NOTE_HINT, "was wir wissen sollten") \
    W(W_SERVICE, "Fertig bis") \
    W(W_NUMBER, "Kundennummer") W(W_NUMBER_HINT, "7 Ziffern, auf der Kundenkarte; leer: weiter als Gast") \
    W(W_PIN, "PIN") W(W_PIN_HINT, "wird beim Tippen nicht gezeigt") \
    W(W_NUMBER_AND_PIN, "Ihre Kundennummer und ihre PIN") \
    W(W_DESK_NUMBER, "Kundennummer; hier ohne PIN") \
    W(W_NUMBER_WHY, "Mit Kundennummer und PIN kann es ohne Wartezeit losgehen.") \
    W(W_PERSONAL, "Name, Telefon und Bemerkung werden einige Zeit nach der Bestellung gel\u00f6scht.") \
    W(W_WHO_FOR, "F\u00fcr wen ist es?") \
    W(W_HOW_SOON, "Bis wann brauchen Sie es?") \
    W(W_READY_BY, "fertig bis %1") \
    W(W_DESK_CUSTOMER, "Kundennummer %1, %2.") W(W_WELCOME, "Willkommen.") W(W_WELCOME_NAME, "Willkommen, %1.") \
    W(W_GUEST, "Es geht als Gast weiter.") \
    W(W_TOTAL, "Summe") \
    W(W_PLACED_ALREADY, "Es ist schon bestellt; \u00c4nderungen sind gespeichert. n zeigt das Ticket.") \
    W(W_PLACE, "F\u00fcr %1 bestellen?") \
    W(W_SOFT_ONE, "! %1 Abzug wird unscharf (unter 200 Pixel je Zoll); b b f\u00fchrt zu den Gr\u00f6\u00dfen.") \
    W(W_SOFT_MANY, "! %1 Abz\u00fcge werden unscharf (unter 200 Pixel je Zoll); b b f\u00fchrt zu den Gr\u00f6\u00dfen.") \
    W(W_PROMISE, "Service: %1, fertig bis %2.") \
    W(W_BILL_WAITS, "Bestellung und Fotos warten bis %1, dann werden sie gel\u00f6scht.") \
    W(W_BILL_KEPT, "Bestellung und Fotos warten bis %1.") \
    W(W_BILL_PLACE, "P bestellt. Gemacht wird erst, wenn Sie Ihr Ticket am Schalter zeigen.") \
    W(W_BILL_PLACED, "Es ist bestellt, und \u00c4nderungen sind gespeichert. n zeigt das Ticket.") \
    W(W_T_TICKET, "Ticket") W(W_T_PASSWORD, "Passwort") W(W_T_GIVEN, "das Ihnen dazu gegebene") \
    W(W_T_PRICE, "Preis") W(W_T_DUE, "Offen") W(W_T_PAID, "Bezahlt") \
    W(W_T_KEPT, "Ihre Fotos bleiben bis %1.") \
    W(W_T_PURGED, "Die Fotos sind nicht mehr da.") \
    W(W_T_TOGETHER, "Code und Passwort zusammen \u00f6ffnen diese Bestellung wieder, an jedem Kiosk.") \
    W(W_MADE, "%1 von %2 Abz\u00fcgen sind gemacht.") \
    W(W_ASK_COUNTER, "Bitte fragen Sie am Schalter: Etwas ist noch zu kl\u00e4ren.") \
    W(W_NO_CHANGE, "Das kann nicht mehr ge\u00e4ndert werden. Fragen Sie am Schalter.") \
    W(W_NO_PRINTER, "Hier steht kein Drucker. Schreiben Sie Code und Passwort auf, oder fotografieren Sie sie.") \
    W(W_CODE_COMES, "Der Code ist noch unterwegs; gleich noch einmal.") \
    W(W_CODE_NO_ROOM, "Der Bildschirm ist zu klein f\u00fcr den Code. Eine Taste geht zur\u00fcck; tippen Sie die Ziffern.") \
    W(W_IS_OPEN, "Noch ist nichts bestellt.") \
    W(W_OPEN_NEXT, "Gehen Sie zur\u00fcck (b) zum Preis und bestellen Sie. Es wartet bis %1.") \
    W(W_IS_HELD, "Bestellt.") \
    W(W_HELD_NEXT, "Bringen Sie dieses Ticket bis %1 zum Schalter; dann wird es gemacht.") \
    W(W_IS_AUTHENTICATED, "Angenommen; es wird gemacht.") \
    W(W_IS_PRODUCING, "Es wird gerade gemacht.") \
    W(W_MAKING_NEXT, "Es sollte bis %1 fertig sein. Bringen Sie dieses Ticket zum Abholen mit.") \
    W(W_IS_READY, "Es ist fertig.") \
    W(W_READY_NEXT, "Holen Sie es bis %1 am Schalter ab. Bringen Sie dieses Ticket mit.") \
    W(W_IS_COLLECTED, "Es ist abgeholt. Danke.") \
    W(W_IS_DISCARDED, "Es ist weggeworfen.") \
    W(W_IS_CANCELLED, "Es ist abgesagt.") \
    W(W_IS_EXPIRED, "Das Ticket ist abgelaufen.") \
    W(W_IS_UNCLAIMED, "Es wurde nicht rechtzeitig abgeholt.") \
    W(W_OVER_NEXT, "Mit x beginnt eine neue Bestellung.") \
    W(W_ASK_NEXT, "Fragen Sie am Schalter, oder beginnen Sie mit x eine neue Bestellung.")

#define GERMAN_KEYS(K) \
    K("HELP", "HILFE") K("Space", "Leertaste") K("any key", "eine Taste") K("prints", "Abz\u00fcge") K("details", "Angaben") \
    K("bill", "Preis") K("kiosk", "Kiosk") K("code", "Code") K("photo", "Foto") K("fields", "Formular") \
    K("help", "Hilfe") K("next", "weiter") K("back", "zur\u00fcck") K("start over", "von vorn") K("new order", "neu") \
    K("ticket", "Ticket") K("choose", "w\u00e4hlen") K("Deutsch", "Sprache") K("look", "ansehen") \
    K("contact sheet", "Kontaktbogen") K("list", "Liste") K("picture style", "Bildart") K("throw away", "wegwerfen") \
    K("change", "\u00e4ndern") K("pick", "ausw\u00e4hlen") K("all", "alle") K("copies", "Anzahl") K("size", "Gr\u00f6\u00dfe") \
    K("whole order", "alles gleich") K("undo", "Schritt zur\u00fcck") K("fill in", "ausf\u00fcllen") \
    K("place the order", "bestellen") K("photos", "Fotos") K("change the order", "Bestellung \u00e4ndern") \
    K("large code", "gro\u00dfer Code") K("done, start over", "fertig, von vorn") K("next photo", "n\u00e4chstes") \
    K("previous", "voriges") K("style", "Bildart") K("take this", "das nehmen") K("next field, then done", "weiter, am Ende fertig") \
    K("print", "drucken") K("Print the ticket, where this terminal has a printer", "Das Ticket drucken, wenn hier ein Drucker steht") \
    K("Draw the screen again", "Den Bildschirm neu zeichnen") \
    K("The next field; on the last one: done", "Das n\u00e4chste Feld; im letzten: fertig") \
    K("Back to the page before", "Zur Seite davor") \
    K("Go on to the next page", "Zur n\u00e4chsten Seite") K("Go back one page", "Eine Seite zur\u00fcck") \
    K("Leave this order; it stays under its ticket", "Diese Bestellung verlassen; sie bleibt unter ihrem Ticket") \
    K("Start a new order: you get a ticket at once", "Eine neue Bestellung: Sie bekommen gleich ein Ticket") \
    K("Go on with an order, or look at it: type or scan its ticket", "Eine Bestellung fortsetzen oder ansehen: Ticket tippen oder scannen") \
    K("The other language: d Deutsch, e English", "Die andere Sprache: d Deutsch, e English") \
    K("Take the line with the mark", "Die Zeile mit der Marke nehmen") \
    K("The photo as large as the screen allows", "Das Foto so gro\u00df, wie der Bildschirm es erlaubt") \
    K("All photos as small pictures", "Alle Fotos als kleine Bilder") \
    K("The photos as a list, and how to send more", "Die Fotos als Liste, und wie man mehr sendet") \
    K("Other ways to draw pictures: letters, inverted, colours", "Bilder anders zeichnen: Buchstaben, umgekehrt, Farben") \
    K("card", "Karte") K("mark", "markieren") K("none", "keine") K("take in", "\u00fcbernehmen") \
    K("camera's order", "Kamera-Auftrag") \
    K("Photos from a card in this terminal's reader", "Fotos von einer Karte im Leser dieses Terminals") \
    K("Mark this photo, or take the mark away", "Dieses Foto markieren oder die Marke wegnehmen") \
    K("Mark all photos on the card", "Alle Fotos auf der Karte markieren") \
    K("Take all marks away", "Alle Marken wegnehmen") \
    K("Take the marked photos into the order", "Die markierten Fotos in die Bestellung \u00fcbernehmen") \
    K("Take in what was ordered on the camera, with its copies", "\u00dcbernehmen, was auf der Kamera bestellt wurde, mit der Anzahl") \
    K("Back; what is being taken in stops after this photo", "Zur\u00fcck; was \u00fcbernommen wird, h\u00f6rt nach diesem Foto auf") \
    K("PHOTOS FROM THE CARD", "FOTOS VON DER KARTE") \
    K("There is no card in the reader, or it cannot be read. Put it in, then come back here.", \
      "Im Leser ist keine Karte, oder sie ist nicht lesbar. Stecken Sie sie ein und kommen Sie wieder her.") \
    K("The card is still being looked through. A moment, please.", "Die Karte wird noch durchgesehen. Einen Moment, bitte.") \
    K("Photos are being taken in already.", "Es werden schon Fotos \u00fcbernommen.") \
    K("Nothing is marked. Space marks a photo, a marks all.", "Nichts ist markiert. Leertaste markiert ein Foto, a alle.") \
    K("Nothing was ordered on the camera.", "Auf der Kamera wurde nichts bestellt.") \
    K("%1 photos so far; the card is being looked through", "bisher %1 Fotos; die Karte wird durchgesehen") \
    K("%1 photos, %2 marked (%3 MB); there is more on the card than can be shown", \
      "%1 Fotos, %2 markiert (%3 MB); auf der Karte ist mehr, als gezeigt werden kann") \
    K("%1 photos, %2 marked (%3 MB); %4 other files stay on the card", \
      "%1 Fotos, %2 markiert (%3 MB); %4 andere Dateien bleiben auf der Karte") \
    K("%1 photos, %2 marked (%3 MB)", "%1 Fotos, %2 markiert (%3 MB)") \
    K("The camera ordered %1 photos, %2 prints: o takes them in with its copies.", \
      "Auf der Kamera sind %1 Fotos bestellt, %2 Abz\u00fcge: o \u00fcbernimmt sie mit dieser Anzahl.") \
    K("%1  %2 MB/s, %3 taken in, %4 refused", "%1  %2 MB/s, %3 \u00fcbernommen, %4 abgelehnt") \
    K("%3 taken in, %4 refused. %5", "%3 \u00fcbernommen, %4 abgelehnt. %5") \
    K("%3 taken in. b goes back to the order.", "%3 \u00fcbernommen. b geht zur\u00fcck zur Bestellung.") \
    K("Throw this order and its photos away", "Diese Bestellung und ihre Fotos wegwerfen") \
    K("Copies, surface, border of this line in a form", "Anzahl, Oberfl\u00e4che, Rand dieser Zeile in einem Formular") \
    K("Pick this line, or not any more: keys then work on all picked lines", "Diese Zeile ausw\u00e4hlen oder nicht mehr: Tasten wirken dann auf alle ausgew\u00e4hlten") \
    K("Pick all lines; again: none", "Alle Zeilen ausw\u00e4hlen; noch einmal: keine") \
    K("One copy more", "Ein Abzug mehr") K("One copy less; none left: not printed", "Ein Abzug weniger; keiner mehr: kein Abzug") \
    K("Choose the size, with prices", "Die Gr\u00f6\u00dfe w\u00e4hlen, mit Preisen") \
    K("The same size, surface and copies for every photo", "Gr\u00f6\u00dfe, Oberfl\u00e4che und Anzahl f\u00fcr alle Fotos gleich") \
    K("Take the last change back; again: the one before", "Die letzte \u00c4nderung zur\u00fccknehmen; noch einmal: die davor") \
    K("The next surface: glossy, matte ...", "Die n\u00e4chste Oberfl\u00e4che") \
    K("Fill the print, show the whole photo, or actual size", "Den Abzug f\u00fcllen, das ganze Foto zeigen, oder 1:1") \
    K("The same photo in one more size", "Dasselbe Foto in noch einer Gr\u00f6\u00dfe") K("Do not print it", "Keinen Abzug davon") \
    K("Move the part that is printed to the left, or up", "Den Ausschnitt nach links oder oben schieben") \
    K("Move it to the right, or down", "Nach rechts oder unten schieben") \
    K("Fill in or change this line", "Diese Zeile ausf\u00fcllen oder \u00e4ndern") \
    K("Order this; your ticket follows", "Bestellen; Ihr Ticket folgt") \
    K("Look at the photos of this order", "Die Fotos dieser Bestellung ansehen") \
    K("Change sizes and copies; the price is worked out again", "Gr\u00f6\u00dfen und Anzahl \u00e4ndern; der Preis wird neu berechnet") \
    K("The code as large as the screen allows, for a reader", "Der Code so gro\u00df wie m\u00f6glich, f\u00fcr ein Leseger\u00e4t") \
    K("Draw the bar codes the other way round, if a reader does not take them", "Die Codes umgekehrt zeichnen, falls ein Leser sie nicht nimmt") \
    K("The next photo", "Das n\u00e4chste Foto") K("The photo before", "Das vorige Foto") K("Back to the list", "Zur Liste") \
    K("Back without a change", "Zur\u00fcck ohne \u00c4nderung")

#define GERMAN_ERRORS(E) \
    E(ERR_SLOW_DOWN, "Zu viele falsche Versuche. Warten Sie etwas, oder kommen Sie zum Schalter.") \
    E(ERR_CODE, "Das ist kein Ticketcode. Lesen Sie ihn noch einmal vom Ticket ab; er hat 12 Ziffern.") \
    E(ERR_TICKET, "Zu diesem Code und Passwort gibt es keine Bestellung. Pr\u00fcfen Sie beides, oder fragen Sie am Schalter.") \
    E(ERR_NO_ORDER, "Diese Bestellung gibt es nicht. Pr\u00fcfen Sie den Code.") \
    E(ERR_STATE, "Das geht jetzt nicht mehr. Das Ticket zeigt, wie es um die Bestellung steht.") \
    E(ERR_NO_PHOTOS, "Noch sind keine Fotos da. Senden Sie zuerst mindestens eines.") \
    E(ERR_NO_LINES, "Noch ist nichts bestellt. W\u00e4hlen Sie f\u00fcr mindestens ein Foto eine Gr\u00f6\u00dfe.") \
    E(ERR_PRODUCT, "Das gibt es hier nicht: %1. W\u00e4hlen Sie Gr\u00f6\u00dfe und Oberfl\u00e4che aus der Liste.") \
    E(ERR_CLASS, "Das gibt es hier nicht: %1. W\u00e4hlen Sie aus der Liste.") \
    E(ERR_COPIES, "Die Anzahl muss zwischen 1 und 999 liegen, nicht %1.") \
    E(ERR_OVERFLOW, "Diese Summe ist zu gro\u00df, um richtig zu sein. Pr\u00fcfen Sie die Anzahlen.") \
    E(ERR_TOO_LONG, "Das ist zu lang. K\u00fcrzen Sie es.") \
    E(ERR_QUOTA, "Die Bestellung ist voll. Bestellen Sie, und beginnen Sie dann eine neue.") \
    E(ERR_CUSTOMER, "Kundennummer oder PIN ist falsch. Pr\u00fcfen Sie beide, oder bestellen Sie als Gast.") \
    E(ERR_EXPIRED, "Das Ticket ist abgelaufen, und die Fotos sind gel\u00f6scht. Bitte bestellen Sie neu.") \
    E(ERR_PHOTOS_GONE, "Die Fotos dieser Bestellung sind gel\u00f6scht. Bitte bringen Sie sie noch einmal.") \
    E(ERR_DISK, "Der Laden hat gerade keinen Platz. Bitte fragen Sie am Schalter.") \
    E(ERR_IO, "Lesen oder Schreiben ging nicht: %1. Versuchen Sie es noch einmal.") \
    E(ERR_STORE, "Das wurde nicht gespeichert. Bitte fragen Sie am Schalter.") \
    E(ERR_CLOSED, "Der Laden ist gerade geschlossen.") \
    E(ERR_LIMIT, "Hier ist gerade viel los. Versuchen Sie es in einer Minute noch einmal.") \
    E(ERR_RIGHT, "Das d\u00fcrfen Sie hier nicht. Fragen Sie am Schalter.") \
    E(ERR_PLACE, "Das geht nicht von hier. Gehen Sie zum Schalter.")

#define GERMAN_REASONS(R) \
    R("%1, from %2: %3 each", "%1, ab %2: je %3") \
    R("%1, %2 each", "%1, je %2") \
    R("%1 white border", "%1 wei\u00dfer Rand") \
    R("%1, %2% on the goods", "%1, %2% auf die Ware") \
    R("up to the minimum of %1", "bis zum Mindestbetrag von %1") \
    R("member, %1% less", "Mitglied, %1% weniger") \
    R("of which %1% tax: %2", "darin %1% Steuer: %2") \
    R("%1% tax", "%1% Steuer")
