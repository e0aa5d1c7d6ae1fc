"""The words in which a platform module says what it is: shapes in HTML, fallbacks in text, oEmbed, times in ids."""
