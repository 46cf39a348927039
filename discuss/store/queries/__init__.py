"""Named queries. Reads give rows or tables' objects; writes belong into a `writing` session."""
