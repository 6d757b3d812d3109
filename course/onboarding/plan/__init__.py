"""« Mon plan »: what to do each week, computed backwards from what is coming."""
