"""How many small changes of a rule a test that names the rule would catch; run by hand, never by pytest."""
