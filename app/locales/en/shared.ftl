# Values into words

# "48/s": files per second
rate-second = { $files }/s
# "12/min": files per minute
rate-minute = { $files }/min
moment-today = today { $time }
percent = { $percent }%

# The badge of a session in a list
status-starting = Looking for files
status-processing = Processing
status-paused = Paused
status-waiting = Waiting
status-completed = To review
status-committing = Committing
status-committed = Committed
status-undone = Undone
status-error = Stopped
status-cancelled = Cancelled
status-commit-error = Commit failed
status-nothing-new = Nothing new
status-no-files = No files
# $status: one of the texts above
status-progress = { $status } { $percent }%

# Sessions that have read nothing: titles, a line of a list, and why nothing can be committed
nothing-none-title = No matching files
nothing-known-title = Nothing new to read
nothing-none = no matching files
nothing-known = { $files ->
    [one] { $files } file, already in the library
   *[other] { $files } files, all already in the library
}
nothing-unread = { $files ->
    [one] { $files } file, none read
   *[other] { $files } files, none read
}
nothing-to-commit-none = There is nothing to commit: the session found no matching files.
nothing-to-commit-known = { $files ->
    [one] There is nothing to commit: its file is already in the library, unchanged.
   *[other] There is nothing to commit: all its { $files } files are already in the library, unchanged.
}
nothing-to-commit-unread = { $files ->
    [one] There is nothing to commit yet: { $files } file was not read.
   *[other] There is nothing to commit yet: { $files } files were not read.
}

# The title of the window where no step is shown
title-ingest = Ingest

# Requests without an answer that says what is wrong. $answer: "502 Bad Gateway"
# In place of a cure that names a route of the API
request-outdated-cure = This page may be out of date. Reload it.
request-unreachable = Cannot reach the server.
request-unreachable-cure = Check that it is running and that you are connected.
page-part-missing = A part of this page could not be loaded.
page-part-missing-cure = Check that the server is running, then reload the page. It may have been updated.
request-unexplained = The server answered { $answer }.
request-unexplained-cure = Try again. If it fails again, the server's log has the cause.

reveal-show = Show NSFW
reveal-blur = Blur NSFW

# The large picture or video. Width and height are in pixels; $format is "PNG", or "unknown"
media-gone = This file is no longer on the disk.
media-failed = This file could not be read.
media-none = There is no picture to show.
media-gone-thumbnail = This file is no longer on the disk. This is its thumbnail from the library.
media-failed-thumbnail = This file could not be read. This is the thumbnail that is embedded in it.
media-away-thumbnail = The original cannot be reached. Is its disk mounted? This is its thumbnail.
media-rendition = A preview of { $width } × { $height } pixels: browsers do not show { $format ->
    [unknown] this format
   *[other] { $format } files
}.
media-thumbnail = This browser does not show { $format ->
    [unknown] this format
   *[other] { $format } files
}. This is the thumbnail of { $width } × { $height } pixels.
media-video-frame = This browser cannot play this video. This is one of its frames.
media-away-frame = The original cannot be reached. Is its disk mounted? This is one of its frames.

# $what: what was copied, "prompt" for example
clipboard-copied = Copied: { $what }.
clipboard-refused = The browser does not allow copying here.
clipboard-refused-cure = Select the text and press Ctrl+C, or open this page over HTTPS.
