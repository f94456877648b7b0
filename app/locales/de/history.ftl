# Der Verlauf, und was Listen über eine Sitzung sagen

history-title = Verlauf
history-lede =
    Alle Sitzungen, die neueste zuerst. Wird eine gelöscht, bleiben die Bibliothek und Ihre Dateien unberührt.
history-none = Es gibt keine Sitzungen.
history-show-more = Ältere Sitzungen anzeigen

history-folders-more = { $names } und { $more } weitere
history-files = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}
history-files-failed = { $files } fehlgeschlagen
history-files-skipped = { $files } übersprungen

history-worked = Laufzeit
history-discovered = Gefunden
history-ok = Ok
history-failed = Fehlgeschlagen
history-skipped = Übersprungen
history-pending = Ausstehend
history-committed = In der Bibliothek
history-priority = Priorität
history-priority-low = niedrig
history-priority-high = hoch
history-more-causes = { $causes ->
    [one] und { $causes } weitere Ursache
   *[other] und { $causes } weitere Ursachen
}

history-run = { $title } { $what }: { $ok } ok, { $failed } fehlgeschlagen{ $left ->
    [0] {""}
   *[other] , { $left } übrig
} in { $time }
history-run-title = Durchlauf { $run }
history-run-first = erster Durchlauf
history-run-failed = alle fehlgeschlagenen Dateien erneut versucht
history-run-cause = eine Ursache erneut versucht
history-run-files = einzelne Dateien erneut versucht
history-run-rest = die übrigen Dateien
history-run-reason = { $what } ({ $reason })

history-with-subfolders = mit Unterordnern
history-without-subfolders = ohne Unterordner
history-known-skipped = bekannte Dateien übersprungen
history-known-read = bekannte Dateien erneut eingelesen
history-with-metadata = Metadaten
history-without-metadata = keine Metadaten
history-with-keywords = Stichwörter
history-without-keywords = keine Stichwörter
history-with-scores = Bewertungen
history-without-scores = keine Bewertungen
history-with-pictures = Bilder
history-without-pictures = keine Bilder
history-with-nsfw = NSFW ab { $percent } %
history-without-nsfw = ohne NSFW
history-at-most = { $files ->
    [one] höchstens { $files } Datei
   *[other] höchstens { $files } Dateien
}

history-delete = Sitzung zu { $folders } löschen
history-delete-title = Diese Sitzung löschen?
history-delete-text = Die Ergebnisse werden gelöscht. Die Bibliothek und Ihre Dateien bleiben unberührt.
history-delete-text-unfinished =
    Die Sitzung ist noch nicht fertig und wird abgebrochen. Die Ergebnisse werden gelöscht. Die Bibliothek und Ihre
    Dateien bleiben unberührt.
history-delete-yes = Sitzung löschen
history-delete-no = Sitzung behalten

history-undo-title = Diese Übernahme rückgängig machen?
history-undo-text =
    Hinzugefügte Dateien verlassen die Bibliothek, geänderte erhalten ihre alten Werte zurück. Ihre Dateien selbst
    bleiben, wie sie sind.
history-undo-yes = Rückgängig machen
history-undo-no = Übernahme behalten
undo-refused = Nicht rückgängig gemacht. { $reason } { $cure }
undo-refused-commit = Übernahme ({ $moment }), { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}, { $folders }
undo-refused-commit-deleted = Übernahme ({ $moment }), { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}, aus einer gelöschten Sitzung ({ $command })
undo-refused-shown = Die ersten { $shown } von { $files }:
