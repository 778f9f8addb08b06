# ---
# needs: ["[Bellman 1957](../planning/bellman.md)"]
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 1. Planning on slippery ground
#
# In [Bellman 1957](../planning/bellman.md) we planned in one world with one discount. Here you turn the knobs: the
# discount $\gamma$, the probability `slip` that a move goes astray, and the map. Everything in this lab is planned and
# evaluated exactly. There is no chance in it and there are no seeds.
#
# **To run it yourself**, take one of the two files above this line. The script runs as it is, with
# `python 01_bellman.py`, in an environment that has `policywerk` and `matplotlib`; in a copy of the repository that is
# `.venv/bin/python docs/labs/01_bellman.py`, and each picture opens in a window (close it to go on). The notebook opens in JupyterLab or
# in an editor that knows notebooks. Editors that know the `# %%` marks run the script cell by cell.
#
# First the imports, and the colours of the book's figures: blue is high, orange is low, arrows are the policy.

# %%
import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from policywerk.actors.bellman import Sweeping, evaluate_policy, value_iteration
from policywerk.building_blocks.policies import deterministic_policy, greedy_ties
from policywerk.world.gridworld import FIVE_BY_FIVE, GridRewards, GridWorld
from policywerk.world.sutton_barto import figure_3_2

plt.rcParams.update({"figure.dpi": 150, "font.family": "DejaVu Sans", "font.size": 13})
INK, OURS, SECOND, TRUTH = "#1a1a1a", "#0a62bc", "#b85c00", "#c38406"
DANGER, GOAL, WALL = "#b70e08", "#2ca65d", "#4a4a4a"
PALE, LOW, HIGH = "#d6d6d6", "#ecb67d", "#88b9f2"
VALUES = LinearSegmentedColormap.from_list("values", [LOW, "white", HIGH])
ARROWS = "↑→↓←"

# %% [markdown]
# ## A plan, drawn
#
# `plan` makes a world and plans in it. Two short functions draw: `draw_cell` one cell, and `draw_world` every cell in the
# colour of its value, with an arrow for each action that is best there, two at most.


# %%
def plan(text=FIVE_BY_FIVE, slip=0.2, gamma=0.9):
    """A world, and the plan of value iteration for it."""
    world = GridWorld(text, slip)
    return world, value_iteration(world.P, Sweeping(gamma, tolerance=1e-10))


def start_of(world):
    """The state in which every walk begins."""
    return world.start.index(1.0)


def draw_cell(axes, world, cell, colour, arrows="", number=""):
    """One cell: its colour, its number and its arrows, or the letter of a special cell."""
    (row, column), symbol = cell, world.symbol(cell)
    edge = INK if symbol == "S" else colour
    axes.add_patch(Rectangle((column - 0.47, row - 0.47), 0.94, 0.94,
                             facecolor=colour, edgecolor=edge, linewidth=1.5))
    centred = {"ha": "center", "va": "center"}
    if symbol in "GX":
        axes.text(column, row, symbol, color="white", fontsize=15, **centred)
    below = 0.2 if number else 0.0
    axes.text(column, row - 0.2, number, color=INK, fontsize=13, **centred)
    axes.text(column, row + below, arrows, color=INK, fontsize=18, **centred)


def draw_world(axes, world, values, gamma, title="", numbers=True):
    """Every cell with its value as colour (and number), and arrows for the best actions."""
    height, width = len(world.symbols), len(world.symbols[0])
    for row in range(height):
        for column in range(width):
            if world.symbol((row, column)) == "#":
                corner = (column - 0.5, row - 0.5)
                axes.add_patch(Rectangle(corner, 1.0, 1.0, facecolor=WALL))
    best = greedy_ties(world.P, values, gamma)
    for state, cell in enumerate(world.cells):
        if world.ends(cell):
            draw_cell(axes, world, cell, GOAL if world.symbol(cell) == "G" else DANGER)
        else:
            arrows = "".join(ARROWS[action] for action in best[state][:2])
            number = f"{values[state]:.2f}".replace("-", "−") if numbers else ""
            draw_cell(axes, world, cell, VALUES(0.5 + values[state] / 2), arrows, number)
    axes.set(xlim=(-0.52, width - 0.48), ylim=(height - 0.48, -0.52), aspect="equal")
    axes.set_title(title, loc="left")
    axes.axis("off")


