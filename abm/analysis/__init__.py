"""What results say: summaries, contrasts, indices and their figures."""
