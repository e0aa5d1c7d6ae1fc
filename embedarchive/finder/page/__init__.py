"""A page's words: read for the posts that stand in them, and made readable for people."""
