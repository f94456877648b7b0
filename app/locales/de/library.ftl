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
