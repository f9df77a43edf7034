"""Studies: questions asked of the model, one file each, and the tables they write."""
