"""From the bytes of one file to text, YAML, headings and fragments, each with its place."""
