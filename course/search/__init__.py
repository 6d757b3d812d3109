"""Finds a passage: lessons by section, method sheets, the capsule."""
