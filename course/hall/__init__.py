"""The capsule played, alone or in a hall: sessions, the words that anyone leaves, the wall they share."""
