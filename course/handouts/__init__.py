"""Documents to take away: a method sheet, an agenda, a whole module, as PDF made in the background."""
