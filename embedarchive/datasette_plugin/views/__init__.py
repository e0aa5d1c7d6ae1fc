"""What pages are put together of: cards, quotations, history, evidence, places."""
