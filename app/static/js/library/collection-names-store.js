/* The names of collections, for the filters in use. */

/** Id of a collection, as a text → its path, once the collections are loaded. */
export const collectionPaths = new Map();
