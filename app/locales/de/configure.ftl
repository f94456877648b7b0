# Die Auswahl: Ordner, Dateitypen, Optionen, Voreinstellungen, und was der Start bedeuten würde

configure-title = Was möchten Sie importieren?
configure-lede = Wählen Sie Ordner und was eingelesen wird. Nichts kommt in die Bibliothek, bevor Sie es geprüft haben.
configure-viewer-title = Was gerade eingelesen wird
configure-viewer-lede =
    Sie sind als Betrachter angemeldet: Sie können alles ansehen und verfolgen, aber nichts ändern. Folgen Sie unten
    einer Sitzung, oder öffnen Sie den { $history } oder die { $library }.
configure-viewer-history = Verlauf
configure-viewer-library = Bibliothek

folders-title = Ordner
folders-none = keine ausgewählt
folders-chosen = { $folders } ausgewählt
folders-clear = Auswahl aufheben
folders-filter = Ordner filtern
folders-matches = { $folders } Treffer
folders-no-match = Keine Treffer unter den bisher geöffneten Ordnern.
folders-no-roots = Es gibt keine Medienordner. Starten Sie Headrace mit --root ORDNER.
folders-none-inside = Keine Unterordner.
folders-retry = Erneut versuchen
folder-choose = { $name } auswählen
folder-emptied = Zurzeit leer: Ist der Datenträger eingehängt?
folder-away = Nicht verfügbar: Ist der Datenträger eingehängt?
folder-forbidden = Nicht verfügbar: Der Server darf ihn nicht lesen
folder-label = { $name }, { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}, { $known } in der Bibliothek
folder-label-open = { $name }, mindestens { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}, { $known } in der Bibliothek
folder-known = In der Bibliothek: { $known } von { $files }
folders-legend = { $badge } Dateien je Ordner
folders-legend-badge = { $known } / gesamt
folders-legend-known = in Bibliothek

upload-title = Dateien hinzufügen
upload-choose-files = Dateien wählen
upload-choose-folder = Ordner wählen
upload-hint = oder irgendwo auf dieser Seite ablegen
upload-drop = Zum Hinzufügen ablegen
upload-line = { $done } von { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
} · { $sent } von { $total }
upload-left = noch etwa { $time }
upload-cancel = Abbrechen
upload-cancel-one = { $name } abbrechen
upload-done = { $files ->
    [one] 1 Datei wurde hinzugefügt, und ihr Ordner ist ausgewählt.
   *[other] { $files } Dateien wurden hinzugefügt, und ihr Ordner ist ausgewählt.
}
upload-none = Keine Datei wurde hinzugefügt.
upload-cancelled = { $files ->
    [one] 1 Datei wurde abgebrochen.
   *[other] { $files } Dateien wurden abgebrochen.
}
upload-nothing = In Ihrer Auswahl ist keine Datei.
upload-failed = { $files ->
    [one] 1 Datei wurde nicht hinzugefügt
   *[other] { $files } Dateien wurden nicht hinzugefügt
}
upload-retry = { $files ->
    [one] 1 Datei erneut senden
   *[other] { $files } Dateien erneut senden
}
upload-kind = Diesen Dateityp liest Headrace nicht: Lassen Sie die Datei weg, oder wandeln Sie sie in JPEG, PNG oder MP4 um.
upload-too-large = Größer als { $size }: Kopieren Sie die Datei auf anderem Weg in einen Medienordner des Servers.
upload-more = { $files ->
    [one] und 1 weitere
   *[other] und { $files } weitere
}
upload-broken = Die Verbindung ist abgebrochen, oder die Datei hat sich inzwischen geändert.
upload-broken-cure = Senden Sie sie erneut.
upload-unreadable = Eine Datei oder ein Ordner ist nicht lesbar.
upload-unreadable-cure = Vielleicht wurde sie verschoben oder gelöscht. Wählen Sie die Dateien neu.
upload-off = Hier können keine Dateien hinzugefügt werden.
upload-off-cure = Starten Sie den Server mit --uploads ORDNER, um es zu erlauben, oder kopieren Sie sie in einen seiner Ordner.

types-title = Dateitypen
types-choose = Wählen Sie einen Ordner, um seine Dateitypen zu sehen.
types-empty = Hier sind keine Dateien.
types-total = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
} · { $size }
types-total-open = mehr als { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
} · { $size }
types-no-extension = ohne Endung
types-more = { $types } weitere

recent-title = Letzte Sitzungen
recent-all = Alle anzeigen
recent-none = Sitzungen, die Sie starten, erscheinen hier.
resume-open = Öffnen
resume-review = Eine Sitzung kann geprüft werden
resume-running = Eine Sitzung läuft: { $percent } %
resume-paused = Eine Sitzung ist angehalten: { $percent } %
resume-waiting = Eine Sitzung wartet: { $percent } %

