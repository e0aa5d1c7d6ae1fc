"""Twitter, now X."""
