from dataclasses import dataclass

from policywerk.lessons.exercises import Case
from policywerk.lessons.settings import Config, setting

KIND = "find the bug"
TITLE = "Names that are too short"


@dataclass(frozen=True)
class Cards(Config):
    """Another experiment, whose settings begin with the same letter."""
    hands: int = setting(2, "that are dealt")
    height: int = setting(9, "of the highest card")
    heaps: int = setting(1, "on the table")


def apart(name, configs):
    """Whether runs of these configurations all have names of their own."""
    return len({name(config, 4) for config in configs}) == len(configs)


CASES = [
    Case("apart(name, [Dice(throws=4), Dice(faces=4)])", True,
         hint="Two runs that have nothing in common overwrite one another."),
    Case("name(Dice(), 4)", "dice-seed-4",
         hint="Nothing is unusual about this run, so nothing but the seed should follow."),
    Case("name(Dice(throws=2), 4)", lambda got: got.startswith("dice-") and "6" not in got,
         hint="Only the throws are not as usual. If a setting is added next year, this name should "
              "stay."),
    Case("apart(name, [Cards(hands=4), Cards(height=4), Cards(heaps=4)])", True,
         hint="These three settings of another experiment begin with the same letter."),
    Case("name(Cards(), 1)", "cards-seed-1", hint="This one is not about dice."),
    Case("apart(name, [Dice(throws=1), Dice(throws=11), Dice(throws=11, faces=4)])", True,
         hint="Other values, other names."),
    Case("name(Dice(faces=20), 7) == name(Dice(faces=20), 8)", False,
         hint="The seed belongs to the name."),
]
