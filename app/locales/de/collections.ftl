# The collections and saved searches of the library

collections-title = Sammlungen
collections-close = Schließen
collections-tools = Sammlungen ändern
collections-none = Noch keine Sammlungen. Legen Sie mit + eine an, oder wählen Sie Dateien aus und fügen Sie sie zu einer hinzu.
collections-new = Neue Sammlung
collections-rename = Diese Sammlung umbenennen
collections-rename-key = Diese Sammlung umbenennen (F2)
collections-move = Diese Sammlung verschieben
collections-delete = Diese Sammlung löschen
collections-delete-key = Diese Sammlung löschen (Entf)
# An entry of the tree. $name: of the collection
collections-entry = { $files ->
    [one] { $name }, { $files } Datei
   *[other] { $name }, { $files } Dateien
}

# The dialog
collections-name = Name
collections-name-missing = Geben Sie einen Namen ein.
collections-cancel = Abbrechen
collections-inside = Innerhalb von
collections-top = Ganz oben
collections-create = Anlegen
collections-rename-title = Sammlung umbenennen
collections-rename-yes = Umbenennen
collections-move-title = „{ $collection }“ verschieben
collections-move-yes = Verschieben
collections-delete-title = „{ $collection }“ löschen?
collections-delete-text = Die Dateien bleiben in der Bibliothek. Sammlungen darin werden auch gelöscht. Sie können das rückgängig machen.
collections-delete-yes = Löschen
collections-delete-no = Behalten

# Files
collections-add = Zu Sammlung hinzufügen
collections-add-key = Zu einer Sammlung hinzufügen (b)
collections-add-title = { $files ->
    [one] { $files } Datei zu einer Sammlung hinzufügen
   *[other] { $files } Dateien zu einer Sammlung hinzufügen
}
collections-add-yes = Hinzufügen
collections-choose = Sammlung
collections-add-new = Neue Sammlung
collections-remove = Aus Sammlung entfernen
# While files are dragged
collections-dragged = { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
}

# Saved searches
searches-title = Gespeicherte Suchen
searches-none = Noch keine gespeicherten Suchen. Suchen Sie etwas, und speichern Sie es mit +.
searches-save = Diese Suche speichern
searches-save-yes = Speichern
searches-replaced = Das ersetzt die gespeicherte Suche dieses Namens.
searches-rename = { $name } umbenennen
searches-rename-title = Gespeicherte Suche umbenennen
searches-delete = { $name } löschen
searches-delete-title = „{ $name }“ löschen?
searches-delete-text = Was sie findet, bleibt in der Bibliothek. Das lässt sich nicht rückgängig machen.
searches-invalid = nicht mehr gültig

# Keys
collections-keys = Sammlungen
collections-keys-add = Die ausgewählten Dateien zu einer Sammlung hinzufügen
collections-keys-order = In einer Sammlung in eigener Reihenfolge: die Dateien einen Platz vor oder zurück
collections-keys-rename = Im Baum: die Sammlung umbenennen
collections-keys-delete = Im Baum: die Sammlung löschen

# The folders of the library
folders-tree-title = Ordner
folders-tree-none = Noch keine Dateien in der Bibliothek.
folders-tree-more = { $folders ->
    [one] { $folders } weiteren Ordner zeigen
   *[other] { $folders } weitere Ordner zeigen
}
