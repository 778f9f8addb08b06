"""Settings: declared, checked, typed in, part of names; and laws that those of lessons keep."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, make_dataclass

import pytest

from policywerk.data.record import Record
from policywerk.lessons.catalogue import LESSONS, load_study
from policywerk.lessons.settings import (
    Config,
    RequestError,
    changed,
    config_of,
    experiment_name,
    hyphenated,
    setting,
    settings_in_name,
    settings_of,
    slug,
)


@dataclass(frozen=True)
class DeepNet(Config):
    """One setting of each kind."""

    hidden: tuple[int, ...] = setting((64, 32), "neurons in each layer", least=1)
    alpha: float = setting(0.5, "step size", least=0.0, most=1.0)
    steps: int = setting(10, "updates", least=1, most=1000)
    double: bool = setting(False, "whether two tables are kept")
    method: str = setting("Q-learning", "what is learnt", choices=("Q-learning", "Sarsa"))
    bits: int = setting(8, "of a number", choices=(8, 16))
    map_text: str = setting("S G", "the world, row by row")


# ---------------------------------------------------------------- checked

REFUSED = [
    ({"alpha": "0.5"}, "alpha needs a number, got '0.5'"),
    ({"alpha": True}, "alpha needs a number, got True"),
    ({"alpha": float("nan")}, "alpha needs a finite number, got nan"),
    ({"alpha": float("inf")}, "alpha needs a finite number, got inf"),
    ({"alpha": -float("inf")}, "alpha needs a finite number, got -inf"),
    ({"alpha": -0.25}, "alpha must be at least 0, got -0.25"),
    ({"alpha": 1.25}, "alpha must be at most 1, got 1.25"),
    ({"steps": 0}, "steps must be at least 1, got 0"),
    ({"steps": 1001}, "steps must be at most 1000, got 1001"),
    ({"steps": 5.0}, "steps needs a whole number, got 5.0"),
    ({"steps": True}, "steps needs a whole number, got True"),
    ({"double": 1}, "double needs true or false, got 1"),
    ({"double": "true"}, "double needs true or false, got 'true'"),
    ({"method": "Monte Carlo"}, "method cannot be 'Monte Carlo'; it can be: Q-learning, Sarsa"),
    ({"method": None}, "method needs a text, got None"),
    ({"bits": 32}, "bits cannot be 32; it can be: 8, 16"),
    ({"hidden": [64, 32]}, "hidden needs whole numbers with commas, as 64,32, got [64, 32]"),
    ({"hidden": 64}, "hidden needs whole numbers with commas, as 64,32, got 64"),
    ({"hidden": (64, 3.5)}, "hidden needs whole numbers with commas, as 64,32, got (64, 3.5)"),
    ({"hidden": ("6", "4")}, "hidden needs whole numbers with commas, as 64,32, got ('6', '4')"),
    ({"hidden": (64, 0)}, "hidden must be at least 1, got (64, 0)"),
    ({"map_text": 3}, "map_text needs a text, got 3"),
]


@pytest.mark.parametrize(("values", "complaint"), REFUSED)
def test_what_a_setting_cannot_be(values, complaint):
    with pytest.raises(RequestError, match=f"^{re.escape(complaint)}$"):
        DeepNet(**values)


@pytest.mark.parametrize("values", [
    {"alpha": 0.0}, {"alpha": 1.0}, {"steps": 1}, {"steps": 1000}, {"hidden": ()},
    {"hidden": (1,)}, {"method": "Sarsa"}, {"bits": 16}, {"map_text": ""}, {"double": True},
])
def test_what_it_can_be(values):
    (name, value), = values.items()
    assert getattr(DeepNet(**values), name) == value


def test_a_whole_number_is_taken_for_one_with_a_point():
    alpha = DeepNet(alpha=1).alpha
    assert (type(alpha), alpha) == (float, 1.0)
    assert DeepNet(alpha=1) == DeepNet(alpha=1.0)


# ---------------------------------------------------------------- typed in

TYPED = [
    ("hidden=64,32,16", "hidden", (64, 32, 16)),
    ("hidden=7", "hidden", (7,)),
    ("hidden= 7, 8", "hidden", (7, 8)),
    ("hidden=", "hidden", ()),
    ("alpha=1", "alpha", 1.0),
    ("alpha=1e-3", "alpha", 0.001),
    ("steps=12", "steps", 12),
    ("double=true", "double", True),
    ("double=True", "double", True),
    ("double=FALSE", "double", False),
    ("method=Sarsa", "method", "Sarsa"),
    ("bits=16", "bits", 16),
    ("map_text=a=b", "map_text", "a=b"),
    ("map_text=", "map_text", ""),
]


@pytest.mark.parametrize(("text", "name", "value"), TYPED)
def test_what_is_typed_is_read(text, name, value):
    read = getattr(changed(DeepNet(), [text]), name)
    assert (type(read), read) == (type(value), value)


MISTYPED = [
    ("alpha=much", "alpha needs a number, got 'much'"),
    ("alpha=", "alpha needs a number, got ''"),
    ("alpha", "alpha needs a number, got ''"),
    ("alpha=nan", "alpha needs a finite number, got nan"),
    ("alpha=1e999", "alpha needs a finite number, got inf"),
    ("steps=2.5", "steps needs a whole number, got '2.5'"),
    ("steps=-1", "steps must be at least 1, got -1"),
    ("double=", "double needs true or false, got ''"),
    ("double=0", "double needs true or false, got '0'"),
    ("double=no", "double needs true or false, got 'no'"),
    ("double=true ", "double needs true or false, got 'true '"),
    ("method=sarsa", "method cannot be 'sarsa'; it can be: Q-learning, Sarsa"),
    ("hidden=64;32", "hidden needs whole numbers with commas, as 64,32, got '64;32'"),
    ("hidden=64,,32", "hidden needs whole numbers with commas, as 64,32, got '64,,32'"),
    ("hidden=64,", "hidden needs whole numbers with commas, as 64,32, got '64,'"),
    ("hidden=64,0.5", "hidden needs whole numbers with commas, as 64,32, got '64,0.5'"),
    ("hidden=64,-1", "hidden must be at least 1, got (64, -1)"),
    ("alfa=1", "there is no setting 'alfa'; there are: hidden, alpha, steps, double, method, "
               "bits, map_text"),
    ("=1", "there is no setting ''; there are: hidden, "),
]


@pytest.mark.parametrize(("text", "complaint"), MISTYPED)
def test_what_is_typed_wrong_is_refused_by_name(text, complaint):
    with pytest.raises(RequestError, match=f"^{re.escape(complaint)}"):
        changed(DeepNet(), [text])


def test_of_a_setting_given_twice_the_last_counts():
    assert changed(DeepNet(), ["steps=5", "alpha=0.1", "steps=7"]) == DeepNet(alpha=0.1, steps=7)


def test_what_is_not_typed_stays_as_it_was():
    assert changed(DeepNet(steps=3), ["alpha=0.1"]) == DeepNet(alpha=0.1, steps=3)


def test_an_experiment_without_settings_says_so():
    @dataclass(frozen=True)
    class Nothing(Config):
        """No settings."""

    with pytest.raises(RequestError, match="there is no setting 'a'; there are: none"):
        changed(Nothing(), ["a=1"])


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(("name", "expected"), [
    ("StepSizes", "step-sizes"), ("Online", "online"), ("time_limit", "time-limit"),
    ("alpha_mc", "alpha-mc"),
])
def test_hyphenated(name, expected):
    assert hyphenated(name) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Q-learning", "q-learning"), ("ACE/ASE", "ace-ase"), ("1 / (1 + n)^2", "1-1-n-2"),
    ("  S .\nG  ", "s-g"), ("ü", ""),
])
def test_slug(text, expected):
    assert slug(text) == expected


@pytest.mark.parametrize(("config", "parts"), [
    (DeepNet(), []),
    (DeepNet(steps=20), ["steps-20"]),
    (DeepNet(hidden=(64, 32)), []),
    (DeepNet(hidden=(8,), alpha=0.1), ["hidden-8", "alpha-0.1"]),
    (DeepNet(hidden=()), ["hidden-none"]),
    (DeepNet(hidden=(64, 32, 16)), ["hidden-64x32x16"]),
    (DeepNet(alpha=1e-9), ["alpha-1e-09"]),
    (DeepNet(double=True), ["double-true"]),
    (DeepNet(method="Sarsa"), ["method-sarsa"]),
    # printf "S . G" | sha256sum begins with af3a4c
    (DeepNet(map_text="S . G"), ["map-text-s-g-af3a4c"]),
])
def test_settings_in_a_name(config, parts):
    assert settings_in_name(config) == parts


EACH_OTHERWISE = [
    *[DeepNet(hidden=h) for h in ((), (6,), (64,), (6, 4), (64, 3), (6, 43), (32, 64))],
    *[DeepNet(alpha=a) for a in (0.0, 0.1, 1.0, 0.10000000000000002, 1e-9)],
    *[DeepNet(steps=n) for n in (1, 11, 100)],
    *[DeepNet(map_text=t) for t in ("S.G", "S G ", "s g", "S-G", "ü", "ö", "", "x" * 30,
                                    "x" * 31, "true", "8")],
    DeepNet(double=True), DeepNet(method="Sarsa"), DeepNet(bits=16), DeepNet(),
    DeepNet(double=True, method="Sarsa"), DeepNet(steps=1, alpha=0.1),
]


def test_other_values_have_other_names_fit_for_files():
    names = ["-".join(["net", *settings_in_name(config)]) for config in EACH_OTHERWISE]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9.-]+", name) and "--" not in name for name in names)


def test_a_new_setting_renames_nothing_and_old_records_have_its_default():
    @dataclass(frozen=True)
    class Old(Config):
        """Before."""

        steps: int = setting(10, "updates")
        hidden: tuple[int, ...] = setting((4,), "neurons")

    newer = make_dataclass("Old", [("decay", float, setting(0.0, "of alpha"))], bases=(Old,),
                           frozen=True)
    assert settings_in_name(newer(steps=3)) == settings_in_name(Old(steps=3)) == ["steps-3"]
    kept = Record("99", "old-steps-3", settings_of(Old(steps=3, hidden=(5, 6))), 0)
    assert config_of(newer, kept) == newer(steps=3, hidden=(5, 6), decay=0.0)


def test_a_configuration_as_a_record_keeps_it():
    assert settings_of(DeepNet(steps=3)) == {
        "experiment": "deep-net", "hidden": [64, 32], "alpha": 0.5, "steps": 3, "double": False,
        "method": "Q-learning", "bits": 8, "map_text": "S G"}
    assert experiment_name(DeepNet) == "deep-net"


@pytest.mark.parametrize("config", EACH_OTHERWISE)
def test_a_configuration_comes_back_from_its_record(config):
    assert config_of(DeepNet, Record("99", "x", settings_of(config), 0)) == config


def test_a_configuration_is_frozen():
    with pytest.raises(AttributeError, match="cannot assign"):
        DeepNet().steps = 3


# ---------------------------------------------------------------- laws of the lessons' settings


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_choices_of_a_setting_can_be_told_apart_in_the_name_of_a_run(lesson):
    # a name repeats a choice by its slug alone: "1 / (1 + n)" is 1-1-n
    for experiment in load_study(lesson).experiments:
        for each in fields(experiment.config):
            choices = [choice for choice in each.metadata["choices"] if isinstance(choice, str)]
            slugs = [slug(choice) for choice in choices]
            assert all(slugs), f"{experiment.name}: {each.name} has a choice without a slug"
            assert len(set(slugs)) == len(choices), f"{experiment.name}: {each.name}: {slugs}"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_every_setting_has_a_sentence_and_a_default_that_it_allows(lesson):
    for experiment in load_study(lesson).experiments:
        assert experiment.config() == experiment.config()  # its defaults pass their own checks
        assert experiment.config.__doc__
        for each in fields(experiment.config):
            assert len(each.metadata["says"]) > 3, f"{experiment.name}: {each.name}"
            assert type(each.default) in (bool, int, float, str, tuple)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_every_number_has_a_least_value(lesson):
    for experiment in load_study(lesson).experiments:
        for each in fields(experiment.config):
            if type(each.default) in (int, float, tuple) and not each.metadata["choices"]:
                assert each.metadata["least"] is not None, f"{experiment.name}: {each.name}"
