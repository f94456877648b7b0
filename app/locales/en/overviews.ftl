# The calendar and the map of the library

# The calendar

calendar-title = Calendar
calendar-close = Close the calendar
calendar-year = Year
calendar-year-before = Earlier year
calendar-year-behind = Later year
calendar-month-before = Previous month
calendar-month-behind = Next month
calendar-whole-year = Whole year
calendar-none = None of these files has a date.
calendar-fewer = Fewer
calendar-more = More
# $year: as it is written
calendar-months = Months of { $year }
# A day, a month or a year in words, and how many files are of it
calendar-period = { $files ->
    [0] { $period }: no files
    [one] { $period }: { $files } file
   *[other] { $period }: { $files } files
}
calendar-undated = { $files ->
    [one] { $files } file has no date.
   *[other] { $files } files have no date.
}

# The map

map-title = Map
map-close = Close the map
map-label = Map of the places where these files were taken. The arrow keys move it, + and − show it from nearer or farther away. Tab leads to the places.
map-here = Search this area
map-all = Show all places
map-everywhere = Search everywhere
map-nearer = Nearer
map-farther = Farther away
map-north = N
map-south = S
map-west = W
map-east = E
map-none = None of these files says where it was taken.
map-files = { $files ->
    [one] { $files } file with a place.
   *[other] { $files } files with a place.
}
# $here: files in the part that is seen; $files: all that have a place
map-files-here = { $here } of { $files } files with a place are in this part.
map-without = { $files ->
    [one] { $files } has none.
   *[other] { $files } have none.
}
# $place: such as 41.9° N, 12.5° E
map-cluster = { $files ->
    [one] { $files } file at { $place }
   *[other] { $files } files near { $place }
}
# $place: such as 41.9° N, 12.5° E; $country: its name
map-place = { $place }, in or near { $country }
map-places = { $places ->
    [one] { $places } place as a list
   *[other] { $places } places as a list
}
map-unloaded = The map could not be loaded. Close it and open it again.
