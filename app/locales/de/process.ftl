# Der Schritt „Einlesen“, und was für die Sitzung gearbeitet wird

process-starting = Wird gestartet
process-share = Teilen

queue-label = Priorität und Reihenfolge
queue-priority = Priorität
queue-priority-high = hoch
queue-priority-normal = normal
queue-priority-low = niedrig
queue-next-open = Ordner vorziehen
queue-next = Als Nächstes: { $folder }
queue-next-clear = Normale Reihenfolge wiederherstellen
queue-run = Durchlauf { $run }
queue-folder-title = Welcher Ordner zuerst?
queue-folder-filter = Ordner filtern
queue-folder-filter-label = Ordner nach Namen filtern
queue-folder-close = Schließen
queue-folder-counting = Ausstehende Dateien werden gezählt …
queue-folder-none = Keine Datei steht aus.
queue-folder-all = { $folders } Ordner
queue-folder-most = Die { $folders } Ordner mit den meisten ausstehenden Dateien
queue-folder-pending = { $files } ausstehend

progress-label = Fortschritt
progress-files = { $done } von { $total } Dateien
progress-milestone = { $files } Dateien
progress-elapsed = Vergangen
progress-rate = Tempo
progress-time-left = Verbleibend
progress-bar = Verarbeitete Dateien
progress-counting = Dateien werden gezählt …
progress-resumes = Das Einlesen geht von selbst weiter.
progress-paused = Angehalten. Keine neue Datei beginnt.
progress-no-file = Zurzeit wird keine Datei eingelesen.
progress-next-file = Wartet auf die nächste Datei …
time-left-about = etwa { $span }
time-left-moment = einen Moment
time-left-estimating = wird geschätzt
time-left-counting = wird gezählt
time-left-waiting = wartet
time-left-paused = angehalten
time-left-no-connection = keine Verbindung

counters-label = Zähler
counter-processed = Verarbeitet
counter-metadata = Metadaten
counter-keywords = Stichwörter
counter-scores = Bewertungen
counter-nsfw = NSFW
counter-failed = Fehler

announce-quarter = { $percent } Prozent verarbeitet.
announce-read = Alle Dateien eingelesen: { $ok } in Ordnung, { $failed } fehlgeschlagen, { $skipped } übersprungen.
announce-committed = Übernommen. { $message }
announce-stopped = Gestoppt. { $message }
announce-cancelled = { $files ->
    [one] Abgebrochen nach { $files } Datei.
   *[other] Abgebrochen nach { $files } Dateien.
}

ledger-title = Bilanz
ledger-line = gefunden { $discovered } = ok { $ok } + fehlgeschlagen { $failed } + übersprungen {
    $skipped
} + ausstehend { $pending }
ledger-wrong = Das geht nicht auf: { $why }. Bitte melden Sie das.
ledger-report = Fehlerbericht speichern
ledger-report-paths = mit Dateinamen und Ordnern

failures-title = Fehlgeschlagen
failures-count = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}
failures-newest = die neuesten { $shown } von { $files }
failures-retry = { $files ->
    [one] { $files } Datei erneut versuchen
   *[other] { $files } Dateien erneut versuchen
}
failures-retry-file = { $file } erneut versuchen
failures-all = Alle fehlgeschlagenen Dateien anzeigen
failures-html = HTML-Bericht
failures-csv = CSV-Bericht
failures-json = JSON-Bericht
failures-none = Keine Datei ist fehlgeschlagen.
failures-more = { $files } weitere mit diesem Grund anzeigen

causes-label = Ursachen
causes-files = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}
causes-files-label = { $files ->
    [one] { $files } Datei: anzeigen, was so fehlgeschlagen ist: { $reason }
   *[other] { $files } Dateien: anzeigen, was so fehlgeschlagen ist: { $reason }
}
causes-retry-label = { $files ->
    [one] { $files } Datei erneut versuchen, die so fehlgeschlagen ist: { $reason }
   *[other] { $files } Dateien erneut versuchen, die so fehlgeschlagen sind: { $reason }
}

