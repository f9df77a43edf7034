"""The report: figures and texts that others print, made of the tables of the studies, in Dutch and English."""
