"""The broker in a folder: what a worker finds there is whole."""

from pathlib import Path

from kombu import Connection

from config import doorbell


def test_a_message_has_its_name_only_when_it_is_written(tmp_path, monkeypatch):
    options = {"data_folder_in": tmp_path, "data_folder_out": tmp_path, "control_folder": tmp_path / "control"}
    seen = []
    replace = doorbell.os.replace

    def look_first(begun, whole):
        if str(begun).endswith(".part"):
            seen.append((Path(begun).read_bytes(), sorted(tmp_path.glob("*.msg"))))
        replace(begun, whole)

    monkeypatch.setattr(doorbell.os, "replace", look_first)
    with Connection("filesystem://", transport_options=options) as connection:
        queue = connection.SimpleQueue("bell")
        queue.put({"job": 7})
        assert queue.get(timeout=1).payload == {"job": 7}

    assert isinstance(connection.transport, doorbell.Transport)
    assert seen
    assert all(content and not names for content, names in seen)
