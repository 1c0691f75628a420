"""The engine `own`, which needs no other program."""
