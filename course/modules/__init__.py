"""Reads /modules: lessons become pages; keeps who read what, and where they stopped."""
