"""`each_of` loses no case."""

import pytest
from each_of import each_of


@pytest.mark.parametrize("least", [1, 2])
@each_of("number", [2, 3, 4])
def test_fixtures_and_parameters_stay(number: int, least: int, tmp_path) -> None:
    assert least < number or least == number == 2
    assert tmp_path.is_dir()


def test_each_that_fails_is_named() -> None:
    tried = []

    @each_of("name, number", [("a", 1), ("b", 2), pytest.param("c", 3, id="last")])
    def test(name: str, number: int) -> None:
        tried.append(name)
        assert number == 2

    with pytest.raises(ExceptionGroup, match="2 of 3 cases") as told:
        test()
    assert tried == ["a", "b", "c"]
    assert [error.__notes__ for error in told.value.exceptions] == [
        ["name = 'a', number = 1"],
        ["last: name = 'c', number = 3"],
    ]


def test_no_cases_are_a_mistake() -> None:
    with pytest.raises(AssertionError):
        each_of("name", [])


def test_mark_of_one_case_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        each_of("name", [pytest.param("a", marks=pytest.mark.long)])
