"""What the system does: one function, one use case. Only a service commits; none calls another's writing function."""
