"""What a person need not follow: proposed, then decided by who looks after them, with its reason and its trace."""
