"""Running a watcher whenever its user is logged in, by what the system has for that."""
