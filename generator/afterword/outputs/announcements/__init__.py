"""Announcements outside the site: e-mails, posts and chat messages, as plain values."""
