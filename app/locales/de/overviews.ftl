# The calendar and the map of the library

# The calendar

calendar-title = Kalender
calendar-close = Kalender schließen
calendar-year = Jahr
calendar-year-before = Früheres Jahr
calendar-year-behind = Späteres Jahr
calendar-month-before = Voriger Monat
calendar-month-behind = Nächster Monat
calendar-whole-year = Ganzes Jahr
calendar-none = Keine dieser Dateien hat ein Datum.
calendar-fewer = Weniger
calendar-more = Mehr
# $year: as it is written
calendar-months = Monate des Jahres { $year }
# A day, a month or a year in words, and how many files are of it
calendar-period = { $files ->
    [0] { $period }: keine Dateien
    [one] { $period }: { $files } Datei
   *[other] { $period }: { $files } Dateien
}
calendar-undated = { $files ->
    [one] { $files } Datei hat kein Datum.
   *[other] { $files } Dateien haben kein Datum.
}

# The map

map-title = Karte
map-close = Karte schließen
map-label = Karte der Orte, an denen diese Dateien aufgenommen wurden. Die Pfeiltasten verschieben sie, + und − zeigen sie näher oder weiter weg. Tab führt zu den Orten.
map-here = In diesem Ausschnitt suchen
map-all = Alle Orte zeigen
map-everywhere = Überall suchen
map-nearer = Näher
map-farther = Weiter weg
map-north = N
map-south = S
map-west = W
map-east = O
map-none = Bei keiner dieser Dateien steht, wo sie aufgenommen wurde.
map-files = { $files ->
    [one] { $files } Datei mit Ort.
   *[other] { $files } Dateien mit Ort.
}
# $here: files in the part that is seen; $files: all that have a place
map-files-here = { $here } von { $files } Dateien mit Ort sind in diesem Ausschnitt.
map-without = { $files ->
    [one] { $files } hat keinen.
   *[other] { $files } haben keinen.
}
# $place: such as 41.9° N, 12.5° E
map-cluster = { $files ->
    [one] { $files } Datei bei { $place }
   *[other] { $files } Dateien bei { $place }
}
# $place: such as 41.9° N, 12.5° E; $country: its name
map-place = { $place }, in oder bei { $country }
map-places = { $places ->
    [one] { $places } Ort als Liste
   *[other] { $places } Orte als Liste
}
map-unloaded = Die Karte konnte nicht geladen werden. Schließen Sie sie und öffnen Sie sie wieder.
