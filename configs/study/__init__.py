"""Designs of studies, written before they are run; no named sets."""
