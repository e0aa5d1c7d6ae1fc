"""Questions to the catalogue, each as text with the tables it reads and the value that a row of its answer is.

The library and the command line ask them over the archive's own connection (`found`), the website over Datasette's:
what a reader may not see is told by the tables.
"""
