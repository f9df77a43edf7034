"""The browser application: two norms side by side on the same random numbers."""
