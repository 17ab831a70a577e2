"""Rules of the settings table: one clear line, no secret shown, nothing changed after reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.settings import COMMON, InvalidSetting, Setting, load, markdown, read, with_defaults

TABLE = (
    Setting("PLACE_URL", str, meaning="where it is", secret=True),
    Setting("COUNT", int, 5, "how many", minimum=1),
    Setting("OPEN", bool, False, "whether"),
    Setting("FOLDER", Path, Path("here"), "where"),
    Setting("COLOUR", str, "red", "which", choices=("red", "blue")),
)


def test_values_stand_under_lower_case_names_with_their_types() -> None:
    settings = read(TABLE, {"PLACE_URL": "x", "COUNT": "7", "OPEN": "yes", "FOLDER": "/there"})
    assert (settings.place_url, settings.count, settings.open, settings.folder) == ("x", 7, True, Path("/there"))
    assert settings.colour == "red"


def test_an_empty_variable_counts_as_not_given() -> None:
    assert read(TABLE, {"PLACE_URL": "x", "COUNT": " "}).count == 5


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({}, "PLACE_URL is missing: where it is"),
        ({"PLACE_URL": "x", "COUNT": "many"}, "COUNT must be a whole number: 'many' is not"),
        ({"PLACE_URL": "x", "COUNT": "0"}, "COUNT must be at least 1: '0' is less"),
        ({"PLACE_URL": "x", "OPEN": "perhaps"}, "OPEN must be yes or no: 'perhaps' is not"),
        ({"PLACE_URL": "x", "COLOUR": "green"}, "COLOUR must be one of red, blue: 'green' is not"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(environ: dict[str, str], line: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        read(TABLE, environ)
    assert str(caught.value) == line


def test_a_wrong_value_ends_the_process_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        load(TABLE, {})
    assert caught.value.code == 2
    assert capsys.readouterr().err == "setting: PLACE_URL is missing: where it is\n"


def test_a_secret_is_never_printed() -> None:
    settings = read(TABLE, {"PLACE_URL": "mongodb://a:geheim@b"})
    assert "geheim" not in repr(settings)
    assert "geheim" not in repr(settings.replaced(count=6))
    table = (Setting("KEY", int, secret=True),)
    with pytest.raises(InvalidSetting) as caught:
        read(table, {"KEY": "geheim"})
    assert "geheim" not in str(caught.value)


def test_settings_are_never_changed() -> None:
    settings = read(TABLE, {"PLACE_URL": "x"})
    with pytest.raises(AttributeError):
        settings.count = 9
    with pytest.raises(AttributeError):
        _ = settings.elsewhere
    assert settings.replaced(count=9).count == 9
    assert settings.count == 5


def test_a_service_may_set_its_own_default() -> None:
    table = with_defaults(COMMON, HTTP_BIND="127.0.0.1:8083")
    assert next(one for one in table if one.name == "HTTP_BIND").default == "127.0.0.1:8083"
    with pytest.raises(KeyError):
        with_defaults(COMMON, HTTP_BINDING="x")


def test_the_readme_table_names_every_variable_and_no_secret() -> None:
    text = markdown(TABLE)
    assert all(f"`{one.name}`" in text for one in TABLE)
    assert "| `PLACE_URL` | str · secret | required | where it is |" in text
    assert "(red, blue)" in text


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "place-url"
    file.write_text("mongodb://a:b@c/d\n")
    table = (Setting("PLACE_URL", str, secret=True), Setting("PASSWORD", str, "", secret=True))
    assert read(table, {"PLACE_URL_FILE": str(file)}).place_url == "mongodb://a:b@c/d"
    assert read(table, {"PLACE_URL_FILE": str(file), "PLACE_URL": "given"}).place_url == "given"
    file.write_text("\n")
    assert read(table, {"PLACE_URL": "given", "PASSWORD_FILE": str(file)}).password == ""
    with pytest.raises(InvalidSetting, match=r"^PLACE_URL_FILE names .*, which is empty$"):
        read(table, {"PLACE_URL_FILE": str(file)})


def test_a_secret_whose_file_is_gone_is_named_in_one_line(tmp_path: Path) -> None:
    table = (Setting("PLACE_URL", str, secret=True),)
    with pytest.raises(InvalidSetting, match=r"^PLACE_URL_FILE names .*gone, which can't be read: No such file"):
        read(table, {"PLACE_URL_FILE": str(tmp_path / "gone")})


def test_only_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "level"
    file.write_text("DEBUG")
    assert read((Setting("LEVEL", str, "INFO"),), {"LEVEL_FILE": str(file)}).level == "INFO"
