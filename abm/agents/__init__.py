"""Actors: one file shows everything that kind of actor does in a week."""
