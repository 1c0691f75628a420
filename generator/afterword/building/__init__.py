"""The commands that use MkDocs: check, build and serve."""
