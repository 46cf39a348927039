"""What a discussion is: pure values and decisions on the standard library alone."""