# %% alt="A 5 by 5 map of values: highest beside the goal, low beside the pit, with an arrow in every cell."
world, planned = plan(slip=0.2, gamma=0.9)
figure, axes = plt.subplots(figsize=(5.2, 5.2), layout="constrained")
draw_world(axes, world, planned.values, 0.9)
plt.show()
value = planned.values[start_of(world)]
print(f"{len(planned.changes)} sweeps; the start is worth {value:.4f}")

# %% [markdown]
# G is the goal (+1), X the pit (−1), the dark cell a wall; the framed cell is the start. Any other step costs 0.04. A move
# goes astray with probability 0.2: half of that to its left, half to its right.
#
# Change `slip` or `gamma` in the cell above and run it again.
#
# ## The discount
#
# Three discounts, the same ground. Where two actions are equally good a cell shows two arrows. On these maps none does; on
# the last map of the lab many do.

# %% alt="Three maps for gamma 0.3, 0.7 and 0.99. The two cells left of and below the pit change their arrows."
figure, panels = plt.subplots(1, 3, figsize=(7.6, 2.9), layout="constrained")
for axes, gamma in zip(panels, (0.3, 0.7, 0.99)):
    world, planned = plan(gamma=gamma)
    draw_world(axes, world, planned.values, gamma, f"γ = {gamma}", numbers=False)
plt.show()

# %% [markdown]
# A small $\gamma$ cares about the next steps only. Far from the goal every cell is worth about $-0.04 / (1 - \gamma)$, the price of
# walking on, and they all look alike. A large $\gamma$ lets the goal shine through the whole map.
#
# The arrows change as well. Where exactly? The next cell plans for many discounts, and reports each cell whose best action
# has changed since the discount before.

# %%
world, planned = plan(gamma=0.2)
turns = []
for hundredths in range(21, 100):
    before = planned.choices
    world, planned = plan(gamma=hundredths / 100)
    for (row, column), old, new in zip(world.cells, before, planned.choices):
        if old != new:
            turns.append(f"gamma {hundredths / 100:.2f}: row {row}, column {column} "
                         f"turns from {ARROWS[old]} to {ARROWS[new]}")
print("\n".join(turns))

# %% [markdown]
# Rows and columns count from 0 at the top left. Only two cells change, and both touch the pit. With a small $\gamma$ they
# point *away from the pit, into a wall or the way back*: a step that cannot slide into the pit is better, when the
# goal is too far off to count. With a middling $\gamma$ they take the risk for the sake of the goal. With a large one, the cell
# below the pit can afford the longer way again, since time costs so little.
#
# So the best policy changes in jumps as the discount grows, and what has changed can change back.
#
# ## The slip
#
# A plan made for firm ground, used on slippery ground: what does it cost? For each slip we plan twice. One planner is told
# the true slip. The other believes that the ground is firm. Both plans are then evaluated on the true ground.
#
# We ask two things of each: what the start is worth, and how likely it is that the walk ends in the pit. The second is a
# value too, in a world that pays 1 for the pit, 0 for everything else, and does not discount.


# %%
def judge(choices, slip, gamma):
    """What a plan is worth from the start, and its chance of ending in the pit."""
    world = GridWorld(slip=slip)
    pit_only = GridWorld(slip=slip, rewards=GridRewards(goal=0.0, pit=1.0, step=0.0))
    policy = deterministic_policy(world.P, choices)
    start = start_of(world)
    value = evaluate_policy(world.P, policy, Sweeping(gamma)).values[start]
    chance = evaluate_policy(pit_only.P, policy, Sweeping(gamma=1.0)).values[start]
    return value, chance


gamma = 0.99
slips = [percent / 100 for percent in range(0, 61, 4)]
_, firm = plan(slip=0.0, gamma=gamma)
told = [judge(plan(slip=slip, gamma=gamma)[1].choices, slip, gamma) for slip in slips]
not_told = [judge(firm.choices, slip, gamma) for slip in slips]

