# Der Schritt Übernahme, und wie eine Datei zur Bibliothek steht

commit-title = In die Bibliothek übernehmen
commit-title-again = Änderungen seit der letzten Übernahme
commit-lede = Alles oder nichts: eine Transaktion, geprüft durch Zählung und Prüfsumme.
commit-working-out = Es wird ermittelt, was eine Übernahme bewirkt …
commit-button = Übernehmen
commit-button-changes = Änderungen übernehmen
commit-button-again = Erneut versuchen
commit-button-busy = Wird übernommen …
commit-to-preview = Vorschau
commit-choose-folder = Anderen Ordner wählen
commit-open-library = Bibliothek öffnen
commit-failed = Es wurde nichts übernommen.
commit-was-undone = Diese Übernahme wurde rückgängig gemacht.

commit-problem = { $problem } Diese Seite versucht es von selbst erneut.

commit-progress = Fortschritt der Übernahme
commit-bar = Geschriebene Dateien
commit-percent = { $percent }{ "\u00A0" }%
commit-written = { $total ->
    [one] { $done } von { $total } Datei
   *[other] { $done } von { $total } Dateien
}

commit-counts-added = { $files } hinzugefügt
commit-counts-updated = { $files } aktualisiert
commit-counts-moved = { $files } verschoben
commit-counts-removed = { $files } entfernt
commit-counts-nothing = keine Änderung
commit-counts-excluded = { $changes }; { $files } ausgeschlossen
commit-sentence = Übernahme: { $counts }.

commit-figure-added = Hinzugefügt
commit-figure-updated = Aktualisiert
commit-figure-moved = Verschoben
commit-figure-removed = Entfernt
commit-figure-excluded = Ausgeschlossen

commit-fact-images = Bilder
commit-fact-videos = Videos
commit-fact-size = Größe
commit-fact-prompt = Mit Prompt
commit-fact-score = Mit Bewertung
commit-fact-nsfw = NSFW

commit-note-failed = { $files ->
    [one] { $files } fehlgeschlagene Datei kann nicht zur Bibliothek hinzugefügt werden.
   *[other] { $files } fehlgeschlagene Dateien können nicht zur Bibliothek hinzugefügt werden.
}
commit-note-nothing = Es kann nichts hinzugefügt oder aktualisiert werden: Keine Datei ließ sich lesen.
commit-note-skipped = { $files ->
    [one] { $files } Datei ist schon unverändert in der Bibliothek und bleibt, wie sie ist.
   *[other] { $files } Dateien sind schon unverändert in der Bibliothek und bleiben, wie sie sind.
}
commit-note-warnings = { $files ->
    [one] { $files } Datei hat Warnungen; die nicht lesbaren Teile bleiben leer.
   *[other] { $files } Dateien haben Warnungen; die nicht lesbaren Teile bleiben leer.
}
commit-note-unread = { $files ->
    [one] Das Bild von { $files } Datei wurde noch nicht gelesen; eine spätere Sitzung mit Bildern holt es nach.
   *[other] Die Bilder von { $files } Dateien wurden noch nicht gelesen; eine spätere Sitzung mit Bildern holt sie nach.
}
commit-note-removed = { $files ->
    [one]
        { $files } Datei, die nicht mehr auf dem Datenträger liegt, wird aus der Bibliothek entfernt. Auf dem
        Datenträger ändert sich nichts.
   *[other]
        { $files } Dateien, die nicht mehr auf dem Datenträger liegen, werden aus der Bibliothek entfernt. Auf
        dem Datenträger ändert sich nichts.
}
commit-note-kept = { $files ->
    [one] { $files } Datei, die nicht mehr auf dem Datenträger liegt, bleibt in der Bibliothek.
   *[other] { $files } Dateien, die nicht mehr auf dem Datenträger liegen, bleiben in der Bibliothek.
}
commit-note-never-duplicated = Dateien, die schon in der Bibliothek sind, werden aktualisiert, nie verdoppelt.

commit-done-title = In der Bibliothek
commit-done = Übernommen: { $counts }.
commit-done-earlier =
    Übernommen: { $counts }. Eine frühere Übernahme dieser Sitzung ist noch in der Bibliothek: { $earlier }.
commit-done-files = { $files ->
    [one] { $files } Datei übernommen.
   *[other] { $files } Dateien übernommen.
}
commit-done-failed = { $files ->
    [one] { $files } Datei fehlgeschlagen: Gründe ansehen
   *[other] { $files } Dateien fehlgeschlagen: Gründe ansehen
}
commit-done-failed-retry = { $files ->
    [one] { $files } Datei fehlgeschlagen: Gründe ansehen oder erneut versuchen
   *[other] { $files } Dateien fehlgeschlagen: Gründe ansehen oder erneut versuchen
}
commit-done-preview = Zurück zur Vorschau
commit-done-report = Bericht
commit-done-more = Mehr einlesen

commit-journal-title = Übernahmen dieser Sitzung
commit-journal-undone = Rückgängig gemacht: { $moment }
commit-journal-rest = { $commits ->
    [one] { $commits } frühere Übernahme ist nicht aufgeführt.
   *[other] { $commits } frühere Übernahmen sind nicht aufgeführt.
}

