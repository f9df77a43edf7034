"""Carrying out many runs in a folder: whose it is, where runs go meanwhile, and what keeps workers busy."""
