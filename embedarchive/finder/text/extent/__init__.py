"""How far a post reaches around its attribution, and how sure that is."""
