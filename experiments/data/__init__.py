"""Figures about the real country, and the tables of the studies."""