# %% alt="Two charts against slip. The told plan is never worth less, and its chance of the pit drops to zero near 0.3."
figure, panels = plt.subplots(2, 1, figsize=(7.2, 5.6), sharex=True, layout="constrained")
for which, axes in enumerate(panels):
    axes.plot(slips, [both[which] for both in told], "o-", color=OURS,
              label="planned with the true slip")
    axes.plot(slips, [both[which] for both in not_told], "s--", color=SECOND,
              label="planned for firm ground")
    axes.set_ylabel(("value of the start", "chance of the pit")[which])
    axes.grid(color=PALE, linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
panels[1].set_xlabel("slip")
panels[0].legend(frameon=False)
plt.show()

# %% [markdown]
# At first the two plans are close, and both run into the pit more often as the ground gets worse. Then the planner that
# knows the slip does something else: its chance of the pit falls to 0. Let us look at the two plans on either side.

# %% alt="Two maps. At slip 0.28 the two cells next to the goal point at it; at slip 0.4 both push against the edge of the map."
figure, panels = plt.subplots(1, 2, figsize=(7.2, 3.9), layout="constrained")
for axes, slip in zip(panels, (0.28, 0.4)):
    world, planned = plan(slip=slip, gamma=gamma)
    draw_world(axes, world, planned.values, gamma, f"slip = {slip}", numbers=False)
plt.show()

# %% [markdown]
# There is no way to the goal that does not pass beside the pit: the goal has two neighbours, and both touch it. On the right,
# the plan uses the edge of the map. In the cell above the pit it pushes *up*, which leads nowhere, and waits until the ground slides it
# sideways: to the goal, or back, but never down. In the cell to the right of the pit it does the same, pushing right.
# Nobody told it this trick. It is what the arithmetic of expected values says.
#
# ## Your own map
#
# Draw one: `.` is floor, `#` wall, `S` the start, `G` a goal, `X` a pit. All rows need the same length.

# %%
MY_MAP = """
. . . . . . . . . .
. # # # . # # # # .
. # . . . . X . # .
. # . # # # # . # .
. . . # . . # . . .
# # . # . X # . # #
S . . . . . . . . G
. # # # . # # # # .
. . . X . . . . . .
"""

# %% alt="A larger map with walls, pits and one goal: values fade with the distance from the goal, and arrows lead to it."
world, planned = plan(MY_MAP, slip=0.1, gamma=0.95)
figure, axes = plt.subplots(figsize=(7.2, 6.6), layout="constrained")
draw_world(axes, world, planned.values, 0.95, numbers=False)
plt.show()
value = planned.values[start_of(world)]
print(f"{len(planned.changes)} sweeps; the start is worth {value:.4f}")

# %% [markdown]
# If a row is too short, or a symbol is unknown, the error says which:

# %%
try:
    GridWorld("S . .\n. ? G")
except ValueError as error:
    print(error)

# %% [markdown]
# ## How many sweeps?
#
# Each sweep changes the values by at most $\gamma$ times what the sweep before it changed. If the first sweep changes no value by
# more than $c$, then the change of sweep $k$ is at most $c\,\gamma^{k-1}$, and it falls to the tolerance after at most
#
# $$k = 1 + \frac{\log(\text{tolerance} / c)}{\log \gamma}$$
#
# sweeps, rounded up. That is a promise for every problem. How near to it do problems come? We count the sweeps for two worlds:
# ours, where walks end, and the grid of Sutton and Barto's figure 3.2, which goes on for ever.


# %%
def sweeps_needed(model, gamma, tolerance=1e-6):
    """Sweeps of value iteration until no value changes by more than the tolerance."""
    return len(value_iteration(model, Sweeping(gamma, tolerance)).changes)


def sweeps_promised(gamma, first_change, tolerance=1e-6):
    """The smallest k with first_change * gamma^(k-1) <= tolerance."""
    sweeps, change = 1, first_change
    while change > tolerance:
        sweeps, change = sweeps + 1, change * gamma
    return sweeps


gammas = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
horizons = [1 / (1 - gamma) for gamma in gammas]
ours = [sweeps_needed(GridWorld(slip=0.2).P, gamma) for gamma in gammas]
endless = [sweeps_needed(figure_3_2(), gamma) for gamma in gammas]
promised = [sweeps_promised(gamma, first_change=10.0) for gamma in gammas]
line = "gamma {:4}: ours {:3}, endless {:4}, promised {:4}"
print("\n".join(line.format(*row) for row in zip(gammas, ours, endless, promised)))

# %% alt="Sweeps against 1/(1 - gamma), both axes logarithmic: the endless grid lies on the promise, ours far below it."
figure, axes = plt.subplots(figsize=(7.2, 3.8), layout="constrained")
axes.plot(horizons, promised, "-", color=TRUTH, linewidth=5, alpha=0.6,
          label="promised (first change 10)")
axes.plot(horizons, endless, "o-", color=OURS, label="figure 3.2, without end")
axes.plot(horizons, ours, "s--", color=OURS, label="our gridworld, slip 0.2")
axes.set(xscale="log", yscale="log")
axes.set(xlabel="1 / (1 − γ)", ylabel="sweeps to 10⁻⁶")
axes.set_xticks(horizons[::2], [f"{horizon:.0f}" for horizon in horizons[::2]])
axes.set_yticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1000"])
axes.minorticks_off()
axes.grid(color=PALE, linewidth=0.7)
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# The first change is 10 in the endless grid. In ours it is $0.8 \times 1 - 0.1 \times 1 - 0.1 \times 0.04 = 0.696$, in the two cells beside the
# goal, so the promise for ours lies a little below the line. The endless
# grid uses every sweep it is allowed: there, the promise is the truth. In ours walks end,
# and what has ended needs no further sweep. It settles long before the promise runs out. With $\gamma = 1$ the
# promise says nothing at all, and our gridworld still settles. Try it: `plan(gamma=1.0)`.
#
# ## What to try next
#
# - Set `slip=1.0`: no move ever goes where it was meant to. Draw the plan. Where does it steer, to go where it wants?
# - Give the `GridWorld` in `plan` other rewards: `GridWorld(text, slip, GridRewards(step=-0.5))` makes every step dear. When does
#   the plan prefer the pit?
# - Put a second goal into your map. Which cells belong to which goal, and how does the border move with $\gamma$?
# - Replace `Sweeping(gamma, …)` by `Sweeping(gamma, …, in_place=True)` in `plan`. How many sweeps does it save? Does it
#   depend on where the goal lies?
#
# ## Two challenges
#
# Put your answer in place of `None`; the last line of each cell checks it.
#
# **Challenge 1.** With $\gamma = 0.9$, the start of the 5 × 5 world loses its worth as the floor gets slippery. What is the smallest
# slip, in whole hundredths, at which it is worth less than nothing?


# %%
def check_slip(slip):
    """The start is worth less than 0 at this slip, and not yet one hundredth before."""
    if slip is None:
        return "no answer yet"
    for asked, wanted in ((slip, True), (slip - 0.01, False)):
        world, planned = plan(slip=asked, gamma=0.9)
        value = planned.values[start_of(world)]
        assert (value < 0.0) == wanted, f"at slip {asked:.2f} the start is worth {value:.4f}"
    return "right"


my_slip = None
print(check_slip(my_slip))

# %% [markdown]
# **Challenge 2.** Draw a map of at most 36 cells on which believing in firm ground is a disaster: with slip 0.2 and $\gamma = 0.95$,
# the plan that knows the slip has a start worth more than 0, and the plan for firm ground has one worth less than −0.1.


# %%
def check_map(text):
    """The plan that knows the slip does well on this map, the one for firm ground badly."""
    if text is None:
        return "no answer yet"
    world, planned = plan(text, slip=0.2, gamma=0.95)
    _, firm = plan(text, slip=0.0, gamma=0.95)
    policy = deterministic_policy(world.P, firm.choices)
    start = start_of(world)
    believed = evaluate_policy(world.P, policy, Sweeping(0.95)).values[start]
    knowing = planned.values[start]
    assert len(world.symbols) * len(world.symbols[0]) <= 36, "more than 36 cells"
    assert knowing > 0.0, f"the plan that knows the slip is worth {knowing:.4f}"
    assert believed < -0.1, f"the plan for firm ground is worth {believed:.4f}"
    return "right"


my_map = None
print(check_map(my_map))

# %% [markdown]
# ## One answer to each
#
# For the first, search by machine: plan for one hundredth after the other. For the second, let the shortest way run along
# a row of pits. On firm ground that costs nothing; on slippery ground it is a cliff.

# %%
for hundredths in range(1, 101):
    world, planned = plan(slip=hundredths / 100, gamma=0.9)
    if planned.values[start_of(world)] < 0.0:
        break

print(hundredths / 100, check_slip(hundredths / 100))

cliff = """
. . . . . .
. . . . . .
. . . . . .
S X X X X G
"""
print(check_map(cliff))

# %% alt="The cliff twice. For firm ground the arrows run along the pits; with slip 0.2 they first lead away from them."
figure, panels = plt.subplots(1, 2, figsize=(7.6, 2.8), layout="constrained")
for axes, slip in zip(panels, (0.0, 0.2)):
    world, planned = plan(cliff, slip=slip, gamma=0.95)
    draw_world(axes, world, planned.values, 0.95, f"planned for slip {slip}", numbers=False)
plt.show()

# %% [markdown]
# Lesson 4 will meet this cliff again, with an agent that has no model and has to learn about it by falling off.
