# Übernehmen, was andere Programme über Dateien der Bibliothek wissen

import-open = Importieren
import-title = Importieren
import-close = Schließen
import-path = Ordner oder Datei des Servers
import-path-hint = Ein Ordner mit XMP-Begleitdateien, Bildbeschreibungen oder einem Google Takeout; die Datenbank eines Programms; oder eine exportierte Tabelle. Die Quelle wird nur gelesen.
import-kind = Was es ist
import-kind-recognised = Selbst erkennen
import-kind-xmp = XMP-Begleitdateien
import-kind-captions = Bildbeschreibungen (.txt)
import-kind-headrace = Tabelle von Headrace (JSON Lines)
import-read = Lesen
import-cancel = Abbrechen
import-reading = { $entries ->
    [one] Wird gelesen: { $entries } Eintrag
   *[other] Wird gelesen: { $entries } Einträge
}

# Was gelesen wurde. $path: der Quelle
import-was-read = { $entries ->
    [one] { $entries } Eintrag aus { $path } gelesen.
   *[other] { $entries } Einträge aus { $path } gelesen.
} { $files ->
    [0] Keine Datei der Bibliothek passt dazu.
    [one] { $files } Datei der Bibliothek passt dazu.
   *[other] { $files } Dateien der Bibliothek passen dazu.
}
import-by-path = Am Pfad erkannt: { $entries }
import-by-hash = An den Bytes erkannt: { $entries }
import-by-folder = An Ordner und Namen erkannt: { $entries }
import-by-size = An Namen und Größe erkannt: { $entries }
import-by-time = An Namen und Zeit erkannt: { $entries }
import-unmatched = { $entries ->
    [one] { $entries } Eintrag ohne Datei in der Bibliothek
   *[other] { $entries } Einträge ohne Datei in der Bibliothek
}
# $entry: Pfad einer Datei oder Begleitdatei
import-unmatched-unknown = { $entry }: Die Bibliothek hat keine solche Datei
import-unmatched-ambiguous = { $entry }: Mehrere Dateien könnten gemeint sein
import-unmatched-other-size = { $entry }: Die Datei dieses Namens hat eine andere Größe
# $details: was nicht stimmt
import-unmatched-unreadable = { $entry }: nicht lesbar ({ $details })
import-unmatched-all = Liste herunterladen

# Was aus Werten wird, die sich unterscheiden
import-conflict = Wo die Bibliothek einen anderen Wert hat
import-conflict-fill = Leeres ergänzen
import-conflict-theirs = Von dort übernehmen
import-conflict-mine = Meine behalten
import-conflict-fill-hint = Was die Bibliothek hat, bleibt. Schlagwörter und Sammlungen werden vereinigt.
import-conflict-theirs-hint = Werte der Bibliothek werden ersetzt, auch Schlagwörter. Dateien bleiben in ihren Sammlungen.
import-conflict-mine-hint = Was die Bibliothek hat, bleibt. Schlagwörter und Sammlungen bekommen nur Dateien, die keine haben.

# Was geschehen wird
import-planning = Wird mit der Bibliothek verglichen …
import-changed = Die Bibliothek wurde inzwischen geändert. Prüfen Sie den neuen Plan.
import-nothing = Nichts ändert sich: Die Bibliothek hat das alles schon.
import-sentence = { $files ->
    [one] { $files } Datei wird geändert, in einem Schritt, der rückgängig gemacht werden kann.
   *[other] { $files } Dateien werden geändert, in einem Schritt, der rückgängig gemacht werden kann.
}
import-scores = Bewertungen: { $files }
import-favourites = Favoriten: { $files }
import-keywords = Schlagwörter: { $files }
import-titles = Titel: { $files }
import-notes = Notizen: { $files }
import-hidden = Ausgeblendet: { $files }
import-collected = In Sammlungen gelegt: { $files }
import-collections = Neue Sammlungen: { $collections }
import-kept = { $files ->
    [one] { $files } Datei behält abweichende Werte.
   *[other] { $files } Dateien behalten abweichende Werte.
}
import-full = { $files ->
    [one] { $files } Datei kann nicht alle Schlagwörter bekommen.
   *[other] { $files } Dateien können nicht alle Schlagwörter bekommen.
}
import-refused = { $collections ->
    [one] { $collections } Sammlung wird ausgelassen, weil es zu viele gibt.
   *[other] { $collections } Sammlungen werden ausgelassen, weil es zu viele gibt.
}
import-apply = Importieren
