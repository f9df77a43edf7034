"""Chapters of the report, a file each; what a chapter is stands in :mod:`abm.experiments.report.chapter`."""
