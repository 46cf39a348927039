"""Other formats in and out, as streams of neutral records."""
