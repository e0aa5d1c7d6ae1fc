"""The head of the chain, stamped by others and signed by its owner, and whether that holds."""
