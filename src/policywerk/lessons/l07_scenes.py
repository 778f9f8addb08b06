"""Lesson 07, what is looked at on the way: how far a model foresees, and scenes for the film."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

from policywerk.actors.dreamer import Dreamer
from policywerk.actors.rssm import Latent, classes_of, without_slopes
from policywerk.actors.world_model import WorldModel
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.building_blocks.environments import Environment, Info
from policywerk.building_blocks.frames import Frame, as_frame, pixels_of
from policywerk.building_blocks.grad import constant
from policywerk.data.values import Json
from policywerk.lessons.l07_worlds import steered
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.vector import (
    Vector,
    argmax,
    dot,
    euclidean_norm,
    mean,
    subtract,
)
from policywerk.world.pixel_pointmass import SIDE, pixel

CONTEXT = 4  # images that are seen before the eyes are closed
AHEAD = 10  # steps that are foreseen
EPISODES = 24  # held out, half of them steered
LONGEST = 16  # images of a scene
SHADES = "0123456789abcdef"  # of a pixel, as a scene keeps it
RUNS = {"n": 256, "m": 128, "l": 64, "k": 32, "j": 16, "i": 8, "h": 4, "g": 2}  # of black ones
WHEN = ("step", "end")  # series that tell when something was over


class Lived(NamedTuple):
    """A piece of an episode that no agent learns from."""

    frames: List[Frame]
    actions: List[Vector]  # actions[t] followed frames[t]
    places: List[Vector]  # of the dot; none where the world has no dot


# ---------------------------------------------------------------- held out


def held_out(environment: Environment, told: Callable[[Any], Vector], seed: int) -> List[Lived]:
    """Pieces of CONTEXT + AHEAD images, from the first one on, every other one steered.

    Steered ones are shorter where the target is reached.
    """
    rng, pieces = stream(seed, "held out"), []
    observation, info = environment.reset(seed=seed)
    for episode in range(EPISODES):
        if episode > 0:
            observation, info = environment.reset()
        by_hand = episode % 2 == 1 and "position" in info
        pieces.append(lived(environment, observation, info, told, None if by_hand else rng))
    return pieces


def lived(environment: Environment, observation: Vector, info: Info,
          told: Callable[[Any], Vector], rng: Optional[Stream]) -> Lived:
    """One piece: at random with an rng, steered without."""
    piece, over = Lived([], [], []), False
    while True:
        piece.frames.append(as_frame(observation))
        if "position" in info:
            piece.places.append(info["position"])
        if over or len(piece.frames) == CONTEXT + AHEAD:
            return piece
        action = steered(info) if rng is None else environment.action_space.sample(rng)
        piece.actions.append(told(action))
        observation, _, terminated, truncated, info = environment.step(action)
        over = terminated or truncated


# ---------------------------------------------------------------- how far a model foresees


def foresight(model: WorldModel, pieces: List[Lived], rng: Stream) -> Dict[str, Vector]:
    """Mean errors with eyes open, with eyes closed, and of somebody who expects no change.

    seen, foreseen, still: squared error of the image, summed over pixels, after 1, 2, ...
    steps with closed eyes. dot seen, dot foreseen, dot still: how far off the dot is, in pixels.
    """
    found: Dict[str, List[Vector]] = {}
    for piece in pieces:
        if len(piece.frames) <= CONTEXT:
            continue
        errors = errors_of(model, piece, rng)
        for name, row in errors.items():
            found.setdefault(name, []).append(row)
    return {name: [mean([row[k] for row in rows if k < len(row)])
                   for k in range(max(len(row) for row in rows))]
            for name, rows in found.items()}


def errors_of(model: WorldModel, piece: Lived, rng: Stream) -> Dict[str, Vector]:
    """The errors of one piece, one entry a step with closed eyes."""
    open_eyes = watched(model, piece, len(piece.frames), rng)
    closed = open_eyes[CONTEXT - 1]
    errors: Dict[str, Vector] = {}
    for t in range(CONTEXT, len(piece.frames)):
        closed = without_slopes(model.expect(closed, constant([piece.actions[t - 1]]), rng))
        images = {"seen": image_of(model, open_eyes[t]), "foreseen": image_of(model, closed),
                  "still": pixels_of((piece.frames[CONTEXT - 1],))}
        true = pixels_of((piece.frames[t],))
        for name, image in images.items():
            errors.setdefault(name, []).append(gap(image, true))
            if piece.places:
                errors.setdefault(f"dot {name}", []).append(off(image, piece.places[t]))
    return errors


def watched(model: WorldModel, piece: Lived, images: int, rng: Stream) -> List[Latent]:
    """What a model has in mind after each of the first images, eyes open."""
    latent, action = model.rssm.start(1), [0.0] * model.settings.sizes.action
    latents = []
    for t in range(images):
        pixels = constant([pixels_of((piece.frames[t],))])
        latent = without_slopes(model.see(latent, constant([action]), [t == 0], pixels, rng))
        latents.append(latent)
        action = piece.actions[t] if t < len(piece.actions) else action
    return latents


def image_of(model: WorldModel, latent: Latent) -> Vector:
    """The image that a model imagines."""
    return model.images(latent.features().values)[0]


def gap(image: Vector, true: Vector) -> float:
    """The squared error of an image, summed over its pixels."""
    difference = subtract(image, true)
    return dot(difference, difference)


def off(image: Vector, place: Vector) -> float:
    """How far the brightest pixel is from where the dot is, in pixels."""
    row, column = divmod(argmax(image), SIDE)
    return euclidean_norm([column - pixel(place[0]), row - pixel(-place[1])])


# ---------------------------------------------------------------- scenes of the film


def scene(agent: Dreamer, environment: Environment, told: Callable[[Any], Vector],
          step: int) -> Dict[str, Json]:
    """One episode as it was, and as the agent dreams it on after the first images.

    The start is the same in every scene; the actions are the agent's, drawn; the dream is told
    the same actions. Images are kept by `shades`.
    """
    model, rng = agent.model, stream(0, "film")
    piece, rewards = acted(agent, environment, told, rng)
    open_eyes = watched(model, piece, len(piece.frames), rng)
    dreamt = open_eyes[:CONTEXT]
    for action in piece.actions[CONTEXT - 1:]:
        dreamt.append(without_slopes(model.expect(dreamt[-1], constant([action]), rng)))
    rows = [latent.features().values[0] for latent in dreamt]
    return {
        "step": step,
        "real": [shades(pixels_of((frame,))) for frame in piece.frames],
        "seen": [shades(image_of(model, latent)) for latent in open_eyes],
        "dreamt": [shades(image) for image in model.images(rows)],
        "places": [[round(x, 3) for x in place] for place in piece.places],
        "rewards": [round(reward, 3) for reward in rewards],
        "dreamt rewards": [round(reward, 3) for reward in model.rewards(rows)],
        "dreamt discounts": [round(discount, 3) for discount in model.discounts(rows)],
        "codes": [codes(agent, latent) for latent in dreamt],
        "entropies": [round(entropy(model, latent.h.values), 3) for latent in dreamt],
    }


def acted(agent: Dreamer, environment: Environment, told: Callable[[Any], Vector],
          rng: Stream) -> Tuple[Lived, Vector]:
    """An episode of the agent, cut where a scene ends, and what each image paid on arriving."""
    world, piece, rewards = ClippedActions(environment), Lived([], [], []), [0.0]
    observation, info = world.reset(seed=0)
    model, over = agent.model, False
    latent, action = model.rssm.start(1), [0.0] * model.settings.sizes.action
    while True:
        frame = as_frame(observation)
        piece.frames.append(frame)
        if "position" in info:
            piece.places.append(info["position"])
        if over or len(piece.frames) == LONGEST:
            return piece, rewards
        pixels, first = constant([pixels_of((frame,))]), len(piece.frames) == 1
        latent = without_slopes(model.see(latent, constant([action]), [first], pixels, rng))
        belief = agent.behaviour.actor.belief(constant(latent.features().values))
        [drawn] = belief.sample(rng)
        action = told(drawn)
        piece.actions.append(action)
        observation, reward, terminated, truncated, info = world.step(drawn)
        rewards.append(reward)
        over = terminated or truncated


def shades(image: Vector) -> str:
    """An image as text: a digit a pixel, from 0 to f, and a letter for a run of black ones."""
    said = "".join(SHADES[min(int(16.0 * x), 15)] for x in image)
    for letter, length in RUNS.items():  # the longest first
        said = said.replace(length * "0", letter)
    return said


def unshaded(said: str) -> Vector:
    """The image that such a text tells: each pixel in the middle of its shade."""
    for letter, length in RUNS.items():
        said = said.replace(letter, length * "0")
    return [(SHADES.index(digit) + 0.5) / 16.0 for digit in said]


def codes(agent: Dreamer, latent: Latent) -> List[int]:
    """The class of each latent."""
    return list(classes_of(latent.z.values, agent.model.settings.sizes)[0])


def entropy(model: WorldModel, h: Matrix) -> float:
    """How open the next code is before the image is seen, in nats, all latents together."""
    belief = model.rssm.expected(constant(h))
    total = 0.0
    for [nats] in belief.entropy().values:
        total += nats
    return total


# ---------------------------------------------------------------- series


def group_size(count: int, most: int) -> int:
    """How many neighbours are kept as one, so that of `count` at most `most` are left."""
    return max(1, -(-count // most))


def thinned(series: Mapping[str, Vector], most: int) -> Dict[str, Vector]:
    """Series with at most so many entries, each the mean of a group of neighbours.

    Of a series that tells when something was over, the last of each group is kept. All groups
    are as large, but for the last, which may be smaller. Args: most: entries, at least 1.

    Raises: ValueError if most is below 1.
    """
    if most < 1:
        raise ValueError(f"a series needs at least 1 entry to be kept in, got {most}")
    kept: Dict[str, Vector] = {}
    for name, values in series.items():
        size = group_size(len(values), most)
        groups = [values[k:k + size] for k in range(0, len(values), size)]
        kept[name] = [group[-1] if size == 1 or name in WHEN else mean(group) for group in groups]
    return kept
