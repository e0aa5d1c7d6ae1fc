"""An event loop on a thread of its own, threads for what would hold it up, and tasks that end together."""
