"""Nothing in src stands about: whatever is public has a caller, or a page that computes with it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"

# What the reader calls: an example of some page computes with it. The losses of plain numbers
# are what the tests hold their nodes on the tape against.
SHOWN = """
    actors.policy_gradient.PolicyGradient
    actors.prioritised.prioritised_sweeping
    actors.prioritised.ordered_iteration
    actors.td_learner.present_until_still
    actors.td_learner.with_outcome
    actors.undiscounted.horizon_bounds
    building_blocks.curves.elu
    building_blocks.distributions.Bernoulli
    building_blocks.distributions.SquashedGaussian
    building_blocks.distributions.TwoHot
    building_blocks.exploration.softmax_probabilities
    building_blocks.grad.check_gradient
    building_blocks.grad.reciprocal
    building_blocks.grad.repeat_columns
    building_blocks.grad.silu
    building_blocks.grad.softmax
    building_blocks.grad.sqrt
    building_blocks.models.as_model
    building_blocks.network.count
    building_blocks.neuron.neuron
    building_blocks.neuron.neuron_slopes
    building_blocks.norms.layer_norm
    building_blocks.norms.rms_norm
    building_blocks.recurrent.gru
    building_blocks.returns.n_step_returns
    building_blocks.schedules.exponential_schedule
    building_blocks.traces.active
    building_blocks.traces.prune
    building_blocks.value_functions.greedy_loss_bound
    lessons.exercises.judge_json
    lessons.play.load
    lessons.play.watch
    lessons.play.watch_dot
    primitives.activations.activate
    primitives.activations.activate_vjp
    primitives.losses.binary_cross_entropy
    primitives.losses.binary_cross_entropy_slope
    primitives.losses.cross_entropy
    primitives.losses.cross_entropy_gradient
    primitives.losses.free_bits
    primitives.losses.free_bits_gradient
    primitives.losses.kl_categorical
    primitives.losses.kl_categorical_from_logits
    primitives.losses.kl_categorical_from_logits_gradients
    primitives.losses.kl_gaussian
    primitives.losses.kl_gaussian_gradient
    primitives.losses.mean_squared_error
    primitives.losses.mean_squared_error_gradient
    primitives.losses.symlog_squared_error
    primitives.losses.symlog_squared_error_slope
    primitives.matrix.column_sums
    primitives.matrix.identity
    primitives.matrix.row_sums
    primitives.matrix.scale
    primitives.matrix.subtract
    primitives.random.choice_without_replacement
    primitives.scalar.absolute
    primitives.scalar.add
    primitives.scalar.logaddexp
    primitives.scalar.minimum
    primitives.scalar.multiply
    primitives.scalar.negate
    primitives.vector.split
    world.random_walk.states_of
"""


def module_of(path):
    return ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")


def public(tree):
    """The functions and classes of a module that others may use."""
    return [node for node in tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")]


def uses(module, tree):
    """Every (module, name) of the package that a file refers to, its own ones too.

    What a function or class says of itself is no use of it.
    """
    own = {node.name for node in public(tree)}
    modules, names = {}, {name: (module, name) for name in own}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("policywerk"):
            for alias in node.names:
                here = alias.asname or alias.name
                modules[here] = f"{node.module}.{alias.name}"
                names[here] = (node.module, alias.name)
    for part in tree.body:
        itself = getattr(part, "name", None) if module else None
        for node in ast.walk(part):
            if isinstance(node, ast.Name) and node.id in names and node.id != itself:
                yield names[node.id]
            elif (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
                  and node.value.id in modules):
                yield modules[node.value.id], node.attr


def without_caller():
    """module.name of all that is public and that neither src nor scripts refer to."""
    trees = {module_of(path): ast.parse(path.read_text()) for path in SRC.rglob("*.py")}
    used = {use for module, tree in trees.items() for use in uses(module, tree)}
    for path in (ROOT / "scripts").rglob("*.py"):
        if path.name.startswith("page_"):  # a picture of a thing is no use of it
            continue
        used |= set(uses("", ast.parse(path.read_text())))
    return {f"{module.removeprefix('policywerk.')}.{node.name}"
            for module, tree in trees.items() for node in public(tree)
            if (module, node.name) not in used}


def test_who_has_no_caller_is_shown():
    assert sorted(without_caller()) == sorted(SHOWN.split())


def examples():
    """The trees of all blocks of all pages that a reader runs."""
    pages = "\n".join(path.read_text() for path in (ROOT / "docs").rglob("*.md"))
    for block in re.findall(r"^ *```python$\n(.*?)^ *```$", pages, re.MULTILINE | re.DOTALL):
        yield ast.parse(dedent(block))


def test_some_page_computes_with_it():
    used = {f"{module.removeprefix('policywerk.')}.{name}"
            for tree in examples() for module, name in uses("", tree)}
    assert set(SHOWN.split()) <= used


def test_what_counts_as_a_call():
    tree = ast.parse(
        "from policywerk.primitives import scalar\n"
        "from policywerk.primitives.vector import dot as product\n"
        "def itself(): return itself()\n"
        "def caller(): return helper() + scalar.exp(product([], []))\n"
        "def helper(): return 1\n"
    )
    assert set(uses("policywerk.here", tree)) == {
        ("policywerk.here", "helper"), ("policywerk.primitives.scalar", "exp"),
        ("policywerk.primitives", "scalar"), ("policywerk.primitives.vector", "dot")}
