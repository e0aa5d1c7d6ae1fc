"""Posts in plain text and Markdown: what an extractor, a browser's copy or a paste left of an article's embeds."""

from embedarchive.finder.text.posts import TextFindings, find, find_as_spaced, own_words

__all__ = ["TextFindings", "find", "find_as_spaced", "own_words"]
