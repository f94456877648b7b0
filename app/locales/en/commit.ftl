# The Commit step, and what a file's relation to the library means

# The form before a commit
commit-title = Commit to the library
commit-title-again = Changes since the last commit
commit-lede = All or nothing: one transaction, verified by count and checksum.
commit-working-out = Working out what a commit would do …
commit-button = Commit
commit-button-changes = Commit changes
commit-button-again = Try again
commit-button-busy = Committing …
commit-to-preview = Preview
commit-choose-folder = Choose another folder
commit-open-library = Open library
commit-failed = Nothing was committed.
commit-was-undone = This commit was undone.

# $problem: the server's sentences
commit-problem = { $problem } This page tries again by itself.

# While a commit runs
commit-progress = Commit progress
commit-bar = Files written
commit-percent = { $percent }%
commit-written = { $total ->
    [one] { $done } of { $total } file
   *[other] { $done } of { $total } files
}

# What a commit does or did. $changes: some of the next four, with commas; $counts: one of the two after them
commit-counts-added = { $files } added
commit-counts-updated = { $files } updated
commit-counts-moved = { $files } moved
commit-counts-removed = { $files } removed
commit-counts-nothing = nothing changes in the library
commit-counts-excluded = { $changes }; { $files } excluded
commit-sentence = On commit: { $counts }.

# Names of figures
commit-figure-added = Added
commit-figure-updated = Updated
commit-figure-moved = Moved
commit-figure-removed = Removed
commit-figure-excluded = Excluded

# What is known of the session's files
commit-fact-images = Images
commit-fact-videos = Videos
commit-fact-size = Size
commit-fact-prompt = With prompt
commit-fact-score = With score
commit-fact-nsfw = NSFW

# What to know before a commit
commit-note-failed = { $files ->
    [one] { $files } failed file cannot be added to the library.
   *[other] { $files } failed files cannot be added to the library.
}
commit-note-nothing = Nothing can be added or updated: no file was read successfully.
commit-note-skipped = { $files ->
    [one] { $files } file is already in the library, unchanged, and stays as it is.
   *[other] { $files } files are already in the library, unchanged, and stay as they are.
}
commit-note-warnings = { $files ->
    [one] { $files } file has warnings; the unreadable parts are left blank.
   *[other] { $files } files have warnings; the unreadable parts are left blank.
}
commit-note-unread = { $files ->
    [one] The picture of { $files } file was not read yet; a later session with pictures reads it.
   *[other] The pictures of { $files } files were not read yet; a later session with pictures reads them.
}
commit-note-removed = { $files ->
    [one] { $files } file no longer on the disk will be removed from the library. No file on the disk is touched.
   *[other] { $files } files no longer on the disk will be removed from the library. No file on the disk is touched.
}
commit-note-kept = { $files ->
    [one] { $files } file no longer on the disk will stay in the library.
   *[other] { $files } files no longer on the disk will stay in the library.
}
commit-note-never-duplicated = Files already in the library are updated, never duplicated.

# After a commit. $earlier: what the earlier commit did, as $counts
commit-done-title = In the library
commit-done = Committed: { $counts }.
commit-done-earlier = Committed: { $counts }. An earlier commit of this session is still in the library: { $earlier }.
commit-done-files = { $files ->
    [one] { $files } file committed.
   *[other] { $files } files committed.
}
commit-done-failed = { $files ->
    [one] { $files } file failed: see why
   *[other] { $files } files failed: see why
}
commit-done-failed-retry = { $files ->
    [one] { $files } file failed: see why, or retry it
   *[other] { $files } files failed: see why, or retry them
}
commit-done-preview = Back to preview
commit-done-report = Report
commit-done-more = Ingest more

# The list of the session's commits
commit-journal-title = Commits of this session
commit-journal-undone = Undone { $moment }
commit-journal-rest = { $commits ->
    [one] { $commits } earlier commit is not listed.
   *[other] { $commits } earlier commits are not listed.
}

# The button that undoes a commit, and its question. $changes: some of the four, with commas
commit-undo = Undo this commit
commit-undo-earlier = Undo the earlier commit
commit-undo-title = Undo this commit?
commit-undo-yes = Undo commit
commit-undo-no = Keep commit
commit-undo-question = { $changes }. Nothing on the disk is touched.
commit-undo-added = { $files ->
    [one] { $files } file leaves the library
   *[other] { $files } files leave the library
}
commit-undo-updated = { $files ->
    [one] { $files } file gets its old values back
   *[other] { $files } files get their old values back
}
commit-undo-moved = { $files ->
    [one] { $files } file gets its old path back
   *[other] { $files } files get their old path back
}
commit-undo-removed = { $files ->
    [one] { $files } file returns to the library
   *[other] { $files } files return to the library
}

# What an undo did. $changes: some of the four, with commas
commit-undone = Undone: { $changes }. Nothing else changed.
commit-undone-nothing = Undone: nothing had changed. Nothing else changed.
commit-undone-added = { $files ->
    [one] { $files } file removed from the library
   *[other] { $files } files removed from the library
}
commit-undone-updated = { $files ->
    [one] { $files } file restored to the old values
   *[other] { $files } files restored to the old values
}
commit-undone-moved = { $files ->
    [one] { $files } file moved back to the old path
   *[other] { $files } files moved back to the old path
}
commit-undone-removed = { $files ->
    [one] { $files } file restored to the library
   *[other] { $files } files restored to the library
}

# The flags of files
relation-flag-new = New
relation-flag-changed = Changed
relation-flag-moved = Moved
relation-flag-duplicate = Duplicate
relation-flag-same = Same
relation-flag-gone = Gone

# The choices for a whole group of files
relation-add = Add
relation-exclude = Exclude
relation-update = Update
relation-move = Move
relation-leave = Leave as they are
relation-remove = Remove from library
relation-keep = Keep in library

# The line below a group's number, where all of its files are meant. $files: for languages whose verbs have a plural
relation-all-added = { $files ->
   *[other] will be added
}
relation-all-updated = { $files ->
   *[other] will be updated
}
relation-all-moved = { $files ->
   *[other] will be moved
}
relation-all-removed = { $files ->
   *[other] will be removed
}

# The same line where some, none or not even one of its files is meant
relation-some-added = { $files } will be added
relation-some-updated = { $files } will be updated
relation-some-moved = { $files } will be moved
relation-some-removed = { $files } will be removed
relation-none-added = excluded
relation-none-updated = left as they are
relation-none-removed = kept in the library
relation-same = nothing to do
relation-no-files = none

# What a commit does with one file
relation-file-added = Will be added
relation-file-updated = Will be updated
relation-file-moved = Will be moved
relation-file-removed = Will be removed
relation-file-excluded = Excluded
relation-file-left = Left as it is
relation-file-kept = Kept in the library
relation-file-same = Nothing to do

# What a group is
relation-meaning-new = New: neither their path nor their content is in the library. A commit adds them.
relation-meaning-changed =
    The library has other values at these paths. A commit updates it; open a file to see old and new side by
    side.
relation-meaning-moved =
    The library has this content under a path that no longer exists. A commit updates the path and keeps the
    score.
relation-meaning-duplicate = The same content also exists at another path. A commit adds each as a file of its own.
relation-meaning-same =
    The library already has these files exactly as they are on the disk. A commit does nothing with them.
relation-meaning-gone =
    In the library, but no longer on the disk. They stay in the library unless you choose otherwise. Files on
    the disk are never touched.

# $why: the server's words
relation-withheld = Gone files cannot be determined: { $why }.
