"""Settings of experiments: declared with a sentence each, checked, typed in, part of names."""

from __future__ import annotations

from dataclasses import Field, asdict, dataclass, field, fields
from hashlib import sha256
from typing import Any, Dict, List, Optional, Sequence, Type, TypeVar

from policywerk.data.record import Record
from policywerk.data.values import Json

T = TypeVar("T")


class RequestError(ValueError):
    """Something was asked for that does not exist or cannot be; the message says what can."""


# ---------------------------------------------------------------- settings


def setting(
    default: T,
    says: str,
    choices: Sequence[T] = (),
    least: Optional[float] = None,
    most: Optional[float] = None,
) -> T:
    """One setting of an experiment: its default, a sentence about it, and what it may be."""
    metadata = {"says": says, "choices": tuple(choices), "least": least, "most": most}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Config:
    """The settings of an experiment, which are fields made by `setting`."""

    def __post_init__(self) -> None:
        """Raises: RequestError naming the setting, its value, and what it may be."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(each.default, float) and type(value) is int:
                object.__setattr__(self, each.name, float(value))  # 1 for 1.0
            _check(each, getattr(self, each.name))


C = TypeVar("C", bound=Config)


def _check(each: Field[Any], value: Any) -> None:
    """Refuse a value of another type than the default, not finite, or not allowed."""
    default: Any = each.default
    kind, allowed = type(default), each.metadata
    parts = value if isinstance(value, tuple) else (value,)
    if type(value) is not kind or (kind is tuple and any(type(part) is not int for part in parts)):
        raise RequestError(f"{each.name} needs {in_words(kind)}, got {value!r}")
    if allowed["choices"] and value not in allowed["choices"]:
        known = ", ".join(map(str, allowed["choices"]))
        raise RequestError(f"{each.name} cannot be {value!r}; it can be: {known}")
    if kind is float and not abs(value) < float("inf"):  # a nan is not either
        raise RequestError(f"{each.name} needs a finite number, got {value!r}")
    if any(part < allowed["least"] for part in parts if allowed["least"] is not None):
        raise RequestError(f"{each.name} must be at least {allowed['least']:g}, got {value!r}")
    if any(part > allowed["most"] for part in parts if allowed["most"] is not None):
        raise RequestError(f"{each.name} must be at most {allowed['most']:g}, got {value!r}")


def in_words(kind: Type[Any]) -> str:
    """What a value of a type is called in a message."""
    words: Dict[type, str] = {bool: "true or false", int: "a whole number", float: "a number",
                              str: "a text", tuple: "whole numbers with commas, as 64,32"}
    return words[kind]


def parsed(kind: Type[Any], text: str) -> Any:
    """The value of a type that a text stands for, as it is typed after --set NAME=.

    Raises: ValueError if it stands for none.
    """
    if kind is bool:
        return {"true": True, "false": False}[text.lower()]
    if kind is tuple:
        return tuple(int(part) for part in text.split(",")) if text.strip() else ()
    return kind(text)


def changed(config: C, settings: Sequence[str]) -> C:
    """A configuration with some settings replaced, each given as NAME=VALUE.

    Raises: RequestError naming the setting that does not exist or cannot have the value.
    """
    known = {each.name: type(each.default) for each in fields(config)}
    values = {each.name: getattr(config, each.name) for each in fields(config)}
    for one in settings:
        name, _, text = one.partition("=")
        if name not in known:
            there_are = ", ".join(known) or "none"
            raise RequestError(f"there is no setting {name!r}; there are: {there_are}")
        try:
            values[name] = parsed(known[name], text)
        except (ValueError, KeyError):
            needed = in_words(known[name])
            raise RequestError(f"{name} needs {needed}, got {text!r}") from None
    return type(config)(**values)


# ---------------------------------------------------------------- names


def hyphenated(name: str) -> str:
    """StepSizes as step-sizes, time_limit as time-limit."""
    spaced = "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
    return spaced.strip("-").replace("_", "-")


def slug(text: str) -> str:
    """A text in small letters and digits, with single hyphens for all that lies between."""
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in text.lower())
    return "-".join(kept.split())


LONGEST = 24  # characters of a text that a name repeats


def encoded(each: Field[Any], value: Any) -> str:
    """A setting's value as part of a file's name, different for different values."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "x".join(map(str, value)) or "none"
    if not isinstance(value, str):
        return repr(value)
    if value in each.metadata["choices"]:  # whose slugs a test holds apart
        return slug(value)
    mark = sha256(value.encode()).hexdigest()[:6]  # a slug alone could stand for other texts
    return f"{slug(value)[:LONGEST].strip('-')}-{mark}".lstrip("-")


def settings_in_name(config: Config) -> List[str]:
    """Each setting that differs from its default, as in method-sarsa."""
    return [
        f"{hyphenated(each.name)}-{encoded(each, getattr(config, each.name))}"
        for each in fields(config)
        if getattr(config, each.name) != each.default
    ]


def experiment_name(kind: Type[Config]) -> str:
    """What an experiment is called: its configuration's class, as in step-sizes."""
    return hyphenated(kind.__name__)


def settings_of(config: Config) -> Dict[str, Json]:
    """A configuration as a record keeps it: the experiment's name, then the settings."""
    made = {name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(config).items()}
    return {"experiment": experiment_name(type(config)), **made}


def config_of(kind: Type[C], record: Record) -> C:
    """The configuration that a record was made with; settings it does not know are as usual."""
    known: Dict[str, Any] = {each.name: record.config.get(each.name, each.default)
                             for each in fields(kind)}
    made = {name: tuple(value) if isinstance(value, list) else value
            for name, value in known.items()}
    return kind(**made)
