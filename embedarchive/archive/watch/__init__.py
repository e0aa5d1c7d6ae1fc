"""Sources that are looked at again and again, and who is told what vanished."""
