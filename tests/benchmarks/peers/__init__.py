"""The citizens' week in other frameworks, by the same rules: how much slower each is."""
