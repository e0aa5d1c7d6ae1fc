"""Paint the pictures and the video of the demo's story into media/.

Run by whoever changes them (`python examples/make_media.py`); it needs Pillow, and ffmpeg for the video. The files are
kept in the repository because encoders differ from version to version, and the recording that holds them must not.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from painting import CHOIR, MORNING, NOON, RIBBON, paint
from PIL import ExifTags, Image, TiffImagePlugin

MEDIA = Path(__file__).resolve().parent / "media"


def gps_exif() -> Image.Exif:
    """What a press camera writes: when, where (to about three metres), and by whom."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Lumeta"
    exif[ExifTags.Base.Model] = "Lumeta R5"
    exif[ExifTags.Base.Artist] = "Fenna Roozendael / De Wendebode"
    exif[ExifTags.Base.Copyright] = "De Wendebode"
    exif[ExifTags.Base.DateTime] = "2026:09:12 11:06:48"
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = "2026:09:12 11:06:48"
    detail[ExifTags.Base.OffsetTimeOriginal] = "+02:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    rational = TiffImagePlugin.IFDRational
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (rational(51), rational(52), rational(588, 10))
    gps[ExifTags.GPS.GPSLongitudeRef] = "E"
    gps[ExifTags.GPS.GPSLongitude] = (rational(4), rational(38), rational(129, 10))
    gps[ExifTags.GPS.GPSMapDatum] = "WGS-84"
    return exif


def make_photos() -> None:
    """The article's picture in two sizes, and the posts' photos."""
    lead = paint(MORNING, 1920, 1004)
    lead.save(MEDIA / "zwaluwbrug-opening.jpg", quality=82, exif=gps_exif(), progressive=True)
    lead.resize((962, 503), Image.Resampling.LANCZOS).save(MEDIA / "zwaluwbrug-opening-962x503.jpg", quality=76)
    for name, scene in (("brug-vol-mensen", NOON), ("lint-en-zwaluwen", RIBBON)):
        photo = paint(scene, 1600, 1067)
        photo.save(MEDIA / f"{name}.jpg", quality=82, progressive=True)
    paint(replace(NOON, people=30, balloons=40, sun=(0.3, 0.2)), 1200, 1200).save(
        MEDIA / "ballonnen.jpg", quality=80, progressive=True
    )


def make_video(seconds: int = 4, rate: int = 12) -> None:
    """The choir on the bridge, swaying: H.264 without sound, ready to start while it loads."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        sys.exit("make_media.py: the video needs ffmpeg (apt-get install ffmpeg).")
    with tempfile.TemporaryDirectory() as folder:
        for frame in range(seconds * rate):
            paint(replace(CHOIR, moment=frame / rate), 640, 360).save(Path(folder) / f"{frame:03}.png")
        command = [ffmpeg, "-loglevel", "error", "-y", "-framerate", str(rate), "-i", f"{folder}/%03d.png"]
        command += ["-c:v", "libx264", "-preset", "veryslow", "-crf", "30", "-pix_fmt", "yuv420p"]
        command += ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart"]
        subprocess.run([*command, str(MEDIA / "koor.mp4")], check=True)  # noqa: S603 -- our own command
    paint(CHOIR, 640, 360).save(MEDIA / "koor.jpg", quality=80)


def main() -> int:
    """Paint everything anew."""
    MEDIA.mkdir(exist_ok=True)
    make_photos()
    make_video()
    for file in sorted(MEDIA.iterdir()):
        print(f"{file.stat().st_size:>8,}  {file.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
