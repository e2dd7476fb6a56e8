"""What would tell who a citizen is: found in a narrative, and masked."""
