"""Citizens: columns, seen as Mesa agents, stepped by kernels."""
