# Exporting files of the library

export-open = Export
export-title = Export
export-close = Close
export-what-search = { $files ->
    [one] { $files } file that is shown
   *[other] All { $files } files that are shown
}
export-what-selection = { $files ->
    [one] { $files } selected file
   *[other] { $files } selected files
}
export-kind = What
export-kind-table = Table
export-kind-copies = Copies
export-kind-captions = For training
export-kind-sidecars = XMP sidecars
# $option: the option of the command line
export-no-roots = This server writes into no folder. Start it with { $option } to export copies, captions and sidecars.
export-format = Format
export-folder = Folder of the server
export-layout = Layout
export-layout-texts = A text file beside each picture
export-layout-jsonl = Hugging Face (metadata.jsonl)
export-layout-webdataset = WebDataset (tar archives)
export-repeats = Repeats
export-concept = Concept
export-caption = Caption
export-names = Names
# $example: a template
export-names-hint = Values in braces, folders with a slash, as { $example }
export-links = Hard links instead of copies
export-xmp = An XMP sidecar beside each copy

# What will happen
# $format: of the table
export-plan-table = { $files ->
    [one] A { $format } table with a row for { $files } file is downloaded.
   *[other] A { $format } table with a row for each of { $files } files is downloaded.
}
# $folder: of the server
export-plan-copies = { $files ->
    [one] { $files } file is copied into { $folder }, with the files that belong to it. Nothing there is overwritten.
   *[other] { $files } files are copied into { $folder }, with the files that belong to them. Nothing there is overwritten.
}
export-plan-copies-xmp = { $files ->
    [one] { $files } file is copied into { $folder } with an XMP sidecar. Nothing there is overwritten.
   *[other] { $files } files are copied into { $folder }, each with an XMP sidecar. Nothing there is overwritten.
}
export-plan-links = { $files ->
    [one] { $files } file gets a second name in { $folder }. A program that edits it there edits the original.
   *[other] { $files } files get a second name in { $folder }. A program that edits one there edits the original.
}
export-plan-captions = { $files ->
    [one] { $files } file is copied into { $folder } with its caption, if it is a picture that has one.
   *[other] Those of { $files } files that are pictures with a caption are copied into { $folder } with it.
}
export-plan-sidecars = { $files ->
    [one] An XMP sidecar of { $files } file is written into { $folder }. The original stays as it is.
   *[other] XMP sidecars of { $files } files are written into { $folder }. The originals stay as they are.
}
export-start = Export
export-download = Download

# What happens, and what happened. $done of $total files
export-running = { $done } of { $total } files
export-cancel = Cancel export
export-complete = { $files ->
    [one] Done: { $files } file written into { $folder } ({ $size }).
   *[other] Done: { $files } files written into { $folder } ({ $size }).
}
export-incomplete = { $failed ->
    [one] { $files } written into { $folder }; { $failed } file failed.
   *[other] { $files } written into { $folder }; { $failed } files failed.
}
export-cancelled = Cancelled after { $done } of { $total } files.
export-stopped = Stopped after { $done } of { $total } files.
export-present = { $files ->
    [one] { $files } file was there already.
   *[other] { $files } files were there already.
}
export-left-out = { $files ->
    [one] { $files } file was left out.
   *[other] { $files } files were left out.
}
export-changed = { $files ->
    [one] { $files } original has changed since the library read it.
   *[other] { $files } originals have changed since the library read them.
}
# $path: of the original, $name: its new one
export-renamed = { $path } is { $name }, because its name was taken.
# $path: of the original, $reason: why, $cure: what to do, both in English
export-failure = { $path }: { $reason }. { $cure }
