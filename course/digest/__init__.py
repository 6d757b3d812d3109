"""The weekly digest: one message at most a week, when there is something to say (docs/decisions/0029)."""
