"""What is measured, logged and recorded of a run."""
