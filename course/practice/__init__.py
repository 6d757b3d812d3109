"""« 5 minutes pour réviser »: what one missed comes back, less and less often; never graded, seen by nobody else."""
