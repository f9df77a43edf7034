"""What the studies of calibration share: the design, what is looked at in a world, and which worlds fit."""
