"""The code of a paper: drawn, printed, and read however it was typed."""

from rules.verification import ALPHABET, grouped, keywords, new_code, read_code, read_keywords


def test_a_code_is_found_however_it_is_typed():
    code = new_code()
    assert len(code) == 20 and set(code) <= set(ALPHABET)
    for typed in (code, grouped(code), grouped(code).lower(), grouped(code).replace("-", " "), f" {code}\n",
                  grouped(code).replace("-", "–").replace("0", "o").replace("1", "l")):  # fmt: skip
        assert read_code(typed) == code
    assert read_code("АВСЕН-КМОРТ-ХУЗІ0-00000") == "ABCEHKM0PTXY31000000"
    assert read_code("авсен кморт хузі0 00000") == "ABCEHKM0PTXY31000000"
    for address in (
        f"http://127.0.0.1:8000/verify/{grouped(code)}",
        f"https://a.example/b/verify/{code}?lang=en",
        f"https://a.example/verify/{code}/ ",
        f"/verify/{code}/?next=/a",
        f"/verify/{code}#main",
    ):
        assert read_code(address) == code
    assert read_code("\u200b-".join(code)) == code
    for typed in ("", "abc", code[:-1], code + "0", "U" * 20, "é" * 20, "0" * 5000):
        assert read_code(typed) is None


def test_codes_are_never_the_same_twice():
    assert len({new_code() for _ in range(5000)}) == 5000


def test_a_file_says_its_code_and_whether_it_is_a_copy():
    code = new_code()
    assert read_keywords(keywords(code, is_copy=False)) == (code, False)
    assert read_keywords(keywords(code, is_copy=True)) == (code, True)
    assert read_keywords("пшеница, ячмень") == ("", False)
