# The Process step, and what the workers do for the session

# Until the state of the session is known
process-starting = Starting
process-share = Share

# The priority of the session, and the folder that is read next
queue-label = Priority and order
queue-priority = Priority
queue-priority-high = high
queue-priority-normal = normal
queue-priority-low = low
queue-next-open = Prioritise a folder
queue-next = Next: { $folder }
queue-next-clear = Restore the normal order
# The number of the run: a session has further ones when files are retried
queue-run = Run { $run }
queue-folder-title = Which folder first?
queue-folder-filter = Filter folders
queue-folder-filter-label = Filter folders by name
queue-folder-close = Close
queue-folder-counting = Counting pending files …
queue-folder-none = No file is pending.
queue-folder-all = { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
}
queue-folder-most = the { $folders } folders with the most pending files
queue-folder-pending = { $files } pending

# How far the session is. A guest link shows this, too
progress-label = Progress
progress-files = { $done } of { $total } files
progress-milestone = { $files } files
progress-elapsed = Elapsed
progress-rate = Rate
progress-time-left = Time left
progress-bar = Files processed
# Instead of the name of a file
progress-counting = Counting files …
progress-resumes = Processing resumes automatically.
progress-paused = Paused. No further file is started.
progress-no-file = No file is being read.
progress-next-file = Waiting for the next file …
# The time left. $span: "8 s", "12 min"
time-left-about = about { $span }
time-left-moment = a moment
time-left-estimating = estimating
time-left-counting = counting
time-left-waiting = waiting
time-left-paused = paused
time-left-no-connection = waiting for connection

counters-label = Counters
counter-processed = Processed
counter-metadata = Metadata
counter-keywords = Keywords
counter-scores = Scores
counter-nsfw = NSFW
counter-failed = Failed

# What a screen reader announces. $message: whole sentences of the server
announce-quarter = { $percent } percent processed.
announce-read = All files read: { $ok } ok, { $failed } failed, { $skipped } skipped.
announce-committed = Committed. { $message }
announce-stopped = Stopped. { $message }
announce-cancelled = { $files ->
    [one] Cancelled after { $files } file.
   *[other] Cancelled after { $files } files.
}

ledger-title = Ledger
ledger-line = discovered { $discovered } = ok { $ok } + failed { $failed } + skipped { $skipped } + pending { $pending }
# $why: one or more of the texts "sums-…", without a full stop
ledger-wrong = This does not add up: { $why }. Please report it.
ledger-report = Save a bug report
ledger-report-paths = with file names and folders

failures-title = Failures
failures-count = { $files ->
    [one] { $files } file
   *[other] { $files } files
}
failures-newest = the newest { $shown } of { $files }
failures-retry = { $files ->
    [one] Retry { $files } failed file
   *[other] Retry { $files } failed files
}
failures-retry-file = Retry { $file }
failures-all = See all failed files
failures-html = HTML report
failures-csv = CSV report
failures-json = JSON report
failures-none = No file has failed.
failures-more = Show { $files } more with this reason

# Why files failed. $reason: a text of the server
causes-label = Causes
causes-files = { $files ->
    [one] { $files } file
   *[other] { $files } files
}
causes-files-label = { $files ->
    [one] { $files } file: see those that failed with: { $reason }
   *[other] { $files } files: see those that failed with: { $reason }
}
causes-retry-label = { $files ->
    [one] Retry the { $files } file that failed with: { $reason }
   *[other] Retry the { $files } files that failed with: { $reason }
}

# The bar with the next press
process-pause = Pause
process-resume = Resume
process-cancel = Cancel
process-cancel-title = Cancel this session?
process-cancel-text = It stops at once. What was read stays and can be reviewed and committed.
process-cancel-yes = Cancel session
process-cancel-no = Keep processing
process-read-rest = { $files ->
    [one] Read the remaining { $files } file
   *[other] Read the remaining { $files } files
}
process-choose-another = Choose another folder
process-library = Open library
process-preview-so-far = Preview files read so far
process-preview-skipped = { $files ->
    [one] Preview { $files } skipped file
   *[other] Preview { $files } skipped files
}
process-review-files = Review files
process-review = { $files ->
    [one] Review { $files } file
   *[other] Review { $files } files
}
process-in-library = In the library.
process-not-in-library = Nothing of this session is in the library yet.
process-being-written = Being written to the library.
process-not-committed = Nothing was committed.
process-removed-again = Removed from the library again.

# A notification of the browser at the end
notify = Notify me at the end
notify-needs-https = Notifications need HTTPS: open this page with https:// to get them.
notify-cannot = This browser cannot show notifications.
notify-blocked = Notifications are blocked for this page. Allow them in the browser's settings for this site.
notify-not-allowed = The browser was not allowed to show notifications.
notify-title-read = All files read
notify-title-cancelled = Session cancelled
notify-title-error = Session stopped by an error
notify-read = { $ok ->
    [one] { $ok } file read.
   *[other] { $ok } files read.
}
notify-read-failed = { $ok ->
    [one] { $ok } file
   *[other] { $ok } files
} read, { $failed ->
    [one] { $failed } file
   *[other] { $failed } files
} failed.

# Files that take long
slow-label = Files that take long
slow-skip = Skip this file
slow-skip-label = Skip this file: { $name }
slow-wait = Keep waiting
slow-wait-label = Keep waiting for { $name }
slow-announced = Reading { $name } takes long. You can skip it.
slow-limit = Its reading is stopped after { $span } at the latest.
slow-skipped = Skipped. It is listed among the failures and can be retried.
# $doing: one of the texts "doing-…"
slow-doing = { $doing }, { $span } so far.
slow-read = { $read } of { $size } read in { $span }.
slow-stuck = Nothing was read for { $span }.
doing-start = Starting to read
doing-open = Opening the file
doing-identify = Identifying the format
doing-hash = Computing the checksum
doing-metadata = Reading metadata
doing-generation = Reading generation data
doing-sidecar = Reading the sidecar file
doing-decode = Decoding
doing-thumbnail = Making the thumbnail
doing-nsfw = Computing the NSFW score

# Other machines that read files
machines-title = Machines
machines-dashboard = Dask dashboard
machines-present = { $machines ->
    [one] { $machines } machine reads
   *[other] { $machines } machines read
}
machines-none = No machine has joined
machines-problem = The Dask scheduler at { $scheduler } cannot be reached: { $problem }
machine-joining = joining
machine-reading = ready
machine-silent = not responding
machine-refused = refused
machine-gone = gone
# $rate: such as "48/s"
machine-rate = { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $rate }
machine-unseen = { $folder }: { $reason }

# The pictures of the files that were read last
wall-title = Just read
wall-waits = updates wait while you are here
wall-show-nsfw = Show NSFW
wall-freeze = Freeze the pictures
wall-failed = { $name }, failed: { $reason }
wall-nsfw = { $name }, NSFW

# Where the time of a session went. $seconds: of all workers together; $percent: of all parts
time-spent-title = Where the time went
time-spent-note = Seconds of all workers together. “Database” is how long results waited to be stored, while workers read on.
time-spent-read = Reading
time-spent-hash = Hashes
time-spent-metadata = Metadata
time-spent-decode = Decoding
time-spent-thumbnail = Thumbnails
time-spent-nsfw = NSFW
time-spent-database = Database
time-spent-figure = { $seconds } s · { $percent }%
