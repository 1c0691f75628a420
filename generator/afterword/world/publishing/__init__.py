"""From files of a build to the folder that is served, in one transaction."""
