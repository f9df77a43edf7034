"""A run of the twins as one file to mail or embed: lived again, drawn week by week, packed, and put in a page."""
