"""Attribution lines in text, and the days, links and references that stand in them."""
