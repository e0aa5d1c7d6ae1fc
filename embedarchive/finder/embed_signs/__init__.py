"""What stands where a source has a sign of an embed, judged by the finder's own rules: see `embed_prefilter`."""
