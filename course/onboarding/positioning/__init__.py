"""« Mon positionnement »: one's level in each competence, three times along the path, and the waivers it opens."""
