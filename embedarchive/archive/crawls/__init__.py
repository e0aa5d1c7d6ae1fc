"""Crawls: which posts the pages of many recordings show, as a table; and from the table into an archive."""
