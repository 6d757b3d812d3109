"""The welcome of whoever joins a cohort that has begun: its people, its history, a buddy, and four steps."""
