# Importing what other programs know about files of the library

import-open = Import
import-title = Import
import-close = Close
import-path = Folder or file of the server
import-path-hint = A folder with XMP sidecars, captions or a Google Takeout; a program's database; or an exported table. It is only read.
import-kind = What it is
import-kind-recognised = Recognise it
import-kind-xmp = XMP sidecars
import-kind-captions = Captions (.txt)
import-kind-headrace = Table of Headrace (JSON Lines)
import-read = Read
import-cancel = Cancel
import-reading = { $entries ->
    [one] Reading: { $entries } entry
   *[other] Reading: { $entries } entries
}

# What was read. $path: of the source
import-was-read = { $entries ->
    [one] { $entries } entry read from { $path }.
   *[other] { $entries } entries read from { $path }.
} { $files ->
    [0] No library file was found for it.
    [one] { $files } library file was found.
   *[other] { $files } library files were found.
}
import-by-path = Matched by the path: { $entries }
import-by-hash = Matched by the bytes: { $entries }
import-by-folder = Matched by folder and name: { $entries }
import-by-size = Matched by name and size: { $entries }
import-by-time = Matched by name and time: { $entries }
import-unmatched = { $entries ->
    [one] { $entries } entry without a library file
   *[other] { $entries } entries without a library file
}
# $entry: path of a file or a sidecar
import-unmatched-unknown = { $entry }: the library has no such file
import-unmatched-ambiguous = { $entry }: several files could be meant
import-unmatched-other-size = { $entry }: the file of this name has another size
# $details: what is wrong
import-unmatched-unreadable = { $entry }: cannot be read ({ $details })
import-unmatched-all = Download the list

# What becomes of values that differ
import-conflict = Where the library has another value
import-conflict-fill = Fill what is empty
import-conflict-theirs = Take theirs
import-conflict-mine = Keep mine
import-conflict-fill-hint = What the library has stays. Keywords and collections are united.
import-conflict-theirs-hint = Values of the library are replaced, keywords too. Files stay in their collections.
import-conflict-mine-hint = What the library has stays. Keywords and collections come only to files without any.

# What will happen
import-planning = Comparing with the library …
import-changed = The library was changed meanwhile. Look at the new plan.
import-nothing = Nothing changes: the library has all of it.
import-sentence = { $files ->
    [one] { $files } file is changed, in one step that can be undone.
   *[other] { $files } files are changed, in one step that can be undone.
}
import-scores = Scores: { $files }
import-favourites = Favourites: { $files }
import-keywords = Keywords: { $files }
import-titles = Titles: { $files }
import-notes = Notes: { $files }
import-hidden = Hidden: { $files }
import-collected = Put into collections: { $files }
import-collections = New collections: { $collections }
import-kept = { $files ->
    [one] { $files } file keeps values that differ.
   *[other] { $files } files keep values that differ.
}
import-full = { $files ->
    [one] { $files } file cannot have all of the keywords.
   *[other] { $files } files cannot have all of the keywords.
}
import-refused = { $collections ->
    [one] { $collections } collection is left out, because there are too many.
   *[other] { $collections } collections are left out, because there are too many.
}
import-apply = Import
