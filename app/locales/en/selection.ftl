# Selecting several files, and the list of edits

# The toolbar of the selected files
selection-title = Selected files
selection-none = Select nothing
selection-none-key = Select nothing (Esc)
selection-count = { $files ->
    [one] { $files } file selected
   *[other] { $files } files selected
}
selection-all = Select all { $files }
selection-score = Score
selection-reject = Reject
selection-no-score = No score
selection-favourite = Favourite
selection-favourite-key = Favourite (f)
selection-keywords = Keywords
selection-keywords-field = Keywords, separated by commas
selection-keywords-example = Keyword, keyword
selection-keywords-add = Add
selection-keywords-remove = Remove
selection-include = Include
selection-exclude = Exclude
selection-remove = Remove from library
selection-keep = Keep in library
selection-hide = Hide
selection-hide-key = Hide from searches, or show again (h)
selection-unhide = Show again
selection-compare = Compare
selection-range-too-long = That range is too long. Select all files instead, then take out single ones.

# The box on a card. $name: of the file
selection-box = Select { $name }

# The notice after an edit
# A step over many files: $done of $total files
selection-notice-progress = Editing: { $done } of { $total } files
selection-notice-undo = Undo
selection-notice-dismiss = Dismiss
selection-notice-unchanged = Nothing to change: the files are like that already.

# The list of edits
selection-edits-title = Edits
selection-edits-close = Close
selection-edits-none = Nothing was edited yet.
selection-edits-undo-last = Undo the last
selection-edits-redo-last = Do it again
selection-edits-committed = Committed
selection-edits-undone = Undone

# Keys
selection-keys = Select
selection-keys-one-more = Select one more file, or no longer
selection-keys-range = Select up to there
selection-keys-all = Select all matches
selection-keys-none = Select nothing
selection-edits-keys = Undo
selection-edits-keys-undo = Undo the last step
selection-edits-keys-redo = Do it again
