# The state of a session in words, and that of the connection. A guest link shows this, too

# Titles
state-starting = Looking for files
state-processing = Reading files
state-paused = Paused
state-waiting = Waiting
state-completed = All files read
state-completed-failed = All files processed, { $files } failed
state-none-read = No file could be read
state-committing = Committing
state-committed = In the library
state-undone = Commit undone
state-error = Stopped by an error
state-cancelled = Cancelled
state-commit-error = Commit failed

live-badge = LIVE
connection-connecting = Connecting
connection-connected = Connected
connection-reconnecting = Reconnecting
connection-disconnected = Disconnected
connection-offline = You are offline
connection-polling = Polling every second
connection-signed-out = Signed out
# The session is over, and nothing more is sent
connection-finished = Finished
connection-ended = Ended
connection-stopped = Stopped
connection-try = Try now
connection-lost = The connection was lost. Reconnecting.
connection-restored = Connected again.
# A button at the live badge
live-off = Live is off?
live-off-title = Tell whoever runs this server that live progress does not work for you. The state of the connection goes
    into the log, no names.
live-off-noted = Reported
live-off-thanks = Reported to whoever runs this server.

latency-details = Details
latency-title = The time from an event's arrival in this page to its painted pixels, over the last 512 events.
    Network time is not included.
# $median and $most: "4.2 ms". p95: 95 of 100 delays are not longer
latency = Display delay { $median } · p95 { $most }

# What in a state contradicts itself, if ever. It follows a colon, and more of them may follow
sums-ledger = { $discovered } discovered are not { $ok } ok + { $failed } failed + { $skipped } skipped + {
    $pending
} pending
sums-below-zero = a count is below zero
sums-processed = { $processed } processed are not { $ok } ok + { $failed } failed
sums-counter = the counter says { $counter } processed, the state { $processed }
sums-errors = { $errors } errors are not { $failed } failed
sums-total = { $total } to process are not { $discovered } discovered less { $skipped } skipped
sums-percent = { $percent } percent
sums-done = 100 percent with { $pending } pending
sums-completed = completed with { $pending } pending
