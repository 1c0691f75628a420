"""What must not be published: secrets, internal sections, drafts; and what tells strangers too much."""
