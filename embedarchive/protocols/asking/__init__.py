"""Asking platforms: what outcomes mean, several sources in turn, oEmbed services, pages, web archives."""
