"""Keys of paths: what two computers call the same file has the same key."""

from __future__ import annotations

from app.domain.text.path_keys import count_shared, make_path_keys, split_path


def test_the_same_name_has_the_same_key_in_any_case_and_form() -> None:
    one, other = make_path_keys("/media/2024/Ü b.JPG"), make_path_keys("D:\\Bilder\\2024\\u\u0308 B.jpg")
    assert (one.name, one.tail, one.tail_stem) == (other.name, other.tail, other.tail_stem)
    assert one.path != other.path
    assert make_path_keys("/a/2025/b.jpg").tail != make_path_keys("/a/2024/b.jpg").tail
    assert make_path_keys("/a/b.jpg").tail_stem == make_path_keys("/a/b.png").tail_stem


def test_keys_fit_into_64_bits_for_any_path() -> None:
    for path in ("", "/", "a", "/caf\udce9/\ud800.png", "x" * 10_000):
        assert all(-(1 << 63) <= key < 1 << 63 for key in make_path_keys(path))


def test_paths_are_split_as_their_system_does() -> None:
    assert split_path("C:\\Users\\Anna\\a.png") == ("users", "anna", "a.png")
    assert split_path("\\\\nas\\share\\a.png")[-1] == "a.png"
    assert split_path("/odd\\name/./a.png") == ("odd\\name", "a.png")


def test_names_are_shared_from_the_end() -> None:
    assert count_shared(split_path("/a/x/c.png"), split_path("/b/x/c.png")) == 2
    assert count_shared((), split_path("/a")) == 0
