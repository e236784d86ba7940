"""Mail: the outbox, its delivery, and what comes back."""