process-pause = Anhalten
process-resume = Fortsetzen
process-cancel = Abbrechen
process-cancel-title = Diese Sitzung abbrechen?
process-cancel-text = Sie endet sofort. Was eingelesen wurde, bleibt und kann geprüft und übernommen werden.
process-cancel-yes = Sitzung abbrechen
process-cancel-no = Weiter einlesen
process-read-rest = { $files ->
    [one] Die übrige Datei einlesen
   *[other] Die übrigen { $files } Dateien einlesen
}
process-choose-another = Anderen Ordner wählen
process-library = Bibliothek öffnen
process-preview-so-far = Bisher eingelesene Dateien ansehen
process-preview-skipped = { $files ->
    [one] { $files } übersprungene Datei ansehen
   *[other] { $files } übersprungene Dateien ansehen
}
process-review-files = Dateien prüfen
process-review = { $files ->
    [one] { $files } Datei prüfen
   *[other] { $files } Dateien prüfen
}
process-in-library = In der Bibliothek.
process-not-in-library = Aus dieser Sitzung ist noch nichts in der Bibliothek.
process-being-written = Wird in die Bibliothek geschrieben.
process-not-committed = Nichts wurde übernommen.
process-removed-again = Wieder aus der Bibliothek entfernt.

notify = Am Ende benachrichtigen
notify-needs-https = Benachrichtigungen benötigen HTTPS: Öffnen Sie diese Seite mit https://, um sie zu erhalten.
notify-cannot = Dieser Browser kann keine Benachrichtigungen anzeigen.
notify-blocked = Benachrichtigungen sind für diese Seite blockiert. Erlauben Sie sie in den Einstellungen des Browsers.
notify-not-allowed = Dem Browser wurde nicht erlaubt, Benachrichtigungen anzuzeigen.
notify-title-read = Alle Dateien eingelesen
notify-title-cancelled = Sitzung abgebrochen
notify-title-error = Sitzung durch einen Fehler gestoppt
notify-read = { $ok ->
    [one] { $ok } Datei eingelesen.
   *[other] { $ok } Dateien eingelesen.
}
notify-read-failed = { $ok ->
    [one] { $ok } Datei
   *[other] { $ok } Dateien
} eingelesen, { $failed ->
    [one] { $failed } Datei
   *[other] { $failed } Dateien
} fehlgeschlagen.

slow-label = Dateien, die lange dauern
slow-skip = Diese Datei überspringen
slow-skip-label = Diese Datei überspringen: { $name }
slow-wait = Weiter warten
slow-wait-label = Weiter auf { $name } warten
slow-announced = Das Einlesen von { $name } dauert lange. Sie können die Datei überspringen.
slow-limit = Spätestens nach { $span } wird das Einlesen abgebrochen.
slow-skipped = Übersprungen. Die Datei steht bei den fehlgeschlagenen und kann erneut versucht werden.
slow-doing = { $doing }, bisher { $span }.
slow-read = { $read } von { $size } in { $span } gelesen.
slow-stuck = Seit { $span } wurde nichts gelesen.
doing-start = Einlesen beginnt
doing-open = Datei wird geöffnet
doing-identify = Format wird bestimmt
doing-hash = Prüfsumme wird berechnet
doing-metadata = Metadaten werden gelesen
doing-generation = Generierungsdaten werden gelesen
doing-sidecar = Sidecar-Datei wird gelesen
doing-decode = Datei wird dekodiert
doing-thumbnail = Vorschaubild wird erstellt
doing-nsfw = NSFW-Wert wird berechnet

machines-title = Rechner
machines-dashboard = Dask-Dashboard
machines-present = { $machines ->
    [one] { $machines } Rechner liest ein
   *[other] { $machines } Rechner lesen ein
}
machines-none = Kein Rechner nimmt teil
machines-problem = Der Dask-Scheduler auf { $scheduler } ist nicht erreichbar: { $problem }
machine-joining = kommt hinzu
machine-reading = bereit
machine-silent = antwortet nicht
machine-refused = abgelehnt
machine-gone = nicht mehr da
machine-rate = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}, { $rate }
machine-unseen = { $folder }: { $reason }

wall-title = Gerade eingelesen
wall-waits = steht still, solange Sie hier sind
wall-show-nsfw = NSFW zeigen
wall-freeze = Bilder festhalten
wall-failed = { $name }, fehlgeschlagen: { $reason }
wall-nsfw = { $name }, NSFW

# Wohin die Zeit einer Sitzung ging. $seconds: aller Worker zusammen; $percent: von allen Teilen
time-spent-title = Wohin die Zeit ging
time-spent-note = Sekunden aller Worker zusammen. „Datenbank“ ist, wie lange Ergebnisse auf das Speichern warteten, während weiter gelesen wurde.
time-spent-read = Lesen
time-spent-hash = Hashes
time-spent-metadata = Metadaten
time-spent-decode = Dekodieren
time-spent-thumbnail = Vorschaubilder
time-spent-nsfw = NSFW
time-spent-database = Datenbank
time-spent-figure = { $seconds } s · { $percent } %
