# Die große Ansicht einer Datei und ihr Zoom

viewer-bar = Ansicht
viewer-video = Video
viewer-frame-back = Vorheriges Einzelbild
viewer-frame-forward = Nächstes Einzelbild
viewer-loop = Endlosschleife
viewer-speed = Geschwindigkeit
viewer-speed-times = { $speed }×
viewer-slideshow = Diashow
viewer-slideshow-seconds = Sekunden pro Bild
viewer-fullscreen = Vollbild
viewer-details = Details
viewer-close = Schließen

viewer-picture = Bild
viewer-reveal = NSFW. Anzeigen
viewer-previous = Vorherige Datei
viewer-next = Nächste Datei
viewer-retry = Erneut versuchen
viewer-filmstrip = Dateien vor und nach dieser
viewer-file-number = Datei { $number }

viewer-place-spoken = { $name }, { $number } von { $total }
viewer-retrying = Die Datei wird erneut eingelesen.
viewer-slideshow-running = Die Diashow läuft.
viewer-slideshow-stopped = Die Diashow ist beendet.
viewer-speed-now = Geschwindigkeit { $speed }×
viewer-looped = Das Video wird endlos wiederholt.
viewer-not-looped = Das Video wird nicht wiederholt.
viewer-muted = Stumm.
viewer-sound-on = Ton an.

viewer-copy-path = Pfad kopieren
viewer-file-details = Details der Datei
viewer-edit = Bewertung und Stichwörter
viewer-edit-revert = Meine Änderungen verwerfen
viewer-score = Bewertung
viewer-score-none = Keine Bewertung
viewer-score-rejected = Abgelehnt
viewer-score-of = { $score } von 5
viewer-favourite = Favorit
viewer-title = Titel
viewer-note = Notiz
viewer-keywords = Stichwörter
viewer-keyword-add = Stichwort hinzufügen
viewer-edit-keys =
    { $rate } bewerten · { $reject } ablehnen · { $favourite } Favorit · { $exclude } ausschließen
    · { $help } alle Tasten
viewer-downloads = Kopieren und herunterladen
viewer-copy-settings = Alle Einstellungen kopieren
viewer-copy-workflow = Workflow kopieren
viewer-download-workflow = Workflow herunterladen
viewer-open-original = Original öffnen
viewer-download-original = Original herunterladen
viewer-download-clean = Bereinigte Kopie herunterladen
viewer-download-clean-why = Ohne Metadaten: kein Prompt, kein Ort, keine Kamera
viewer-raw = Metadaten, wie sie gelesen wurden

item-files = Dateien dieses Bildes
item-key = Nächste Datei des Bildes: RAW, Video
item-picture = Bild
item-file-raw = RAW
item-file-motion = Video
item-shown = { $role } wird gezeigt: { $name }
item-raw = RAW + { $format }
item-live = Live Photo
item-raw-live = RAW + { $format } + Live Photo

viewer-keys = Einzelansicht
viewer-key-files = Vorherige oder nächste Datei
viewer-key-pages = Nächste oder vorherige Datei
viewer-key-ten = Zehn Dateien zurück oder weiter
viewer-key-ends = Erste oder letzte Datei
viewer-key-details = Details ein- oder ausblenden
viewer-key-fullscreen = Vollbild
viewer-key-slideshow = Diashow starten oder beenden
viewer-key-copy-prompt = Prompt kopieren
viewer-key-back = Zurück zur Liste
viewer-keys-video = Video
viewer-key-play = Abspielen oder anhalten
viewer-key-seek = 5 Sekunden zurück oder vor
viewer-key-frame = Vorheriges oder nächstes Einzelbild
viewer-key-speed = Langsamer oder schneller
viewer-key-loop = Endlosschleife
viewer-key-mute = Stummschalten
viewer-keys-rate = Bewerten
viewer-key-rate = Bewerten
viewer-key-reject = Ablehnen
viewer-key-remove-score = Bewertung entfernen
viewer-key-favourite = Favorit
viewer-key-include = Ein- oder ausschließen

zoom-group = Zoom
zoom-out = Verkleinern
zoom-in = Vergrößern
zoom-toggle = Einpassen ↔ 100{"\u00A0"}%
zoom-percent = { $percent }{"\u00A0"}%
zoom-to-actual = Zoom { $percent }{"\u00A0"}%. Mit 100{"\u00A0"}% anzeigen
zoom-to-fit = Zoom { $percent }{"\u00A0"}%. Einpassen
zoom-keys = Zoom
zoom-key-fit = Einpassen oder 100{"\u00A0"}%, wie ein Doppelklick
zoom-key-in = Vergrößern, wie das Mausrad
zoom-key-out = Verkleinern
zoom-key-move = Ein Bild verschieben, das größer ist als seine Fläche
