"""Reads /modules/methodes: one sheet a method, and the finder that chooses among them."""
