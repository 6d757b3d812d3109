"""Joining, at the start or mid-way: the welcome, the positioning, and the plan."""