commit-undo = Diese Übernahme rückgängig machen
commit-undo-earlier = Die frühere Übernahme rückgängig machen
commit-undo-title = Diese Übernahme rückgängig machen?
commit-undo-yes = Rückgängig machen
commit-undo-no = Beibehalten
commit-undo-question = { $changes }. Auf dem Datenträger ändert sich nichts.
commit-undo-added = { $files ->
    [one] { $files } Datei verlässt die Bibliothek
   *[other] { $files } Dateien verlassen die Bibliothek
}
commit-undo-updated = { $files ->
    [one] { $files } Datei erhält ihre alten Werte zurück
   *[other] { $files } Dateien erhalten ihre alten Werte zurück
}
commit-undo-moved = { $files ->
    [one] { $files } Datei erhält ihren alten Pfad zurück
   *[other] { $files } Dateien erhalten ihren alten Pfad zurück
}
commit-undo-removed = { $files ->
    [one] { $files } Datei kehrt in die Bibliothek zurück
   *[other] { $files } Dateien kehren in die Bibliothek zurück
}

commit-undone = Rückgängig gemacht: { $changes }. Sonst hat sich nichts geändert.
commit-undone-nothing = Rückgängig gemacht: Es gab keine Änderung. Sonst hat sich nichts geändert.
commit-undone-added = { $files ->
    [one] { $files } Datei aus der Bibliothek entfernt
   *[other] { $files } Dateien aus der Bibliothek entfernt
}
commit-undone-updated = { $files ->
    [one] { $files } Datei auf die alten Werte zurückgesetzt
   *[other] { $files } Dateien auf die alten Werte zurückgesetzt
}
commit-undone-moved = { $files ->
    [one] { $files } Datei wieder unter ihrem alten Pfad
   *[other] { $files } Dateien wieder unter ihrem alten Pfad
}
commit-undone-removed = { $files ->
    [one] { $files } Datei wieder in der Bibliothek
   *[other] { $files } Dateien wieder in der Bibliothek
}

relation-flag-new = Neu
relation-flag-changed = Geändert
relation-flag-moved = Verschoben
relation-flag-duplicate = Duplikat
relation-flag-same = Gleich
relation-flag-gone = Fehlt

relation-add = Hinzufügen
relation-exclude = Ausschließen
relation-update = Aktualisieren
relation-move = Verschieben
relation-leave = Unverändert lassen
relation-remove = Aus Bibliothek entfernen
relation-keep = In Bibliothek behalten

relation-all-added = { $files ->
    [one] wird hinzugefügt
   *[other] werden hinzugefügt
}
relation-all-updated = { $files ->
    [one] wird aktualisiert
   *[other] werden aktualisiert
}
relation-all-moved = { $files ->
    [one] wird verschoben
   *[other] werden verschoben
}
relation-all-removed = { $files ->
    [one] wird entfernt
   *[other] werden entfernt
}

relation-some-added = { $files ->
    [one] { $files } wird hinzugefügt
   *[other] { $files } werden hinzugefügt
}
relation-some-updated = { $files ->
    [one] { $files } wird aktualisiert
   *[other] { $files } werden aktualisiert
}
relation-some-moved = { $files ->
    [one] { $files } wird verschoben
   *[other] { $files } werden verschoben
}
relation-some-removed = { $files ->
    [one] { $files } wird entfernt
   *[other] { $files } werden entfernt
}
relation-none-added = ausgeschlossen
relation-none-updated = unverändert gelassen
relation-none-removed = in der Bibliothek behalten
relation-same = nichts zu tun
relation-no-files = keine

relation-file-added = Wird hinzugefügt
relation-file-updated = Wird aktualisiert
relation-file-moved = Wird verschoben
relation-file-removed = Wird entfernt
relation-file-excluded = Ausgeschlossen
relation-file-left = Bleibt unverändert
relation-file-kept = Bleibt in der Bibliothek
relation-file-same = Nichts zu tun

relation-meaning-new = Neu: Weder ihr Pfad noch ihr Inhalt ist in der Bibliothek. Eine Übernahme fügt sie hinzu.
relation-meaning-changed =
    Die Bibliothek hat andere Werte unter diesen Pfaden. Eine Übernahme aktualisiert sie; öffnen Sie eine Datei,
    um Alt und Neu nebeneinander zu sehen.
relation-meaning-moved =
    Die Bibliothek hat diesen Inhalt unter einem Pfad, den es nicht mehr gibt. Eine Übernahme aktualisiert den
    Pfad und behält die Bewertung.
relation-meaning-duplicate =
    Derselbe Inhalt liegt auch unter einem anderen Pfad. Eine Übernahme fügt jede als eigene Datei hinzu.
relation-meaning-same =
    Die Bibliothek hat diese Dateien schon genau so, wie sie auf dem Datenträger liegen. Eine Übernahme ändert
    daran nichts.
relation-meaning-gone =
    In der Bibliothek, aber nicht mehr auf dem Datenträger. Sie bleiben in der Bibliothek, wenn Sie nichts
    anderes wählen. Dateien auf dem Datenträger werden nie verändert.

relation-withheld = Fehlende Dateien lassen sich nicht ermitteln: { $why }.
