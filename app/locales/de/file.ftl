# Die Karten der Dateien, ihre Bearbeitung und das Feld neben dem Bild

file-score-none = keine
file-score-rejected = abgelehnt
file-score-stars = { $score } von 5
file-score-title = Bewertung { $score } von 5
file-favourite = Favorit

file-take = { $name } einschließen
file-take-stack = { $files ->
    [one] Stapel von { $name } mit { $files } Datei einschließen
   *[other] Stapel von { $name } mit { $files } Dateien einschließen
}
file-remove = { $name } aus der Bibliothek entfernen
file-take-hint = Einschließen oder ausschließen (x)
file-remove-hint = Aus der Bibliothek entfernen (x)

# Auf schmalen Karten werden lange Wörter getrennt.
file-nsfw = NSFW
file-unread = Bild noch nicht gelesen
file-failed = Fehler
file-warning = Warnung
file-edited = Bearbeitet
file-removed = Wird entfernt
file-excluded = Ausge{ "\u00AD" }schlossen
file-hidden = Ausgeblendet
file-taken-out = Entfernt
file-skipped = Über{ "\u00AD" }sprungen

file-keyword-remove = Stichwort { $keyword } entfernen

file-excerpt-text = Die ersten { $shown } von { $whole } Zeichen.
file-excerpt-items = Die ersten { $shown } von { $whole }.

# A step of a collection. $collection: its path
file-step-collection-created = Sammlung { $collection } angelegt
file-step-collection-deleted = Sammlung { $collection } gelöscht
file-step-collection-changed = Sammlung { $collection } geändert: { $name }
file-step-collection-added = { $files ->
    [one] { $files } Datei zu { $collection } hinzugefügt
   *[other] { $files } Dateien zu { $collection } hinzugefügt
}
file-step-collection-removed = { $files ->
    [one] { $files } Datei aus { $collection } entfernt
   *[other] { $files } Dateien aus { $collection } entfernt
}
file-step-collection-ordered = { $collection } anders geordnet

file-step-reverted = { $files ->
    [one] Änderungen an { $files } Datei verworfen
   *[other] Änderungen an { $files } Dateien verworfen
}
file-step-several = { $files ->
    [one] Mehrere Änderungen an { $files } Datei
   *[other] Mehrere Änderungen an { $files } Dateien
}
file-step-to-remove = { $files ->
    [one] Wird aus der Bibliothek entfernt: { $files } Datei
   *[other] Werden aus der Bibliothek entfernt: { $files } Dateien
}
file-step-kept = { $files ->
    [one] Bleibt in der Bibliothek: { $files } Datei
   *[other] Bleiben in der Bibliothek: { $files } Dateien
}
file-step-included = { $files ->
    [one] Eingeschlossen: { $files } Datei
   *[other] Eingeschlossen: { $files } Dateien
}
file-step-excluded = { $files ->
    [one] Ausgeschlossen: { $files } Datei
   *[other] Ausgeschlossen: { $files } Dateien
}
file-step-solved = { $groups ->
    [one] Duplikate aufgelöst: { $groups } Gruppe
   *[other] Duplikate aufgelöst: { $groups } Gruppen
}, { $hidden ->
    [one] { $hidden } Kopie ausgeblendet
   *[other] { $hidden } Kopien ausgeblendet
}, { $merged ->
    [0] keine Markierungen zusammengeführt
   *[other] Markierungen von { $merged } zusammengeführt
}
file-step-imported = { $files ->
    [one] Importiert in { $files } Datei
   *[other] Importiert in { $files } Dateien
}
file-step-removed = { $files ->
    [one] Aus der Bibliothek entfernt: { $files } Datei
   *[other] Aus der Bibliothek entfernt: { $files } Dateien
}
file-step-hidden = { $files ->
    [one] Ausgeblendet: { $files } Datei
   *[other] Ausgeblendet: { $files } Dateien
}
file-step-shown = { $files ->
    [one] Wieder eingeblendet: { $files } Datei
   *[other] Wieder eingeblendet: { $files } Dateien
}
file-step-title = { $files ->
    [one] Titel geändert: { $files } Datei
   *[other] Titel geändert: { $files } Dateien
}
file-step-note = { $files ->
    [one] Notiz geändert: { $files } Datei
   *[other] Notiz geändert: { $files } Dateien
}
file-step-unscored = { $files ->
    [one] Bewertung von { $files } Datei entfernt
   *[other] Bewertung von { $files } Dateien entfernt
}
file-step-rejected = { $files ->
    [one] Abgelehnt: { $files } Datei
   *[other] Abgelehnt: { $files } Dateien
}
file-step-scored = { $files ->
    [one] Bewertung { $score } für { $files } Datei
   *[other] Bewertung { $score } für { $files } Dateien
}
file-step-favourite = { $files ->
    [one] Favorit: { $files } Datei
   *[other] Favorit: { $files } Dateien
}
file-step-no-favourite = { $files ->
    [one] Kein Favorit: { $files } Datei
   *[other] Kein Favorit: { $files } Dateien
}
file-step-keyword-added = { $files ->
    [one] Stichwort „{ $keyword }“ zu { $files } Datei hinzugefügt
   *[other] Stichwort „{ $keyword }“ zu { $files } Dateien hinzugefügt
}
file-step-keywords-added = { $files ->
    [one] { $keywords } Stichwörter zu { $files } Datei hinzugefügt
   *[other] { $keywords } Stichwörter zu { $files } Dateien hinzugefügt
}
file-step-keyword-removed = { $files ->
    [one] Stichwort „{ $keyword }“ aus { $files } Datei entfernt
   *[other] Stichwort „{ $keyword }“ aus { $files } Dateien entfernt
}
file-step-keywords-removed = { $files ->
    [one] { $keywords } Stichwörter aus { $files } Datei entfernt
   *[other] { $keywords } Stichwörter aus { $files } Dateien entfernt
}
file-step-keywords-changed = { $files ->
    [one] Stichwörter in { $files } Datei geändert
   *[other] Stichwörter in { $files } Dateien geändert
}
file-step-not-read = { $files ->
    [one] { $sentence }. { $files } Datei wurde nicht eingelesen und bleibt, wie sie ist.
   *[other] { $sentence }. { $files } Dateien wurden nicht eingelesen und bleiben, wie sie sind.
}
file-step-undone = Rückgängig gemacht: { $sentence }
file-step-redone = Wiederholt: { $sentence }

