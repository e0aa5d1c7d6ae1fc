"""What a page is made with: Datasette's request and connections, filters, the frame, the headers."""
