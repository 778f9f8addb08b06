"""Laws that the settings of every lesson keep."""

from __future__ import annotations

from dataclasses import fields

import pytest

from policywerk.lessons.catalogue import LESSONS, load_study
from policywerk.lessons.settings import slug


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_choices_of_a_setting_can_be_told_apart_in_the_name_of_a_run(lesson):
    # a name repeats a choice by its slug alone: "1 / (1 + n)" is 1-1-n
    for experiment in load_study(lesson).experiments:
        for setting in fields(experiment.config):
            choices = [choice for choice in setting.metadata["choices"] if isinstance(choice, str)]
            slugs = [slug(choice) for choice in choices]
            assert all(slugs), f"{experiment.name}: {setting.name} has a choice without a slug"
            assert len(set(slugs)) == len(choices), f"{experiment.name}: {setting.name}: {slugs}"
