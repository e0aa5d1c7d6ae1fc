"""Weibo."""
