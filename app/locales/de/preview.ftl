# Der Schritt Vorschau, und das Raster der Dateien, das auch die Bibliothek zeigt

preview-title = Vor der Übernahme prüfen
preview-files = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}
preview-matches = { $files ->
    [one] { $files } Treffer
   *[other] { $files } Treffer
}
preview-cards = { $cards ->
    [one] { $cards } Karte
   *[other] { $cards } Karten
}
preview-running = Wird noch eingelesen: { $percent }{ "\u00A0" }%
preview-total-images = { $files ->
    [one] { $files } Bild
   *[other] { $files } Bilder
}
preview-total-videos = { $files ->
    [one] { $files } Video
   *[other] { $files } Videos
}
preview-total-prompt = { $files } mit Prompt
preview-total-score = { $files } mit Bewertung

preview-groups = Was eine Übernahme bewirkt
preview-groups-tiles = Gruppen
preview-group-new = Neu
preview-group-changed = Geändert
preview-group-moved = Verschoben
preview-group-duplicate = Duplikat
preview-group-same = Gleich
preview-group-gone = Fehlt
preview-group-unknown = nicht zu ermitteln
preview-group-choice = { $files ->
    [one] Diese Datei
   *[other] Alle { $files } Dateien
}

preview-search = In Namen und Prompts suchen
preview-search-example = Name oder Prompt
preview-show = Anzeigen
preview-show-all = Alle
preview-show-ok = OK
preview-show-failed = Fehlgeschlagen
preview-show-skipped = Übersprungen
preview-show-nsfw = NSFW
preview-show-warnings = Warnungen
preview-show-unread = Bilder noch nicht gelesen
preview-show-edited = Bearbeitet
preview-show-excluded = Ausgeschlossen
preview-show-copies = Kopien vergleichen
preview-tools = Filter und Ansicht
preview-keywords = Stichwörter
preview-nsfw = NSFW
preview-reveal = NSFW zeigen
preview-view = Ansicht
preview-report = Bericht

preview-sort = Sortieren nach
preview-sort-name = Name, A bis Z
preview-sort-name-reversed = Name, Z bis A
preview-sort-newest = Neueste zuerst
preview-sort-oldest = Älteste zuerst
preview-sort-highest = Höchste Bewertung
preview-sort-lowest = Niedrigste Bewertung
preview-sort-largest = Größte zuerst
preview-sort-smallest = Kleinste zuerst
preview-sort-nsfw = Wahrscheinlich NSFW zuerst
preview-sort-outcome = Nach Ergebnis

preview-threshold = Schwellenwert
preview-threshold-nsfw = NSFW-Schwellenwert
preview-threshold-percent = { $percent }{ "\u00A0" }%
preview-threshold-marks = markiert { $nsfw } von { $ok }
preview-threshold-writing = Die Bibliothek wird gerade geschrieben.
preview-threshold-committed =
    Schon in der Bibliothek. Machen Sie die Übernahme rückgängig, um den Schwellenwert zu ändern.

preview-fold = Varianten gruppieren
preview-fold-what = Gleicher Prompt, Workflow oder Seed
preview-fold-whole = Varianten gruppieren (gleicher Prompt, Workflow oder Seed)
preview-stack = { $files ->
    [one] Stapel mit { $files } Datei
   *[other] Stapel mit { $files } Dateien
}
preview-stack-back = Alle Dateien
preview-stack-choices = Der ganze Stapel
preview-stack-include = Alle einschließen
preview-stack-exclude = Alle ausschließen

preview-copies = Vergleichen
preview-copies-exact = Identische Dateien
preview-copies-pixels = Identische Bilder
preview-copies-near = Ähnliche Bilder
preview-copies-exact-title = identische Dateien
preview-copies-pixels-title = identische Bilder
preview-copies-near-title = ähnliche Bilder
preview-copies-groups = { $groups ->
    [one] { $groups } Gruppe mit { $files } Dateien
   *[other] { $groups } Gruppen mit { $files } Dateien
}
preview-copies-none = Keine Duplikate
preview-copies-none-exact = Alle Dateien dieser Sitzung sind verschieden.
preview-copies-none-pixels = Keine zwei Dateien dieser Sitzung haben dasselbe Bild.
preview-copies-none-near = Keine zwei Bilder dieser Sitzung sehen sich ähnlich.
preview-copies-in-library = In Bibliothek
preview-copies-in-library-name = { $name }, in der Bibliothek
preview-copies-first = verglichen mit
preview-copies-distance = { $bits } von 64 Bit verschieden

preview-empty-title = Keine Treffer
preview-empty-text = Nichts in dieser Sitzung passt zu diesen Filtern.
preview-filters-clear = Filter zurücksetzen
preview-lost-title = Die Dateien konnten nicht geladen werden
preview-lost-again = Erneut versuchen

preview-to-process = Fortschritt
preview-edits = Bearbeitungen
preview-edits-undo = Rückgängig machen
preview-edits-undo-key = Rückgängig machen (Ctrl+Z)
preview-edits-redo = Wiederholen
preview-edits-redo-key = Wiederholen (Ctrl+Shift+Z)
preview-edits-list = Liste der Bearbeitungen
preview-keys = { $x } ausschließen · { $range } Bereich ausschließen · { $rate } bewerten · { $all } alle Tasten
preview-to-commit = Zur Übernahme
preview-to-commit-changes = Übernehmen
preview-to-commit-done = Zur Übernahme
preview-to-commit-viewer = Übernahme ansehen

grid-files = Dateien
grid-columns = Spalten
grid-go-to = Gehe zu
grid-place = { $place } von { $total }
grid-loading = Wird geladen
grid-group = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}
grid-group-first = die ersten { $files } werden gezeigt

grid-layout = Layout
grid-layout-square = Quadrate
grid-layout-justified = Ganze Bilder
grid-layout-list = Liste
grid-size = Größe

grid-column-name = Name
grid-column-folder = Ordner
grid-column-size = Größe
grid-column-pixels = Pixel
grid-column-date = Datum
grid-column-score = Bewertung
grid-column-tool = Tool
grid-column-model = Modell
grid-column-outcome = Ergebnis
grid-sort-name = Nach Name sortieren
grid-sort-size = Nach Größe sortieren
grid-sort-date = Nach Datum sortieren
grid-sort-score = Nach Bewertung sortieren
grid-sort-outcome = Nach Ergebnis sortieren
grid-outcome-ok = ok
grid-outcome-failed = fehlgeschlagen
grid-outcome-skipped = übersprungen
grid-outcome-pending = ausstehend