panel-why-new = Neu: Weder dieser Pfad noch dieser Inhalt ist in der Bibliothek.
panel-why-changed = Die Bibliothek hat unter diesem Pfad andere Werte.
panel-why-moved = Derselbe Inhalt, und den alten Pfad gibt es nicht mehr.
panel-why-duplicate = Die Bibliothek hat denselben Inhalt unter { $path }.
panel-why-duplicate-here = Eine andere Datei dieser Sitzung hat denselben Inhalt.
panel-why-same = Die Bibliothek hat sie schon genau so, wie sie auf dem Datenträger ist.
panel-why-gone = In der Bibliothek, aber nicht mehr auf dem Datenträger.

panel-changes = Was sich ändert
panel-changes-path = Was sich verschiebt
panel-changes-field = Feld
panel-changes-old = In der Bibliothek
panel-changes-new = Jetzt
panel-changes-none = kein Wert
panel-changes-no-keywords = keine
panel-changes-rest = { $keywords } unverändert
panel-changes-and-rest = und { $keywords } unverändert
panel-yes = ja
panel-no = nein

panel-field-path = Pfad
panel-field-size = Größe
panel-field-mtime = Auf dem Datenträger geändert
panel-field-kind = Art
panel-field-format = Format
panel-field-width = Breite
panel-field-height = Höhe
panel-field-duration = Dauer
panel-field-frames = Einzelbilder
panel-field-frame-rate = Bilder pro Sekunde
panel-field-codec = Codec
panel-field-captured = Aufgenommen
panel-field-content-identifier = Kennung des Live Photos
panel-field-camera-make = Kamera, Hersteller
panel-field-camera-model = Kamera, Modell
panel-field-latitude = Breitengrad
panel-field-longitude = Längengrad
panel-field-tool = Tool
panel-field-prompt = Prompt
panel-field-negative-prompt = Negativ-Prompt
panel-field-seed = Seed
panel-field-steps = Schritte
panel-field-sampler = Sampler
panel-field-scheduler = Scheduler
panel-field-cfg-scale = CFG-Skala
panel-field-model = Modell
panel-field-loras = LoRAs
panel-field-prompts = Alle Prompts
panel-field-passes = Durchgänge
panel-field-models = Gemischte Modelle
panel-field-keywords = Stichwörter
panel-field-title = Titel
panel-field-note = Notiz
panel-field-score = Bewertung
panel-field-favourite = Favorit
panel-field-nsfw-score = NSFW-Wert
panel-field-nsfw-model = NSFW-Modell
panel-field-nsfw = NSFW
panel-field-pixels-read = Bild
panel-unread = noch nicht gelesen; eine Sitzung mit eingeschalteten „Bildern“ liest es
panel-field-content = Inhalt
panel-field-picture = Bild
panel-field-look = Aussehen
panel-field-failures = Warnungen
panel-field-blocks = Metadaten

