# Werte in Worten

rate-second = { $files }/s
rate-minute = { $files }/min
moment-today = heute { $time }
percent = { $percent }{"\u00A0"}%

status-starting = Dateien werden gesucht
status-processing = Wird eingelesen
status-paused = Angehalten
status-waiting = Wartet
status-completed = Zu prüfen
status-committing = Wird übernommen
status-committed = Übernommen
status-undone = Rückgängig gemacht
status-error = Gestoppt
status-cancelled = Abgebrochen
status-commit-error = Übernahme fehlgeschlagen
status-nothing-new = Nichts Neues
status-no-files = Keine Dateien
status-progress = { $status } { $percent }{"\u00A0"}%

nothing-none-title = Keine passenden Dateien
nothing-known-title = Nichts Neues einzulesen
nothing-none = keine passenden Dateien
nothing-known = { $files ->
    [one] { $files } Datei, schon in der Bibliothek
   *[other] { $files } Dateien, alle schon in der Bibliothek
}
nothing-unread = { $files ->
    [one] { $files } Datei, nicht eingelesen
   *[other] { $files } Dateien, keine eingelesen
}
nothing-to-commit-none = Es gibt nichts zu übernehmen: Die Sitzung hat keine passenden Dateien gefunden.
nothing-to-commit-known = { $files ->
    [one] Es gibt nichts zu übernehmen: Die Datei ist unverändert schon in der Bibliothek.
   *[other] Es gibt nichts zu übernehmen: Alle { $files } Dateien sind unverändert schon in der Bibliothek.
}
nothing-to-commit-unread = { $files ->
    [one] Noch gibt es nichts zu übernehmen: { $files } Datei wurde nicht eingelesen.
   *[other] Noch gibt es nichts zu übernehmen: { $files } Dateien wurden nicht eingelesen.
}

title-ingest = Einlesen

request-outdated-cure = Diese Seite ist vielleicht veraltet. Laden Sie sie neu.
request-unreachable = Der Server ist nicht erreichbar.
request-unreachable-cure = Prüfen Sie, ob er läuft und ob Sie verbunden sind.
page-part-missing = Ein Teil dieser Seite konnte nicht geladen werden.
page-part-missing-cure = Prüfen Sie, ob der Server läuft, und laden Sie die Seite neu. Vielleicht wurde er aktualisiert.
request-unexplained = Der Server hat mit { $answer } geantwortet.
request-unexplained-cure = Versuchen Sie es erneut. Schlägt es wieder fehl, steht die Ursache im Protokoll des Servers.

reveal-show = NSFW zeigen
reveal-blur = NSFW verbergen

media-gone = Diese Datei ist nicht mehr auf dem Datenträger.
media-failed = Diese Datei konnte nicht eingelesen werden.
media-none = Es gibt kein Bild, das gezeigt werden kann.
media-gone-thumbnail = Diese Datei ist nicht mehr auf dem Datenträger. Dies ist ihr Vorschaubild aus der Bibliothek.
media-failed-thumbnail = Diese Datei konnte nicht eingelesen werden. Dies ist das Vorschaubild, das in ihr steckt.
media-away-thumbnail = Das Original ist nicht erreichbar. Ist der Datenträger eingehängt? Dies ist sein Vorschaubild.
media-rendition = Eine Vorschau von { $width } × { $height } Pixeln: Browser zeigen { $format ->
    [unknown] dieses Format
   *[other] { $format }-Dateien
} nicht an.
media-thumbnail = Dieser Browser zeigt { $format ->
    [unknown] dieses Format
   *[other] { $format }-Dateien
} nicht an. Dies ist das Vorschaubild von { $width } × { $height } Pixeln.
media-video-frame = Dieser Browser kann dieses Video nicht abspielen. Dies ist eines seiner Bilder.
media-away-frame = Das Original ist nicht erreichbar. Ist der Datenträger eingehängt? Dies ist eines seiner Bilder.

clipboard-copied = Kopiert: { $what }.
clipboard-refused = Der Browser erlaubt hier kein Kopieren.
clipboard-refused-cure = Markieren Sie den Text und drücken Sie Ctrl+C, oder öffnen Sie diese Seite über HTTPS.
