"""A file appears complete or not at all."""

import stat

import pytest

from foundation.safekeeping.services.files import Summed, appearing_whole, own_folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path):
    with appearing_whole(tmp_path / "whole") as file:
        file.write(b"half")
        assert names(tmp_path) == [".whole.unfinished"]
        file.write(b" and half")
    assert names(tmp_path) == ["whole"]
    assert (tmp_path / "whole").read_bytes() == b"half and half"


def test_a_file_that_was_not_finished_leaves_nothing(tmp_path):
    def stopped_half_way():
        with appearing_whole(tmp_path / "whole") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    pytest.raises(KeyboardInterrupt, stopped_half_way)
    assert names(tmp_path) == []


def test_a_file_and_its_folder_are_for_their_owner_only(tmp_path):
    folder = own_folder(tmp_path / "a" / "b")
    with appearing_whole(folder / "whole"):
        pass
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "whole").stat().st_mode) == 0o600


def test_the_sum_is_that_of_all_that_went_by(tmp_path):
    with appearing_whole(tmp_path / "whole") as file:
        summed = Summed(file)
        summed.write(b"ab")
        summed.write(b"c")
    assert (summed.size, summed.sha256[:16]) == (3, "ba7816bf8f01cfea")
