"""Front-end packages are served file by file from a list; nothing else of node_modules has an address."""

from pathlib import Path

from django.contrib.staticfiles import finders

from config.static import VENDOR, ManifestStorage, VendorFinder


def test_every_file_on_the_list_is_in_the_installed_packages():
    served = {f"{storage.prefix}/{name}" for name, storage in VendorFinder().list([])}

    assert {f"vendor/{name}" for name in VENDOR} <= served
    assert any(name.startswith("vendor/archivo/files/") for name in served)


def test_a_file_that_is_not_on_the_list_is_not_found():
    assert finders.find("vendor/../@tabler/core/package.json") is None
    assert finders.find("vendor/package.json") is None


def test_style_sheets_may_name_source_maps_that_are_not_there(tmp_path):
    (tmp_path / "page.css").write_text("a { color: red }\n/*# sourceMappingURL=page.css.map */\n")
    storage = ManifestStorage(location=str(tmp_path), base_url="/static/")

    outcomes = list(storage.post_process({"page.css": (storage, "page.css")}))

    assert [outcome for _, _, outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Path(tmp_path / "staticfiles.json").exists()
