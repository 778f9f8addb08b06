"""The bibliography: each work is cited, each citation has its work, and DOIs are whole."""

import re
from collections import Counter

import pytest

import weave
from pages import book, read

HOME = "docs/bibliography.md"
LINK = re.compile(r"bibliography(?:\.md|/)#([\w-]+)")
KEY = re.compile(r"^\{ #([\w-]+) \}$", re.MULTILINE)
DOI = re.compile(r"10\.\d{4,9}/[A-Za-z0-9][\w.:()/-]*[A-Za-z0-9]")
PAGES = book(weave.ROOT)
KEYS = KEY.findall(read(PAGES[HOME]))
LABS = {path.relative_to(weave.ROOT).as_posix(): path
        for path in sorted(weave.ROOT.glob("docs/labs/*.py"))}
CITED = {page: LINK.findall(read(path)) for page, path in {**PAGES, **LABS}.items() if page != HOME}


HAFNER = re.compile(r"Hafner (?:et al\.|and others),? (\d{4})([^.;()]{0,80}?)"
                    r"\b(?:eqs?\.|equations?|[Tt]able|Methods)")


def dois(text):
    """What follows each "doi:", without the full stop or comma of the sentence."""
    return [found.rstrip(".,") for found in re.findall(r"doi:\s*([^\s<]*)", text)]


def test_a_key_is_given_once():
    assert [key for key, times in Counter(KEYS).items() if times > 1] == []


def test_every_work_is_cited_on_a_page():
    assert set(KEYS) - {key for keys in CITED.values() for key in keys} == set()


def test_every_citation_has_its_work():
    assert [f"{page}: {key}" for page, keys in CITED.items()
            for key in keys if key not in KEYS] == []


def test_every_doi_has_the_form_of_one_and_is_given_once():
    found = dois(read(PAGES[HOME]))
    assert len(found) > 50, "they are gone, or written in another way"
    assert [doi for doi in found if not DOI.fullmatch(doi)] == []
    assert [doi for doi, times in Counter(found).items() if times > 1] == []


@pytest.mark.parametrize("doi", ["", "10.1007", "10.10/BF00115009", "BF00115009",
                                 "https://doi.org/10.1007/BF00115009", "10.1007/BF00115009;"])
def test_what_is_no_doi_is_refused(doi):
    assert not DOI.fullmatch(doi)


# DreamerV3 was published three times, and its equations are not numbered alike.


def places_in_hafner(text):
    """Each place that is cited in a work of Hafner and others: the year, and what follows it."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"\s+", " ", text))
    return HAFNER.findall(plain)


def names_the_version(year, rest):
    return year == "2023" and re.match(r", v2\b", rest) is not None


def test_a_place_in_the_paper_of_dreamer_v3_is_cited_by_its_second_version():
    sources = {path.relative_to(weave.ROOT).as_posix(): path
               for path in sorted(weave.ROOT.glob("src/**/*.py"))}
    found = [(name, *place) for name, path in {**PAGES, **LABS, **sources}.items()
             for place in places_in_hafner(read(path))]
    assert len(found) > 40, "they are gone, or written in another way"
    assert [place for place in found if not names_the_version(*place[1:])] == []


@pytest.mark.parametrize("text", [
    "(Hafner et al. 2023, eq. 3)", "(Hafner et al. 2025, v2, eq. 3)",
    "([Hafner and others 2025](../bibliography.md#hafner-2025), eq. 1)",
    "(Hafner et al.\n    2023, table 4: decay 0.98)", "(Hafner et al. 2023, v1, Methods)",
    "Hafner and others 2023: the model, equations 1 to 3."])
def test_a_place_without_its_version_is_refused(text):
    [place] = places_in_hafner(text)
    assert not names_the_version(*place)
