"""Changes to the user's own settings.toml, with whatever else stands in it."""

from __future__ import annotations


def keep_setting(key: str, value: object) -> None:
    """Write one top-level setting; raises `InputError`."""
    import tomlkit

    from exposure_audit import settings
    from exposure_audit.cli.products import prepare_folder, write_private
    from exposure_audit.errors import SettingsError
    from exposure_audit.user_file import read_text

    folder = settings.config_folder()
    prepare_folder(folder)
    path = folder / "settings.toml"
    text = read_text(path, settings.MAX_BYTES, SettingsError) if path.exists() else ""
    document = tomlkit.parse(text)
    document[key] = value
    write_private(path, tomlkit.dumps(document))
