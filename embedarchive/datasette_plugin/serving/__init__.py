"""Serving: settings, blobs, CSV, map tiles, and the pages without a server."""
