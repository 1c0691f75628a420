"""The command `afterword announce`: its options, its input and its output."""