preset-title = Voreinstellung
preset-save = Speichern
preset-rename = Diese Voreinstellung umbenennen
preset-delete = Diese Voreinstellung löschen
preset-hint = { $root } hatte beim letzten Mal andere Optionen.
preset-use-last = Wieder verwenden
preset-own = Eigene Optionen
preset-standard = Standardoptionen
preset-group-last = Wie beim letzten Mal
preset-group-saved = Gespeichert
preset-save-title = Diese Optionen speichern
preset-save-yes = Speichern
preset-save-replaces = Ersetzt die Voreinstellung mit diesem Namen.
preset-rename-title = Diese Voreinstellung umbenennen
preset-rename-yes = Umbenennen
preset-delete-title = Diese Voreinstellung löschen?
preset-delete-text = Die Voreinstellung „{ $name }“ wird gelöscht. Die Optionen auf dieser Seite bleiben, wie sie sind.
preset-delete-yes = Voreinstellung löschen
preset-delete-no = Behalten
preset-name = Name
preset-name-missing = Geben Sie einen Namen ein.
preset-cancel = Abbrechen

files-title = Welche Dateien
files-kind = Art
files-all = Alle
files-images = Bilder
files-videos = Videos
files-custom = Eigene
files-pattern = Muster
files-pattern-help = Trennen Sie Muster durch { $bar }. Groß- und Kleinschreibung spielt keine Rolle.
files-subfolders = Unterordner einschließen
files-subfolders-help = Alle Ordner unter den ausgewählten einlesen
files-known = Unveränderte Dateien überspringen
files-known-help = Dateien in der Bibliothek nicht erneut einlesen
files-most = Beenden nach
files-most-help = Leer lassen für alle Dateien
files-most-all = allen
files-most-unit = Dateien
files-most-invalid = Eine ganze Zahl ab 1, oder leer für alle Dateien.
pattern-missing = Geben Sie Muster ein, getrennt durch |, zum Beispiel *.png|*.mp4
pattern-folder = „{ $pattern }“ nennt einen Ordner. Muster gelten für Dateinamen; Ordner wählen Sie im Baum aus.
pattern-bracket =
    Die [ an Stelle { $place } wird nicht geschlossen. Ergänzen Sie dahinter eine ], oder schreiben Sie [[] für die
    Klammer selbst.

read-title = Was eingelesen wird
read-metadata = Metadaten
read-metadata-help = EXIF, XMP, Prompts und Workflows
read-keywords = Stichwörter
read-keywords-help = Aus dem Prompt und aus Tags
read-scores = Bewertungen
read-scores-help = Aus Begleitdateien und Sternebewertungen
read-pictures = Bilder
read-pictures-help = Vorschaubilder, Ähnlichkeit, NSFW. Ohne sie werden Metadaten um ein Vielfaches schneller gelesen
read-nsfw = NSFW-Erkennung
read-nsfw-model = Modell: { $model }
read-nsfw-none = Es ist kein Modell installiert
read-threshold = Schwellenwert
read-threshold-value = { $percent } %
read-threshold-low = strenger
read-threshold-high = großzügiger

start-button = Einlesen starten
start-no-folder = Wählen Sie mindestens einen Ordner aus.
start-most-invalid = Korrigieren Sie „Beenden nach“.
start-no-match = { $files ->
    [one] Die einzige Datei passt nicht zum Muster. Ändern Sie es, oder wählen Sie einen anderen Ordner.
   *[other] Keine der { $files } Dateien passt zum Muster. Ändern Sie es, oder wählen Sie einen anderen Ordner.
}
start-folders-empty = Die ausgewählten Ordner enthalten keine Dateien. Wählen Sie andere.
start-folder-empty = Der ausgewählte Ordner enthält keine Dateien. Wählen Sie einen anderen.
start-folder-no-own =
    Der ausgewählte Ordner selbst enthält keine Dateien. Wählen Sie einen anderen, oder schließen Sie Unterordner
    ein.
start-counting = { $folders } Ordner, Dateien werden gezählt …
start-summary = { $folders } Ordner: Muster passt auf { $files } von { $total ->
    [one] { $total } Datei
   *[other] { $total } Dateien
}
start-summary-open = { $folders } Ordner: Muster passt auf mehr als { $files } von mehr als { $total ->
    [one] { $total } Datei
   *[other] { $total } Dateien
}

cost-nothing = Vermutlich sind alle schon in der Bibliothek.
cost-files = Liest { $bound ->
    [about] etwa
   *[over] mehr als
} { $which ->
    [new] { $files ->
        [one] { $files } neue Datei
       *[other] { $files } neue Dateien
    }
   *[any] { $files ->
        [one] { $files } Datei
       *[other] { $files } Dateien
    }
} ein. Wie lange das dauert, ist erst nach der ersten Sitzung bekannt.
cost-time = Liest { $bound ->
    [about] etwa
   *[over] mehr als
} { $which ->
    [new] { $files ->
        [one] { $files } neue Datei
       *[other] { $files } neue Dateien
    }
   *[any] { $files ->
        [one] { $files } Datei
       *[other] { $files } Dateien
    }
} in { $bound ->
    [about] etwa
   *[over] mehr als
} { $time } ein.
cost-size = Liest { $bound ->
    [about] etwa
   *[over] mehr als
} { $which ->
    [new] { $files ->
        [one] { $files } neue Datei
       *[other] { $files } neue Dateien
    }
   *[any] { $files ->
        [one] { $files } Datei
       *[other] { $files } Dateien
    }
} in { $bound ->
    [about] etwa
   *[over] mehr als
} { $time } ein; die Datenbank wächst um { $bound ->
    [about] etwa
   *[over] mehr als
} { $size }.
