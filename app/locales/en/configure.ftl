# The Configure step: folders, file types, options, presets, and what starting would do

configure-title = What do you want to import?
configure-lede = Choose folders and what to read. Nothing is added to the library before you have reviewed it.
configure-viewer-title = What is being ingested
# $history and $library: links, with the two texts after it
configure-viewer-lede =
    You are signed in as a viewer: you can look at everything and watch it run, but not change anything. Follow a
    session below, or go to the { $history } or the { $library }.
configure-viewer-history = history
configure-viewer-library = library

# The folder tree
folders-title = Folders
folders-none = none selected
folders-chosen = { $folders } selected
folders-clear = Clear
folders-filter = Filter folders
folders-matches = { $folders ->
    [one] { $folders } match
   *[other] { $folders } matches
}
folders-no-match = No matches among the folders opened so far.
folders-no-roots = There are no media roots. Start Headrace with --root FOLDER.
folders-none-inside = No folders inside.
folders-retry = Try again
folder-choose = Choose { $name }
folder-emptied = Empty now: is the disk mounted?
folder-away = Not available: is the disk mounted?
folder-forbidden = Not available: the server may not read it
# $known: how many of its files are in the library. With -open, not all of its files were counted.
folder-label = { $name }, { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $known } in the library
folder-label-open = { $name }, at least { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $known } in the library
# $files: as in “1,234”, or “1,234+” where not all were counted
folder-known = In the library: { $known } of { $files }
# $badge: looks like that of a folder, “in library / total”; $known: its bold part
folders-legend = { $badge } files of each folder
folders-legend-badge = { $known } / total
folders-legend-known = in library

# Adding files: they are copied from this device to a folder of the server
upload-title = Add files
upload-choose-files = Choose files
upload-choose-folder = Choose a folder
upload-hint = or drop them anywhere on this page
upload-drop = Drop to add
# $sent and $total: as in “18.2 MB”
upload-line = { $done } of { $files ->
    [one] { $files } file
   *[other] { $files } files
} · { $sent } of { $total }
upload-left = about { $time } left
upload-cancel = Cancel
upload-cancel-one = Cancel { $name }
upload-done = { $files ->
    [one] 1 file was added, and its folder is selected.
   *[other] { $files } files were added, and their folder is selected.
}
upload-none = No file was added.
upload-cancelled = { $files ->
    [one] 1 file was cancelled.
   *[other] { $files } files were cancelled.
}
upload-nothing = There is no file in what you chose.
upload-failed = { $files ->
    [one] 1 file was not added
   *[other] { $files } files were not added
}
upload-retry = { $files ->
    [one] Retry 1 file
   *[other] Retry { $files } files
}
upload-kind = Not a kind of file that Headrace reads: leave it out, or convert it to JPEG, PNG or MP4.
upload-too-large = Larger than { $size }: copy it to a media folder of the server by other means.
upload-more = { $files ->
    [one] and 1 more
   *[other] and { $files } more
}
upload-broken = The connection broke off, or the file changed meanwhile.
upload-broken-cure = Retry it.
upload-unreadable = A file or folder cannot be read.
upload-unreadable-cure = It may have been moved or deleted. Choose the files again.
upload-off = Files cannot be added here.
upload-off-cure = Start the server with --uploads FOLDER to allow it, or copy them into one of its folders.

# The file types in the chosen folders
types-title = File types
types-choose = Select a folder to see its file types.
types-empty = No files here.
# $size: as in “18.2 MB”. With -open, not all files were counted.
types-total = { $files ->
    [one] { $files } file
   *[other] { $files } files
} · { $size }
types-total-open = more than { $files ->
    [one] { $files } file
   *[other] { $files } files
} · { $size }
types-no-extension = no extension
types-more = { $types } more

# Recent sessions, and the line that leads to one that is not finished
recent-title = Recent sessions
recent-all = View all
recent-none = Sessions you start appear here.
resume-open = Open
resume-review = A session is ready for review
resume-running = A session is running: { $percent }%
resume-paused = A session is paused: { $percent }%
resume-waiting = A session is waiting: { $percent }%

