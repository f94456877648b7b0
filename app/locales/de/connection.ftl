# Was an der Verbindung zwischen Browser und Server nicht stimmt; die Kommandozeile zeigt es auch

# $asked, $seen: Hosts mit Ports
problem-wrong-host = Der Server sieht den Host { $seen } statt { $asked }. Seiten öffnen sich, aber jede Änderung wird
    abgelehnt (403), weil sie von einer anderen Website zu kommen scheint. Der Proxy muss den Host-Header weitergeben.
# $arrived, $sent: Ereignisse. $seconds: bis zum ersten
problem-buffered = Ereignisse werden zurückgehalten: { $arrived } von { $sent } kamen an, das erste nach { $seconds } s.
    Etwas dazwischen sammelt oder komprimiert die Antwort, bevor es sie weitergibt.
# $delay, $network: in ms
problem-delayed = Ereignisse kommen verspätet: sie brauchen { $delay } ms, davon das Netz { $network } ms. Etwas
    dazwischen wartet auf mehr, bevor es ein kleines Ereignis weitergibt.
# $seconds: bis zum Abbruch
problem-cut = Ein Stream, auf dem nichts gesendet wird, wird nach { $seconds } s abgebrochen. Der Server sendet jede
    Sekunde etwas. Es stört also nur, wenn HEADRACE_STREAM_KEEPALIVE_S erhöht wurde oder Ereignisse zurückgehalten werden.
problem-six-connections = Die Verbindung ist HTTP/1.1; davon öffnen Browser sechs zu einem Server. Tabs teilen sich
    einen Stream nur über TLS; ohne lädt der siebte Tab nicht. HTTP/2 hat diese Grenze nicht.
problem-untrusted-proxy = Der Server weiß nicht, dass dies https ist, weil er dem Proxy nicht glaubt oder der Proxy es
    nicht sagt. Alle Benutzer haben für ihn dieselbe Adresse und teilen sich deren Grenzen.

# Die Seite, die sie prüft, und was dorthin führt
doctor-page = Verbindung prüfen
doctor-text = Empfängt Testereignisse, wie dieser Browser den Live-Stream empfängt: durch jeden Proxy zwischen ihm und
    dem Server. Es dauert etwa 15 Sekunden.
doctor-start = Jetzt prüfen
doctor-running = Testereignisse werden empfangen …
doctor-fine = Alles in Ordnung: Ereignisse kommen an, wie sie gesendet werden.
doctor-found = { $count ->
    [one] Eines könnte besser sein.
   *[other] { $count } Dinge könnten besser sein.
}
# $protocol: etwa h2
doctor-measured = { $arrived } von { $sent } Ereignissen kamen über { $protocol } an, die Hälfte innerhalb von { $delay } ms.
