"""Mail, webhooks, and the ledger of what was sent."""
