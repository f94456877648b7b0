# The Preview step, and the grid of files that the library shows as well

# The head
preview-title = Review before committing
preview-files = { $files ->
    [one] { $files } file
   *[other] { $files } files
}
preview-matches = { $files ->
    [one] { $files } match
   *[other] { $files } matches
}
preview-cards = { $cards ->
    [one] { $cards } card
   *[other] { $cards } cards
}
preview-running = Still reading: { $percent }%
preview-total-images = { $files ->
    [one] { $files } image
   *[other] { $files } images
}
preview-total-videos = { $files ->
    [one] { $files } video
   *[other] { $files } videos
}
preview-total-prompt = { $files } with a prompt
preview-total-score = { $files } with a score

# What a commit does with each group of files
preview-groups = What a commit does
preview-groups-tiles = Groups
preview-group-new = New
preview-group-changed = Changed
preview-group-moved = Moved
preview-group-duplicate = Duplicate
preview-group-same = Same
preview-group-gone = Gone
preview-group-unknown = cannot be determined
preview-group-choice = { $files ->
    [one] This file
   *[other] All { $files } files
}

# The filters
preview-search = Search in names and prompts
preview-search-example = Name or prompt
preview-show = Show
preview-show-all = All
preview-show-ok = OK
preview-show-failed = Failed
preview-show-skipped = Skipped
preview-show-nsfw = NSFW
preview-show-warnings = Warnings
preview-show-unread = Pictures not read yet
preview-show-edited = Edited
preview-show-excluded = Excluded
preview-show-copies = Compare copies
preview-tools = Filters and view
preview-keywords = Keywords
preview-nsfw = NSFW
preview-reveal = Show NSFW
preview-view = View
preview-report = Report

# The order of the files
preview-sort = Sort by
preview-sort-name = Name, A to Z
preview-sort-name-reversed = Name, Z to A
preview-sort-newest = Newest first
preview-sort-oldest = Oldest first
preview-sort-highest = Highest rating
preview-sort-lowest = Lowest rating
preview-sort-largest = Largest first
preview-sort-smallest = Smallest first
preview-sort-nsfw = Most likely NSFW first
preview-sort-outcome = By outcome

# The NSFW threshold. $nsfw of the $ok files that were read lie above it
preview-threshold = Threshold
preview-threshold-nsfw = NSFW threshold
preview-threshold-percent = { $percent }%
preview-threshold-marks = marks { $nsfw } of { $ok }
preview-threshold-writing = The library is being written.
preview-threshold-committed = Already in the library. Undo the commit to change the threshold.

# Stacks of variations
preview-fold = Group variations
preview-fold-what = Same prompt, workflow or seed
preview-fold-whole = Group variations (same prompt, workflow or seed)
preview-stack = { $files ->
    [one] Stack of { $files } file
   *[other] Stack of { $files } files
}
preview-stack-back = All files
preview-stack-choices = The whole stack
preview-stack-include = Include all
preview-stack-exclude = Exclude all

# Copies. A group's title follows its number of files; $bits: by how many bits two pictures differ
preview-copies = Compare
preview-copies-exact = Identical files
preview-copies-pixels = Identical images
preview-copies-near = Similar images
preview-copies-exact-title = identical files
preview-copies-pixels-title = identical images
preview-copies-near-title = similar images
preview-copies-groups = { $groups ->
    [one] { $groups } group, { $files } files in all
   *[other] { $groups } groups, { $files } files in all
}
preview-copies-none = No duplicates
preview-copies-none-exact = Every file of this session is different.
preview-copies-none-pixels = No two files of this session have the same image.
preview-copies-none-near = No two images of this session look alike.
preview-copies-in-library = In library
preview-copies-in-library-name = { $name }, in the library
preview-copies-first = compared with
preview-copies-distance = { $bits } of 64 bits differ

# Instead of files
preview-empty-title = No matches
preview-empty-text = Nothing in this session matches these filters.
preview-filters-clear = Clear filters
preview-lost-title = The files could not be loaded
preview-lost-again = Try again

# The bar at the bottom. $x, $range, $rate and $all: keys
preview-to-process = Progress
preview-edits = Edits
preview-edits-undo = Undo
preview-edits-undo-key = Undo (Ctrl+Z)
preview-edits-redo = Redo
preview-edits-redo-key = Redo (Ctrl+Shift+Z)
preview-edits-list = List of edits
preview-keys = { $x } exclude · { $range } exclude range · { $rate } rate · { $all } all keys
preview-to-commit = Go to commit
preview-to-commit-changes = Commit changes
preview-to-commit-done = See the commit
preview-to-commit-viewer = See what a commit would do

# The grid
grid-files = Files
grid-columns = Columns
grid-go-to = Go to
grid-place = { $place } of { $total }
grid-loading = Loading
grid-group = { $files ->
    [one] { $files } file
   *[other] { $files } files
}
grid-group-first = the first { $files } are shown

# How the files are shown
grid-layout = Layout
grid-layout-square = Squares
grid-layout-justified = Full pictures
grid-layout-list = List
grid-size = Size

# The columns of the list
grid-column-name = Name
grid-column-folder = Folder
grid-column-size = Size
grid-column-pixels = Pixels
grid-column-date = Date
grid-column-score = Score
grid-column-tool = Tool
grid-column-model = Model
grid-column-outcome = Outcome
grid-sort-name = Sort by name
grid-sort-size = Sort by size
grid-sort-date = Sort by date
grid-sort-score = Sort by score
grid-sort-outcome = Sort by outcome
grid-outcome-ok = ok
grid-outcome-failed = failed
grid-outcome-skipped = skipped
grid-outcome-pending = pending
