"""What is right and what is wrong about the snippet in a page: pure, from what was fetched to findings."""
