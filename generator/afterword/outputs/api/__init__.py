"""Files for programs: the archive, CSV, Statuspage's API, the calendar, schemas."""
