# The history, and what is said of a session in lists

history-title = History
history-lede = Every session, newest first. Deleting one never touches the library or your files.
history-none = There are no sessions.
history-show-more = Show older sessions

# $names: up to three names of folders, of more
history-folders-more = { $names } and { $more } more
history-files = { $files ->
    [one] { $files } file
   *[other] { $files } files
}
history-files-failed = { $files } failed
history-files-skipped = { $files } skipped

# The figures of a session
history-worked = Worked
history-discovered = Discovered
history-ok = Ok
history-failed = Failed
history-skipped = Skipped
history-pending = Pending
history-committed = In the library
history-priority = Priority
history-priority-low = low
history-priority-high = high
history-more-causes = { $causes ->
    [one] and { $causes } more cause
   *[other] and { $causes } more causes
}

# $title: history-run-title; $what: one of the texts below it; $left: files that were not read; $time: as in “12:40”
history-run = { $title } { $what }: { $ok } ok, { $failed } failed{ $left ->
    [0] {""}
   *[other] , { $left } left
} in { $time }
history-run-title = Run { $run }
history-run-first = first run
history-run-failed = all failed files retried
history-run-cause = one cause retried
history-run-files = single files retried
history-run-rest = the remaining files
# $what: as above; $reason: why the files had failed
history-run-reason = { $what } ({ $reason })

# The parameters of a session, one after the other
history-with-subfolders = with subfolders
history-without-subfolders = without subfolders
history-known-skipped = known files skipped
history-known-read = known files read again
history-with-metadata = metadata
history-without-metadata = no metadata
history-with-keywords = keywords
history-without-keywords = no keywords
history-with-scores = scores
history-without-scores = no scores
history-with-pictures = pictures
history-without-pictures = no pictures
history-with-nsfw = NSFW at { $percent }%
history-without-nsfw = no NSFW
history-at-most = { $files ->
    [one] at most { $files } file
   *[other] at most { $files } files
}

# Deleting a session. $folders: their names
history-delete = Delete the session of { $folders }
history-delete-title = Delete this session?
history-delete-text = Its results are deleted. The library and your files are not touched.
history-delete-text-unfinished =
    It is not finished and will be cancelled. Its results are deleted. The library and your files are not touched.
history-delete-yes = Delete session
history-delete-no = Keep session

# Undoing a commit
history-undo-title = Undo this commit?
history-undo-text =
    Files it added leave the library, files it updated get their old values back. Your files stay as they are.
history-undo-yes = Undo commit
history-undo-no = Keep commit
# $reason and $cure: sentences of the server
undo-refused = Not undone. { $reason } { $cure }
# A later commit. $moment: as in “today 14:05:10”; $folders: their names; $command: a call of the API
undo-refused-commit = Commit of { $moment }, { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $folders }
undo-refused-commit-deleted = Commit of { $moment }, { $files ->
    [one] { $files } file
   *[other] { $files } files
}, of a session that was deleted ({ $command })
undo-refused-shown = The first { $shown } of { $files }:
