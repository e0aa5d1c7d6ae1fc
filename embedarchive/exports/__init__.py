"""Copies of what was found and kept, in formats that others read."""