panel-failed = Fehlgeschlagen beim { $step }
panel-warning = Warnung beim { $step }
panel-step-open = Öffnen der Datei
panel-step-identify = Erkennen des Formats
panel-step-hash = Berechnen der Prüfsumme
panel-step-metadata = Lesen der Metadaten
panel-step-generation = Lesen von Prompt und Einstellungen
panel-step-sidecar = Lesen der Begleitdatei
panel-step-decode = Dekodieren
panel-step-thumbnail = Erstellen des Vorschaubilds
panel-step-nsfw = Prüfen auf NSFW
panel-step-worker = Einlesen der Datei
panel-score = Bewertung { $score } von { $most }
panel-score-stars = { $score } von { $most }
panel-score-rejected = Abgelehnt
panel-settings = Einstellungen
panel-file = Datei
panel-outcome = Ergebnis
panel-outcome-pending = ausstehend
panel-outcome-ok = ok
panel-outcome-failed = fehlgeschlagen
panel-outcome-skipped = übersprungen
panel-dimensions = Abmessungen
panel-camera = Kamera
panel-nsfw-share = { $percent }{ "\u00A0" }%
panel-nsfw-share-over = { $percent }{ "\u00A0" }%, über dem Schwellenwert

panel-role-positive = Positiv
panel-role-negative = Negativ
panel-role-style = Stil
panel-role-region = Bereich
panel-role-character = Figur
panel-role-later = Späterer Durchgang
panel-role-detail = Detail
panel-prompt-source = { $role }, { $source }
panel-pass-seed = Seed { $seed }
panel-pass-steps = { $steps ->
    [one] { $steps } Schritt
   *[other] { $steps } Schritte
}
panel-pass-cfg = CFG { $cfg }
panel-pass-denoise = Denoise { $denoise }
panel-pass-upscaler = Upscaler { $upscaler }

panel-show-all = Alles anzeigen
panel-show-all-prompt = Alles anzeigen: Prompt
panel-show-all-negative-prompt = Alles anzeigen: Negativ-Prompt
panel-show-all-loras = Alles anzeigen: LoRAs
panel-show-all-prompts = Alles anzeigen: Prompts
panel-show-all-passes = Alles anzeigen: Durchgänge
panel-show-all-models = Alles anzeigen: gemischte Modelle
panel-show-all-keywords = Alles anzeigen: Stichwörter
panel-all-shown = Der ganze Text wird angezeigt.

panel-copy-prompt = Prompt kopieren
panel-copy-negative-prompt = Negativ-Prompt kopieren
panel-copy-seed = Seed kopieren
panel-copy-settings = Alle Einstellungen kopieren
panel-copied-prompt = Prompt
panel-copied-negative-prompt = Negativ-Prompt
panel-copied-seed = Seed
panel-copied-settings = alle Einstellungen
panel-copied-path = Pfad
panel-copied-workflow = Workflow

panel-raw-loading = Die Metadaten werden geladen …
panel-raw-none = In dieser Datei wurden keine Metadaten gefunden.
panel-raw-size = { $characters } Zeichen
panel-raw-copy = { $name } kopieren
panel-raw-shortened = Die ersten { $shown } von { $whole } Zeichen. Die Kopie enthält alle.

fragment-cause-retry = Erneut versuchen
fragment-past-parameters = Parameter
fragment-past-preview = Vorschau
fragment-past-report = Bericht
fragment-past-undo = Rückgängig machen
fragment-grid-retry = Erneut versuchen
fragment-refusal-title = Nicht rückgängig gemacht.
fragment-refusal-dismiss = Schließen
fragment-refusal-commits = Zuerst rückgängig zu machende Übernahmen
fragment-refusal-files = Seitdem geänderte Dateien