# Presets
preset-title = Preset
preset-save = Save
preset-rename = Rename this preset
preset-delete = Delete this preset
# $root: the name of a folder
preset-hint = { $root } had other options last time.
preset-use-last = Use them again
preset-own = Own options
preset-standard = Standard options
preset-group-last = As last time
preset-group-saved = Saved
preset-save-title = Save these options
preset-save-yes = Save
preset-save-replaces = Replaces the preset of this name.
preset-rename-title = Rename this preset
preset-rename-yes = Rename
preset-delete-title = Delete this preset?
preset-delete-text = The preset “{ $name }” is deleted. The options on this page stay as they are.
preset-delete-yes = Delete preset
preset-delete-no = Keep preset
preset-name = Name
preset-name-missing = Enter a name.
preset-cancel = Cancel

# Which files
files-title = Which files
files-kind = Kind
files-all = All
files-images = Images
files-videos = Videos
files-custom = Custom
files-pattern = Pattern
# $bar: the sign |
files-pattern-help = Separate patterns with { $bar }. Not case-sensitive.
files-subfolders = Include subfolders
files-subfolders-help = Read every folder below the chosen ones
files-known = Skip unchanged files
files-known-help = Files already in the library are not read again
# Stop after [all] files: a field between the two texts, “all” in it while it is empty
files-most = Stop after
files-most-help = Leave empty for all files
files-most-all = all
files-most-unit = files
files-most-invalid = A whole number from 1, or empty for all files.
pattern-missing = Enter patterns separated by |, for example *.png|*.mp4
# $pattern: a pattern with a slash
pattern-folder = “{ $pattern }” names a folder. Patterns match file names; choose folders in the tree.
# $place: counted from 1
pattern-bracket = The [ at character { $place } is never closed. Add a ] behind it, or write [[] for the bracket itself.

# What to read
read-title = What to read
read-metadata = Metadata
read-metadata-help = EXIF, XMP, prompts and workflows
read-keywords = Keywords
read-keywords-help = From the prompt and from tags
read-scores = Scores
read-scores-help = From sidecars and ratings
read-pictures = Pictures
read-pictures-help = Thumbnails, look-alikes, NSFW. Without them, metadata is read many times faster
read-nsfw = NSFW detection
read-nsfw-model = Model: { $model }
read-nsfw-none = No model is installed
read-threshold = Threshold
read-threshold-value = { $percent }%
read-threshold-low = stricter
read-threshold-high = more lenient

# The Start button, and what keeps it from working
start-button = Start processing
start-no-folder = Select at least one folder.
start-most-invalid = Correct “Stop after”.
start-no-match = { $files ->
    [one] None of the { $files } file matches the pattern. Change it, or select another folder.
   *[other] None of the { $files } files matches the pattern. Change it, or select another folder.
}
start-folders-empty = The selected folders have no files. Select others.
start-folder-empty = The selected folder has no files. Select another one.
start-folder-no-own = The selected folder has no files of its own. Select another one, or include subfolders.
start-counting = { $folders ->
    [one] { $folders } folder, counting …
   *[other] { $folders } folders, counting …
}
# $files: those that match the pattern. With -open, not all files were counted.
start-summary = { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
}: matches { $files } of { $total ->
    [one] { $total } file
   *[other] { $total } files
}
start-summary-open = { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
}: matches more than { $files } of more than { $total ->
    [one] { $total } file
   *[other] { $total } files
}

# What the session would take. $bound: “about”, or “over” where not all files were counted; $which: “new” where files
# that are in the library are skipped, else “any”; $time: as in “3 min”; $size: as in “18.2 MB”.
cost-nothing = Probably all of them are in the library already.
cost-files = Reads { $bound ->
    [about] about
   *[over] more than
} { $which ->
    [new] { $files ->
        [one] { $files } new file
       *[other] { $files } new files
    }
   *[any] { $files ->
        [one] { $files } file
       *[other] { $files } files
    }
}. How long that takes is not known before the first session.
cost-time = Reads { $bound ->
    [about] about
   *[over] more than
} { $which ->
    [new] { $files ->
        [one] { $files } new file
       *[other] { $files } new files
    }
   *[any] { $files ->
        [one] { $files } file
       *[other] { $files } files
    }
} in { $bound ->
    [about] about
   *[over] more than
} { $time }.
cost-size = Reads { $bound ->
    [about] about
   *[over] more than
} { $which ->
    [new] { $files ->
        [one] { $files } new file
       *[other] { $files } new files
    }
   *[any] { $files ->
        [one] { $files } file
       *[other] { $files } files
    }
} in { $bound ->
    [about] about
   *[over] more than
} { $time }; the database grows by { $bound ->
    [about] about
   *[over] more than
} { $size }.
