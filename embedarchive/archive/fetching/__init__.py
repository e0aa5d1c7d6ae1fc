"""One post or file at a time: asked for, judged, compared with what was kept, kept."""
