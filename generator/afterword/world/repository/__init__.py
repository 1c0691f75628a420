"""Git: commits, renamed files, the times at which lines were written."""
