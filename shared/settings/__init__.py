"""Settings of a process as one documented table, read once from the environment."""

from shared.settings.common import COMMON
from shared.settings.table import InvalidSetting, Setting, Settings, load, markdown, read, with_defaults

__all__ = ["COMMON", "InvalidSetting", "Setting", "Settings", "load", "markdown", "read", "with_defaults"]
