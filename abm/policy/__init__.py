"""What actors act on: needs, dossiers' columns, evidence, choices, incidents and events."""
