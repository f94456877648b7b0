# Anmeldung, Konten in der oberen Leiste, Teilen per Link

role-name = { $role ->
    [viewer] Betrachter
    [editor] Bearbeiter
    [admin] Administrator
   *[other] { $role }
}

account-menu-local = Lokal
account-menu-button = { $name }, Kontomenü
account-menu-no-account = Dieser Rechner, kein Konto
account-menu-no-account-text = Wer diesen Rechner benutzt, darf alles.
account-menu-accounts = Konten und Zugriff
account-menu-account = Konto und Zugriff
account-menu-sign-out = Abmelden

password-show = Passwort anzeigen
password-too-short = Verwenden Sie mindestens { $shortest } Zeichen. Sie haben { $entered } eingegeben.
password-too-long = Verwenden Sie höchstens { $longest } Zeichen. Sie haben { $entered } eingegeben.

sign-in-title = Anmelden
sign-in-with = Mit { $provider } anmelden
sign-in-or = oder mit einem Passwort
sign-in-name = Name
sign-in-password = Passwort
sign-in-submit = Anmelden
sign-in-help = Kein Konto oder Passwort vergessen? Bitten Sie einen Administrator um einen Einladungslink.
sign-in-name-missing = Geben Sie Ihren Namen ein.
sign-in-password-missing = Geben Sie Ihr Passwort ein.
sign-in-too-many = { $minutes ->
    [one] Zu viele Anmeldeversuche sind fehlgeschlagen. Versuchen Sie es in einer Minute erneut.
   *[other] Zu viele Anmeldeversuche sind fehlgeschlagen. Versuchen Sie es in { $minutes } Minuten erneut.
}

invitation-title = Passwort wählen
invitation-welcome = Willkommen, { $name }
invitation-welcome-first = Willkommen bei Headrace
invitation-lede = Wählen Sie ein Passwort, mit dem Sie sich anmelden.
invitation-lede-first =
    Hiermit legen Sie das erste Konto des Servers an, einen Administrator.
    Wählen Sie einen Namen und ein Passwort für die Anmeldung.
invitation-role = { $role ->
    [viewer] Sie können alles ansehen und laufende Sitzungen verfolgen.
    [editor] Sie können einlesen, bearbeiten, übernehmen, rückgängig machen und teilen.
   *[admin] Sie können alles, auch Konten verwalten.
}
invitation-name = Name
invitation-password = Passwort
invitation-password-help = Mindestens { $shortest } Zeichen. Mehrere Wörter sind leicht zu merken und schwer zu erraten.
invitation-submit = Passwort festlegen und anmelden
invitation-submit-first = Konto anlegen
invitation-name-missing = Wählen Sie einen Namen, mit dem Sie sich anmelden.
invitation-name-taken = Ein anderes Konto hat diesen Namen. Wählen Sie einen anderen.

invitation-over-page = Einladung
invitation-over-title = Diese Einladung gilt nicht mehr
invitation-over-text =
    Sie wurde bereits verwendet, durch eine neuere ersetzt oder ist abgelaufen.
    Bitten Sie einen Administrator um eine neue. Solange der Server noch keine Konten hat, gibt er bei jedem Start einen neuen Link aus.
invitation-over-sign-in = Zur Anmeldung

signed-out-dialog-title = Sie sind abgemeldet
signed-out-dialog-text =
    Ihre Anmeldung ist abgelaufen oder wurde an anderer Stelle beendet.
    Sitzungen auf dem Server laufen weiter.
signed-out-dialog-again = Erneut anmelden

share-dialog-title = Per Link teilen
share-dialog-close = Schließen
share-dialog-works-for = Gültigkeit des Links
share-dialog-days = { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
}
share-dialog-create = Link erstellen
share-dialog-until = Er gilt bis { $moment }.
share-dialog-qr = QR-Code des Links
share-dialog-link = Gastlink
share-dialog-once = Der Link wird nur einmal angezeigt.
share-dialog-local =
    Dieser Server ist nur von seinem eigenen Rechner aus erreichbar, daher funktioniert der Link nur dort.
    Starten Sie ihn mit { $option }, damit sich andere Rechner verbinden können.
share-dialog-revoke = Er lässt sich auf der { $page } widerrufen.
share-dialog-revoke-page = Kontoseite

secret-copy = Kopieren
secret-copied = Kopiert
secret-copy-by-keys = Ctrl+C drücken
