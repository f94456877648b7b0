# Der Zustand einer Sitzung in Worten, und der der Verbindung

state-starting = Dateien werden gesucht
state-processing = Dateien werden eingelesen
state-paused = Angehalten
state-waiting = Wartet
state-completed = Alle Dateien eingelesen
state-completed-failed = Alle Dateien verarbeitet, { $files } fehlgeschlagen
state-none-read = Keine Datei konnte eingelesen werden
state-committing = Wird übernommen
state-committed = In der Bibliothek
state-undone = Übernahme rückgängig gemacht
state-error = Durch einen Fehler gestoppt
state-cancelled = Abgebrochen
state-commit-error = Übernahme fehlgeschlagen

live-badge = LIVE
connection-connecting = Verbindung wird hergestellt
connection-connected = Verbunden
connection-reconnecting = Verbindung wird wiederhergestellt
connection-disconnected = Getrennt
connection-offline = Sie sind offline
connection-polling = Abfrage jede Sekunde
connection-signed-out = Abgemeldet
connection-finished = Fertig
connection-ended = Beendet
connection-stopped = Gestoppt
connection-try = Jetzt versuchen
connection-lost = Die Verbindung ist abgebrochen. Sie wird wiederhergestellt.
connection-restored = Wieder verbunden.
live-off = Nicht live?
live-off-title = Melden, dass der Fortschritt bei Ihnen nicht live ist. Der Zustand der Verbindung kommt ins Protokoll des
    Servers, keine Namen.
live-off-noted = Gemeldet
live-off-thanks = Wer diesen Server betreibt, erfährt davon.

latency-details = Details
latency-title = Die Zeit von der Ankunft eines Ereignisses bis zu seinen Pixeln, über die letzten 512 Ereignisse.
    Die Zeit im Netz zählt nicht mit.
latency = Anzeigeverzögerung { $median } · p95 { $most }

sums-ledger = { $discovered } gefunden sind nicht { $ok } ok + { $failed } fehlgeschlagen + {
    $skipped
} übersprungen + { $pending } ausstehend
sums-below-zero = eine Anzahl ist kleiner als null
sums-processed = { $processed } verarbeitet sind nicht { $ok } ok + { $failed } fehlgeschlagen
sums-counter = laut Zähler { $counter } verarbeitet, laut Zustand { $processed }
sums-errors = { $errors } Fehler sind nicht { $failed } fehlgeschlagen
sums-total = { $total } zu verarbeiten sind nicht { $discovered } gefunden minus { $skipped } übersprungen
sums-percent = { $percent } Prozent
sums-done = 100 Prozent und { $pending } ausstehend
sums-completed = abgeschlossen und { $pending } ausstehend
