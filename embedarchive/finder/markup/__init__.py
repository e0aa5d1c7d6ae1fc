"""Embeds in HTML: by what platforms declare of their markup, and by what pages do with it."""
