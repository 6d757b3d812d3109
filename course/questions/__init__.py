"""The question types: what an author writes, how an answer is read and graded, how it looks."""
