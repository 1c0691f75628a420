"""What puts a frame around pages: MkDocs or ProperDocs, Zensical, or a frame of our own."""
