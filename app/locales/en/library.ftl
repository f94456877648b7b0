# The library: its search, filters and order

library-title = Library
library-search = Search the library: words, "phrases", field:value, AND OR NOT ( )
library-search-hint = Words, "a phrase", -not this
library-to-ingest = Ingest

# The bar above the files
library-tools = Filters and view
library-show-nsfw = Show NSFW
library-sort = Sort by
library-sort-collection-asc = My order
library-sort-added-desc = Recently added
library-sort-added-asc = Earliest added
library-sort-captured-desc = Newest first
library-sort-captured-asc = Oldest first
library-sort-score-desc = Highest rating
library-sort-score-asc = Lowest rating
library-sort-size-desc = Largest first
library-sort-size-asc = Smallest first
library-sort-path-asc = Path, A to Z
library-sort-path-desc = Path, Z to A
library-browse = Browse
library-browse-title = Collections, saved searches and folders
library-share = Share
library-view = View
library-filters = Filters

# The controls of the filters
library-kind = Kind
library-images = Images
library-videos = Videos
library-marks = Marks
library-favourites = Favourites
library-not-favourites = Not favourites
library-nsfw = NSFW
library-not-nsfw = Not NSFW
library-hidden = Hidden files
library-unread = Pictures not read yet
library-not-unread = Pictures read
library-keyword = Keyword
library-keyword-hint = Choose or type
library-tool = Tool
library-model = Model
library-format = Format
library-score = Score
library-captured = Captured
library-captured-from-label = Captured from
library-captured-to-label = Captured to
library-added = Added
library-added-from-label = Added from
library-added-to-label = Added to
library-size = Size in MB
library-size-from-label = Minimum size in MB
library-size-to-label = Maximum size in MB
# Between the two fields of a range
library-range-to = to
library-folder = Folder
library-folder-hint = Any part of its path
library-folder-files = { $files ->
    [one] { $path } ({ $files } file)
   *[other] { $path } ({ $files } files)
}
# In a list of tools, models, formats or scores: no filter
library-any = Any
library-rated = Rated (any)
# $stars: 1 to 4
library-score-least = { $stars } or more

# The filters in use
library-chosen = Chosen filters
library-chosen-remove = Remove: { $filter }
library-chosen-keyword = Keyword { $keyword }
library-chosen-score = Score { $stars }
library-chosen-score-least = Score { $stars } or more
library-chosen-captured-from = Captured from { $date }
library-chosen-captured-to = Captured to { $date }
library-chosen-added-from = Added from { $date }
library-chosen-added-to = Added to { $date }
# $commit: its number
library-chosen-commit = Added by commit { $commit }
library-chosen-size-from = From { $megabytes } MB
library-chosen-size-to = To { $megabytes } MB
library-chosen-collection = In collection { $collection }
library-chosen-folder = In { $folder }

# The files
library-columns = Columns
library-files = Files
library-total-files = { $files ->
    [one] { $files } file
   *[other] { $files } files
}
library-total-matches = { $files ->
    [one] { $files } match
   *[other] { $files } matches
}
library-more-files = More than { $files } files
library-more-matches = More than { $files } matches
library-pending = { $changes ->
    [one] The library has just changed. { $changes } change is not searchable yet.
   *[other] The library has just changed. { $changes } changes are not searchable yet.
}
library-no-date = No date

# Nothing to show
library-empty-title = The library is empty
library-empty-text = Committed files appear here.
library-no-match-title = No matches
library-no-match-text = Nothing in the library matches all of these words and filters.
library-clear = Clear search and filters
library-ingest-folder = Ingest a folder
library-failed-title = The library could not be searched
library-failed-retry = Try again

# The search field and its language
library-completions = Suggestions
library-completion-files = { $files ->
    [one] { $files } file
   *[other] { $files } files
}
library-term = Any field
library-term-value = Value
library-term-add = Add
# $term: a part of the search that must not match
library-term-not = not { $term }

# Solving duplicates. The title is also the button
duplicates-title = Solve duplicates
duplicates-close = Close
duplicates-rules = Of each group of copies, keep the file that comes first by these rules:
duplicates-rule-largest = Largest: most pixels, then most bytes
duplicates-rule-prompt = Has its prompt
duplicates-rule-oldest = Oldest: captured first, then added first
duplicates-rule-folder = Is in the preferred folder
duplicates-rule-score = Best score
# $rule: one of the rules above
duplicates-rule-up = Move up: { $rule }
duplicates-rule-down = Move down: { $rule }
duplicates-rule-moved = { $rule }: place { $place } of { $total }
duplicates-folder = Preferred folder
duplicates-folder-hint = /pictures/best
duplicates-alike = Also pictures that only look alike
duplicates-changed = The library was changed meanwhile. This is the new plan.
duplicates-pending = New files are still being indexed. The plan is made again when that is done.
duplicates-groups = Groups of copies
duplicates-more = { $groups ->
    [one] Show { $groups } more group
   *[other] Show { $groups } more groups
}
duplicates-planning = Comparing files …
duplicates-none = There are no duplicates.
duplicates-sentence = { $groups ->
    [one] { $groups } group
   *[other] { $groups } groups
}: { $hidden ->
    [one] { $hidden } copy is hidden
   *[other] { $hidden } copies are hidden
}, { $merged ->
    [0] no marks are merged
   *[other] marks of { $merged } are merged
}. The files themselves stay as they are.
duplicates-solve = Solve
duplicates-kept = Kept
duplicates-hidden = Hidden
duplicates-others = { $files ->
    [one] and { $files } more file
   *[other] and { $files } more files
}
duplicates-score = Score { $score }
duplicates-why-largest = Kept because it is the largest.
duplicates-why-prompt = Kept because it has its prompt.
duplicates-why-oldest = Kept because it is the oldest.
duplicates-why-folder = Kept because it is in the preferred folder.
duplicates-why-score = Kept because it has the best score.
duplicates-why-complete = Kept because only it has a RAW photograph or video with it.
duplicates-why-first = Kept because the library had it first; no rule tells the files apart.
duplicates-merges = It takes over marks from the others.
duplicates-compare = Compare
# $name: of the file that is kept
duplicates-compare-group = Compare the copies of { $name }
