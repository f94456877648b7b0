# Die Kontoseite

account-page = Konto
account-to-ingest = Einlesen
account-heading = Konto und Zugriff
account-sections = Abschnitte
account-actions = Aktionen

you-title = Ihr Konto
you-name = Name
you-role = Rolle
you-role-meaning = { $role ->
    [viewer] darf alles ansehen und laufende Sitzungen verfolgen
    [editor] darf außerdem einlesen, bearbeiten, übernehmen, rückgängig machen und teilen
   *[admin] darf alles, auch Konten verwalten
}
you-no-password = Dieses Konto hat kein Passwort: Ein anderer Dienst meldet es an.

local-section = Dieser Rechner
local-title = Dieser Rechner, kein Konto
local-text =
    Niemand muss sich anmelden, weil nur dieser Rechner den Server erreicht. Wer ihn benutzt, darf alles.
    Sobald es einen Administrator gibt, müssen sich alle anmelden, auch hier.
local-first-admin = Name des ersten Administrators
local-add = Ersten Administrator hinzufügen

own-password-title = Passwort ändern
own-password-old = Aktuelles Passwort
own-password-new = Neues Passwort
own-password-show-old = Aktuelles Passwort anzeigen
own-password-show-new = Neues Passwort anzeigen
own-password-help = Mindestens { $shortest } Zeichen.
own-password-save = Passwort ändern
own-password-missing = Geben Sie Ihr aktuelles Passwort ein.
own-password-changed = Das Passwort wurde geändert. Alle anderen Browser wurden abgemeldet.
own-password-wrong = Das ist nicht Ihr aktuelles Passwort.

browsers-title = Angemeldete Browser
browsers-browser = Browser
browsers-address = Adresse
browsers-used = Zuletzt benutzt
browsers-empty = Mit diesem Konto ist kein Browser angemeldet.
browsers-this = dieser Browser
browsers-name = { $browser } auf { $system }
browsers-unknown = Unbekannter Browser
browsers-sign-out = Abmelden
browsers-sign-out-label = { $browser } abmelden
browsers-ask-title = Diesen Browser abmelden?
browsers-ask-text = { $browser } muss sich danach neu anmelden.
browsers-ask-yes = Abmelden
browsers-ask-no = Angemeldet lassen
browsers-done = Der Browser wurde abgemeldet.

tokens-title = Ihre Tokens
tokens-note = für Skripte und andere Programme
tokens-all-title = Alle Tokens
tokens-name = Name
tokens-account = Konto
tokens-role = Rolle
tokens-expires = Läuft ab
tokens-used = Zuletzt benutzt
tokens-empty = Sie haben keine Tokens. Erstellen Sie eines für ein Skript, das Sitzungen verfolgt oder startet.
tokens-all-empty = Es gibt keine Tokens.
tokens-command-line = Befehlszeile
tokens-expired = abgelaufen
tokens-never-used = nie
tokens-form = Token erstellen
tokens-purpose = Wofür es ist
tokens-form-role = Rolle
tokens-days = Tage gültig
tokens-create = Token erstellen
tokens-new = Neues Token
tokens-new-note = Das Token „{ $name }“ wird nur einmal angezeigt. Senden Sie es als: Authorization: Bearer TOKEN
tokens-revoke = Widerrufen
tokens-revoke-label = Token { $name } widerrufen
tokens-ask-title = „{ $name }“ widerrufen?
tokens-ask-text = Programme, die dieses Token verwenden, werden dann abgewiesen.
tokens-ask-yes = Token widerrufen
tokens-ask-no = Token behalten

accounts-title = Konten
accounts-name = Name
accounts-role = Rolle
accounts-since = Seit
accounts-empty = Es gibt noch keine Konten.
accounts-you = Sie
accounts-disabled = deaktiviert
accounts-no-password = noch kein Passwort
accounts-role-label = Rolle von { $name }
accounts-form = Konto hinzufügen
accounts-form-name = Name
accounts-form-role = Rolle
accounts-add = Konto hinzufügen
accounts-new-password = Neues Passwort
accounts-new-password-label = Neues Passwort: ein Einladungslink für { $name }
accounts-invite = Erneut einladen
accounts-invite-label = Erneut einladen: ein Einladungslink für { $name }
accounts-link = Einladungslink für { $name }
accounts-link-note =
    Senden Sie diesen Link an { $name }. Er öffnet eine Seite, auf der ein Passwort gewählt wird.
    Er funktioniert einmal, bis { $moment }, und wird nur jetzt angezeigt.
accounts-enable = Aktivieren
accounts-enable-label = { $name } aktivieren
accounts-disable = Deaktivieren
accounts-disable-label = { $name } deaktivieren
accounts-ask-title = { $name } deaktivieren?
accounts-ask-text =
    Das Konto wird überall abgemeldet, und seine Tokens funktionieren nicht mehr.
    Sie können es später wieder aktivieren.
accounts-ask-yes = Konto deaktivieren
accounts-ask-no = Aktiv lassen

guest-links-title = Gastlinks
guest-links-note = zeigen Personen ohne Konto eine Sitzung oder eine Suche
guest-links-shows = Zeigt
guest-links-by = Erstellt von
guest-links-created = Erstellt
guest-links-expires = Läuft ab
guest-links-empty =
    Es gibt keine Gastlinks. Mit „Teilen“ im Schritt Einlesen oder in der Bibliothek erstellen Sie einen.
guest-links-session = Sitzung { $session }
guest-links-library = Die ganze Bibliothek
guest-links-search = Suche: { $conditions }
guest-links-words = „{ $words }“
guest-links-keyword = Stichwort { $keyword }
guest-links-revoke = Widerrufen
guest-links-revoke-label = Link widerrufen, erstellt { $moment }
guest-links-ask-title = Diesen Link widerrufen?
guest-links-ask-text =
    Er funktioniert sofort nicht mehr. Seiten, die damit geöffnet wurden, schließen sich in wenigen Sekunden.
guest-links-ask-yes = Link widerrufen
guest-links-ask-no = Link behalten

streams-title = Live-Verbindungen
streams-percent = { $percent } % der Browser streamen
streams-who = Wer
streams-session = Sitzung
streams-transport = Übertragung
streams-start = Begann mit
streams-snapshot = Snapshot
streams-resumed = Fortsetzung
streams-lag = Rückstand
streams-sent = Gesendet
streams-since = Dauer
streams-stream = Stream
streams-poll = Abfrage
streams-none-behind = keiner
streams-behind = { $states ->
    [one] { $states } Zustand
   *[other] { $states } Zustände
}
streams-stalled = steht seit { $time }
streams-asked = fragte vor { $time }
streams-empty = Gerade verfolgt niemand eine Sitzung.
streams-drop = Trennen
streams-drop-label = Diese Verbindung zur Sitzung { $session } trennen, um zu sehen, wie sie sich erholt
streams-dropped = Die Verbindung wurde getrennt. Ihre Seite verbindet sich von selbst wieder.

audit-title = Audit-Protokoll
audit-note = neueste zuerst
audit-when = Wann
audit-who = Wer
audit-action = Aktion
audit-target = Ziel
audit-from = Von
audit-empty = Es gibt noch keine Einträge.
audit-more = Mehr anzeigen
audit-local = dieser Rechner
audit-by-token = per Token
audit-by-proxy = per Proxy
audit-by-guest-link = per Gastlink
