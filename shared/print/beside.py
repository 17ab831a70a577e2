"""Where the fonts are that papers are printed with: Liberation Serif, whose licence lies beside it."""

from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
