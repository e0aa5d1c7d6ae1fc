"""Which files are decoded, and how, by their media type."""

from __future__ import annotations

IMAGES = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
    "image/avif": ("AVIF",),
    "image/bmp": ("BMP",),
    "image/heic": ("HEIF",),
    "image/heif": ("HEIF",),
}
"""The types that are decoded, and by which of Pillow's readers. What is not here is kept and not decoded."""
HEIF = frozenset({"image/heic", "image/heif"})
"""The types of which Pillow has no reader of its own."""
VIDEOS = frozenset({"video/mp4", "video/quicktime", "audio/mp4"})
"""The types whose boxes are read."""
