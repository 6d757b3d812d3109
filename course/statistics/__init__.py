"""What a question is worth, measured on the answers really given."""
