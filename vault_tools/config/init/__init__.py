"""A configuration that fits what a survey saw: what is chosen, why, and what is left to the owner."""
