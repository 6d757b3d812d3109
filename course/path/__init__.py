"""The learner's own pages: where am I, what is next, how long, and why that figure."""
