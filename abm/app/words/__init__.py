"""The words themselves, by subject: key to (Dutch, English)."""
