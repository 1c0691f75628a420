"""What is said about news, outside the site: e-mails, posts and messages as plain values."""
