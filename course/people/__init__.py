"""Persons, sign-in, invitations, roles."""
