"""Settings and places: the project file, the user's folders, the lock."""
