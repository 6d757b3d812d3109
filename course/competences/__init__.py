"""The grid: each competence in described levels, and the placement test's blueprint; read from /modules."""
