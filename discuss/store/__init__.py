"""Tables and named queries. The store decides nothing."""
