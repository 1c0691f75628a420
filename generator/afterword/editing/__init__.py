"""Writing into files that people wrote: every byte that is not ours stays as it is.

Pure: bytes go in, bytes come out.
"""
