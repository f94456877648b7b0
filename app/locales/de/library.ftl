# Die Bibliothek: ihre Suche, ihre Filter und ihre Reihenfolge

library-title = Bibliothek
library-search = Bibliothek durchsuchen: Wörter, "Wortfolgen", feld:wert, AND OR NOT ( )
library-search-hint = Wörter, "eine Wortfolge", -ohne dies
library-to-ingest = Einlesen

library-tools = Filter und Ansicht
library-show-nsfw = NSFW zeigen
library-sort = Sortieren nach
library-sort-collection-asc = Eigene Reihenfolge
library-sort-added-desc = Zuletzt hinzugefügt
library-sort-added-asc = Zuerst hinzugefügt
library-sort-captured-desc = Neueste zuerst
library-sort-captured-asc = Älteste zuerst
library-sort-score-desc = Höchste Bewertung
library-sort-score-asc = Niedrigste Bewertung
library-sort-size-desc = Größte zuerst
library-sort-size-asc = Kleinste zuerst
library-sort-path-asc = Pfad, A bis Z
library-sort-path-desc = Pfad, Z bis A
library-browse = Stöbern
library-browse-title = Sammlungen, gespeicherte Suchen und Ordner
library-share = Teilen
library-view = Ansicht
library-filters = Filter

library-kind = Art
library-images = Bilder
library-videos = Videos
library-marks = Markierungen
library-favourites = Favoriten
library-not-favourites = Keine Favoriten
library-nsfw = NSFW
library-not-nsfw = Nicht NSFW
library-hidden = Ausgeblendete Dateien
library-unread = Bilder noch nicht gelesen
library-not-unread = Bilder gelesen
library-keyword = Stichwort
library-keyword-hint = Wählen oder eingeben
library-tool = Tool
library-model = Modell
library-format = Format
library-score = Bewertung
library-captured = Aufgenommen
library-captured-from-label = Aufgenommen ab
library-captured-to-label = Aufgenommen bis
library-added = Hinzugefügt
library-added-from-label = Hinzugefügt ab
library-added-to-label = Hinzugefügt bis
library-size = Größe in MB
library-size-from-label = Mindestgröße in MB
library-size-to-label = Höchstgröße in MB
library-range-to = bis
library-folder = Ordner
library-folder-hint = Beliebiger Teil des Pfads
library-folder-files = { $files ->
    [one] { $path } ({ $files } Datei)
   *[other] { $path } ({ $files } Dateien)
}
library-any = Beliebig
library-rated = Bewertet (beliebig)
library-score-least = { $stars } oder mehr

library-chosen = Gewählte Filter
library-chosen-remove = Entfernen: { $filter }
library-chosen-keyword = Stichwort { $keyword }
library-chosen-score = Bewertung { $stars }
library-chosen-score-least = Bewertung { $stars } oder mehr
library-chosen-captured-from = Aufgenommen ab { $date }
library-chosen-captured-to = Aufgenommen bis { $date }
library-chosen-added-from = Hinzugefügt ab { $date }
library-chosen-added-to = Hinzugefügt bis { $date }
library-chosen-commit = Hinzugefügt durch Übernahme { $commit }
library-chosen-size-from = Ab { $megabytes } MB
library-chosen-size-to = Bis { $megabytes } MB
library-chosen-collection = In Sammlung { $collection }
library-chosen-folder = In { $folder }

library-columns = Spalten
library-files = Dateien
library-total-files = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}
library-total-matches = { $files } Treffer
library-more-files = Mehr als { $files } Dateien
library-more-matches = Mehr als { $files } Treffer
library-pending = { $changes ->
    [one] Die Bibliothek hat sich gerade geändert. { $changes } Änderung ist noch nicht durchsuchbar.
   *[other] Die Bibliothek hat sich gerade geändert. { $changes } Änderungen sind noch nicht durchsuchbar.
}
library-no-date = Ohne Datum

library-empty-title = Die Bibliothek ist leer
library-empty-text = Übernommene Dateien erscheinen hier.
library-no-match-title = Keine Treffer
library-no-match-text = Nichts in der Bibliothek passt zu all diesen Wörtern und Filtern.
library-clear = Suche und Filter zurücksetzen
library-ingest-folder = Ordner einlesen
library-failed-title = Die Bibliothek konnte nicht durchsucht werden
library-failed-retry = Erneut versuchen

# Das Suchfeld und seine Sprache
library-completions = Vorschläge
library-completion-files = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}
library-term = Beliebiges Feld
library-term-value = Wert
library-term-add = Hinzufügen
# $term: ein Teil der Suche, der nicht zutreffen darf
library-term-not = nicht { $term }

duplicates-title = Duplikate auflösen
duplicates-close = Schließen
duplicates-rules = Von jeder Gruppe gleicher Dateien bleibt die, die nach diesen Regeln die erste ist:
duplicates-rule-largest = Größte: meiste Pixel, dann meiste Bytes
duplicates-rule-prompt = Hat ihren Prompt
duplicates-rule-oldest = Älteste: zuerst aufgenommen, dann zuerst hinzugefügt
duplicates-rule-folder = Liegt im bevorzugten Ordner
duplicates-rule-score = Beste Bewertung
duplicates-rule-up = Nach oben: { $rule }
duplicates-rule-down = Nach unten: { $rule }
duplicates-rule-moved = { $rule }: Platz { $place } von { $total }
duplicates-folder = Bevorzugter Ordner
duplicates-folder-hint = /bilder/beste
duplicates-alike = Auch Bilder, die sich nur ähnlich sehen
duplicates-changed = Die Bibliothek wurde inzwischen geändert. Das ist der neue Plan.
duplicates-pending = Neue Dateien werden noch indexiert. Danach wird der Plan neu gemacht.
duplicates-groups = Gruppen gleicher Dateien
duplicates-more = { $groups ->
    [one] { $groups } weitere Gruppe zeigen
   *[other] { $groups } weitere Gruppen zeigen
}
duplicates-planning = Dateien werden verglichen …
duplicates-none = Es gibt keine Duplikate.
duplicates-sentence = { $groups ->
    [one] { $groups } Gruppe
   *[other] { $groups } Gruppen
}: { $hidden ->
    [one] { $hidden } Kopie wird ausgeblendet
   *[other] { $hidden } Kopien werden ausgeblendet
}, { $merged ->
    [0] keine Markierungen werden zusammengeführt
   *[other] bei { $merged } werden Markierungen zusammengeführt
}. Die Dateien selbst bleiben, wie sie sind.
duplicates-solve = Auflösen
duplicates-kept = Bleibt
duplicates-hidden = Ausgeblendet
duplicates-others = { $files ->
    [one] und { $files } weitere Datei
   *[other] und { $files } weitere Dateien
}
duplicates-score = Bewertung { $score }
duplicates-why-largest = Bleibt, weil sie die größte ist.
duplicates-why-prompt = Bleibt, weil sie ihren Prompt hat.
duplicates-why-oldest = Bleibt, weil sie die älteste ist.
duplicates-why-folder = Bleibt, weil sie im bevorzugten Ordner liegt.
duplicates-why-score = Bleibt, weil sie die beste Bewertung hat.
duplicates-why-complete = Bleibt, weil nur zu ihr ein RAW-Foto oder Video gehört.
duplicates-why-first = Bleibt, weil die Bibliothek sie zuerst hatte; keine Regel unterscheidet die Dateien.
duplicates-merges = Sie übernimmt Markierungen der anderen.
duplicates-compare = Vergleichen
duplicates-compare-group = Kopien von { $name } vergleichen
