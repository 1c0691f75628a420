"""Import histories of other programs: one module for each source, one set of values, one writer."""
