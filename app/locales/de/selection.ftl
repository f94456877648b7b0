# Mehrere Dateien auswählen, und die Liste der Bearbeitungen

selection-title = Ausgewählte Dateien
selection-none = Auswahl aufheben
selection-none-key = Auswahl aufheben (Esc)
selection-count = { $files ->
    [one] { $files } Datei ausgewählt
   *[other] { $files } Dateien ausgewählt
}
selection-all = Alle { $files } auswählen
selection-score = Bewertung
selection-reject = Ablehnen
selection-no-score = Keine Bewertung
selection-favourite = Favorit
selection-favourite-key = Favorit (f)
selection-keywords = Stichwörter
selection-keywords-field = Stichwörter, durch Kommas getrennt
selection-keywords-example = Stichwort, Stichwort
selection-keywords-add = Hinzufügen
selection-keywords-remove = Entfernen
selection-include = Einschließen
selection-exclude = Ausschließen
selection-remove = Aus Bibliothek entfernen
selection-keep = In Bibliothek behalten
selection-hide = Ausblenden
selection-hide-key = Aus Suchen ausblenden oder wieder einblenden (h)
selection-unhide = Wieder einblenden
selection-compare = Vergleichen
selection-range-too-long = Dieser Bereich ist zu groß. Wählen Sie alle Dateien aus und nehmen Sie dann einzelne heraus.

selection-box = { $name } auswählen

# A step over many files: $done of $total files
selection-notice-progress = Wird bearbeitet: { $done } von { $total } Dateien
selection-notice-undo = Rückgängig machen
selection-notice-dismiss = Schließen
selection-notice-unchanged = Nichts zu ändern: Die Dateien sind schon so.

selection-edits-title = Bearbeitungen
selection-edits-close = Schließen
selection-edits-none = Noch wurde nichts bearbeitet.
selection-edits-undo-last = Letzte rückgängig machen
selection-edits-redo-last = Wiederholen
selection-edits-committed = Übernommen
selection-edits-undone = Rückgängig gemacht

selection-keys = Auswählen
selection-keys-one-more = Eine Datei mehr auswählen oder nicht mehr
selection-keys-range = Bis dorthin auswählen
selection-keys-all = Alle passenden Dateien auswählen
selection-keys-none = Auswahl aufheben
selection-edits-keys = Rückgängig
selection-edits-keys-undo = Letzten Schritt rückgängig machen
selection-edits-keys-redo = Wiederholen
