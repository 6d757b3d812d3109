"""« Mon déroulé »: a person's minuted agendas, made of their own rows and of method sheets."""
