# Was jede Seite hat, die Seiten für Gäste und die Fehlerseiten

skip-to-content = Zum Inhalt springen
brand-link = Headrace, Startseite
page-tools = Seite
theme-system = Design: System
theme-light = Design: hell
theme-dark = Design: dunkel

steps = Schritte
step-configure = Auswahl
step-process = Einlesen
step-preview = Vorschau
step-commit = Übernahme
to-library = Bibliothek
to-history = Verlauf
session-lost-title = Sitzung nicht gefunden
session-lost-all = Alle Sitzungen anzeigen
session-lost-choose = Ordner auswählen
session-lost-reason = { $reason } Vielleicht wurde sie in einem anderen Tab gelöscht.

page-needs-script = Diese Seite benötigt JavaScript. Die API unter /docs und der Befehl { $command } funktionieren ohne.
footer-api = API
footer-language = Sprache
toast-dismiss = Schließen

keys-title = Tastenkürzel
keys-close = Schließen
keys-list = Tasten
keys-everywhere = Überall
key-show-all = Alle Tasten anzeigen
key-close = Schließen

guest-title-session = Fortschritt
guest-title-search = Geteilte Dateien
guest-title-nothing = Link
guest-badge = Mit Ihnen geteilt
guest-connecting = Verbindung wird hergestellt
guest-until = Dieser Link gilt bis { $moment }.
guest-search-title = Geteilte Dateien
guest-total = { $files ->
    [one] { $files } Datei.
   *[other] { $files } Dateien.
}
guest-show-nsfw = NSFW zeigen
guest-files = Dateien
guest-empty-title = Keine Dateien
guest-empty-text = Zurzeit passt keine Datei der Bibliothek zu diesem Link.
guest-over-title = Dieser Link ist abgelaufen oder wurde widerrufen
guest-over-text = Bitten Sie die Person, die ihn geschickt hat, um einen neuen.
guest-nsfw = NSFW

error-status = Fehler { $status }
error-address-invalid = Diese Adresse ist ungültig
error-not-allowed = Sie dürfen diese Seite nicht öffnen
error-not-found = Seite nicht gefunden
error-not-found-cure = Prüfen Sie die Adresse auf Tippfehler. Was sie zeigte, kann auch gelöscht worden sein.
error-no-page = Unter dieser Adresse gibt es keine Seite
error-gone = Diese Seite gibt es nicht mehr
error-other-name = Dieser Server hat einen anderen Namen
error-part-invalid = Etwas an dieser Adresse ist ungültig
error-too-many = Zu viele Anfragen
error-server = Auf dem Server ist ein Fehler aufgetreten
error-not-available = Zurzeit nicht verfügbar
error-other = Diese Seite kann nicht angezeigt werden
error-links = Andere Seiten
error-to-start = Startseite
error-to-library = Bibliothek
error-try-again = Erneut versuchen

share-session-what =
    Wer den Link hat, sieht den Fortschritt dieser Sitzung und sonst nichts: keine andere Sitzung, keine Dateien.
share-search-what =
    Wer den Link hat, sieht Namen und Vorschaubilder dessen, was diese Suche jetzt und später findet, und sonst nichts:
    keine Ordner, keine Originale, keine anderen Dateien.
