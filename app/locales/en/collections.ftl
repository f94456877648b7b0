# The collections and saved searches of the library

collections-title = Collections
collections-close = Close
collections-tools = Change collections
collections-none = No collections yet. Create one with +, or select files and add them to one.
collections-new = New collection
collections-rename = Rename this collection
collections-rename-key = Rename this collection (F2)
collections-move = Move this collection
collections-delete = Delete this collection
collections-delete-key = Delete this collection (Del)
# An entry of the tree. $name: of the collection
collections-entry = { $files ->
    [one] { $name }, { $files } file
   *[other] { $name }, { $files } files
}

# The dialog
collections-name = Name
collections-name-missing = Type a name.
collections-cancel = Cancel
collections-inside = Inside
collections-top = At the top
collections-create = Create
collections-rename-title = Rename the collection
collections-rename-yes = Rename
collections-move-title = Move “{ $collection }”
collections-move-yes = Move
collections-delete-title = Delete “{ $collection }”?
collections-delete-text = Its files stay in the library. Collections inside it are deleted, too. You can undo this.
collections-delete-yes = Delete
collections-delete-no = Keep

# Files
collections-add = Add to collection
collections-add-key = Add to a collection (b)
collections-add-title = { $files ->
    [one] Add { $files } file to a collection
   *[other] Add { $files } files to a collection
}
collections-add-yes = Add
collections-choose = Collection
collections-add-new = New collection
collections-remove = Remove from collection
# While files are dragged
collections-dragged = { $files ->
    [one] { $files } file
   *[other] { $files } files
}

# Saved searches
searches-title = Saved searches
searches-none = No saved searches yet. Search for something, then save it with +.
searches-save = Save this search
searches-save-yes = Save
searches-replaced = This replaces the saved search of that name.
searches-rename = Rename { $name }
searches-rename-title = Rename the saved search
searches-delete = Delete { $name }
searches-delete-title = Delete “{ $name }”?
searches-delete-text = What it finds stays in the library. This cannot be undone.
searches-invalid = no longer valid

# Keys
collections-keys = Collections
collections-keys-add = Add the selected files to a collection
collections-keys-order = In a collection in your own order: move the files one place back or on
collections-keys-rename = In the tree: rename the collection
collections-keys-delete = In the tree: delete the collection

# The folders of the library
folders-tree-title = Folders
folders-tree-none = No files in the library yet.
folders-tree-more = { $folders ->
    [one] Show { $folders } more folder
   *[other] Show { $folders } more folders
}
