"""What generates the description of the model."""
