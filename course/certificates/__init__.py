"""Attestations: facts frozen at issue, a PDF made by a worker, and a public page to check them."""
