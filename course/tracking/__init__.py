"""What coaches follow: a roll-up row per person, the grid of a cohort, a person's page, what its members know."""
