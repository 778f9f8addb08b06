# ---
# needs: ["[Watkins 1989](../steps/watkins.md)", "[What should come out on the cliff](../steps/workshop/cliff_exact.md)", "[Two further backups](../steps/workshop/double_and_lambda.md)"]
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
# # Lab 4. How near the edge?
#
# In [Watkins 1989](../steps/watkins.md) several methods learned on one cliff with one way of exploring. Here you turn the
# knobs: the exploration $\varepsilon$, the step size $\alpha$, the price of a fall, the slip of the ground, and the number of
# actions that fool a maximum. Before each experiment the lab asks what you expect. Say it aloud, or write it down; a guess that
# was made afterwards teaches nothing.
#
# **To run it yourself**, take one of the two files above this line. The script runs as it is, with
# `python 04_q_learner.py`, in an environment that has `policywerk` and `matplotlib`; in a copy of the repository that is
# `.venv/bin/python docs/labs/04_q_learner.py`, and each picture opens in a window (close it to go on). The notebook opens in
# JupyterLab or in an editor that knows notebooks.
#
# First the imports, and the colours of the book's figures: blue is Q-learning, brown is Sarsa, amber is what
# mathematics says.

# %%
from dataclasses import replace

import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from policywerk.actors.bellman import solve_policy
from policywerk.building_blocks.epsilon_soft import follow_policy
from policywerk.actors.q_learner import METHODS, TableLearner, Tuning, greedy_walk, learn_episode
from policywerk.building_blocks.exploration import epsilon_greedy_probabilities
from policywerk.building_blocks.schedules import constant_schedule, linear_schedule
from policywerk.data.statistics import bootstrap_interval
from policywerk.lessons.l04_q_learner import best_values, best_while_exploring
from policywerk.primitives.random import stream
from policywerk.primitives.vector import mean
from policywerk.world.cliff import FALL, Cliff
from policywerk.world.maximisation_bias import LEFT, A, MaximisationBias

plt.rcParams.update({"figure.dpi": 150, "font.family": "DejaVu Sans", "font.size": 13})
INK, OURS, SECOND, FOURTH = "#1a1a1a", "#0a62bc", "#b85c00", "#671d7a"
TRUTH, DANGER, GOAL = "#c38406", "#b70e08", "#2ca65d"
PALE, LOW, HIGH = "#d6d6d6", "#ecb67d", "#88b9f2"
VALUES = LinearSegmentedColormap.from_list("values", [LOW, "white", HIGH])
ARROWS = "↑→↓←"

# %% [markdown]
# ## One learner
#
# `learn` trains one learner with one seed. Exploration may be a schedule, $\varepsilon_k$ for episode $k$, so that it
# can shrink; so may the step size, $\alpha_n$ for the update $n$ of a state and action. `walk` lets the learner go where it thinks best, and gives the return, or `None` if it never arrives.


# %%
def learn(world, method, seed, epsilon=0.1, alpha=0.5, episodes=400):
    """A learner after so many episodes, and the return of each; schedules may stand for numbers."""
    explore = epsilon if callable(epsilon) else constant_schedule(epsilon)
    step_size = alpha if callable(alpha) else constant_schedule(alpha)
    learning = Tuning(step_size, 1.0, explore(0))
    learner = TableLearner([4] * len(world.cells), METHODS[method], learning)
    world.reset(seed)
    rng, returns = stream(seed, "exploration"), []
    for k in range(episodes):
        learner.learning = replace(learning, epsilon=explore(k))
        returns.append(learn_episode(world, learner, rng))
    return learner, returns


def walk(world, learner, seed=0):
    """The return of the greedy walk; None if it goes in circles."""
    earned, path = greedy_walk(world, learner.values, stream(seed, "greedy ties"), limit=200)
    return earned if path[-1] == world.goal_state else None


def draw(axes, world, values, choices, title):
    """Every cell in the colour of its value, blue is high, with an arrow for one action."""
    lowest = min(min(values[state] for state in world.floor), -1.0)
    centred = {"ha": "center", "va": "center"}
    for state, (row, column) in enumerate(world.cells):
        colour = VALUES(1.0 - values[state] / lowest)
        colour = DANGER if world.falls((row, column)) else colour
        colour = GOAL if state == world.goal_state else colour
        axes.add_patch(Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, facecolor=colour))
        if state in world.floor:
            arrow = ARROWS[choices[state]]
            axes.text(column, row, arrow, color=INK, fontsize=16, **centred)
    axes.set(xlim=(-0.5, world.columns - 0.5), ylim=(world.rows - 0.5, -0.5), aspect="equal")
    axes.set_title(title, loc="left")
    axes.axis("off")


# %% [markdown]
# The start is the lower left corner, the goal the lower right one, the cliff lies between.

# %% alt="Two maps of the cliff. Q-learning's arrows lead right along the edge, Sarsa's lead up and away from it."
figure, panels = plt.subplots(2, 1, figsize=(7.2, 5.6), layout="constrained")
lines = []
for axes, method in zip(panels, ("Q-learning", "Sarsa")):
    world = Cliff()
    learner, returns = learn(world, method, seed=0)
    values = [max(learner.values(state)) for state in range(48)]
    choices = [learner.values(state).index(values[state]) for state in range(48)]
    draw(axes, world, values, choices, f"{method} after {len(returns)} episodes")
    lines.append(f"{method}: the last 100 episodes earned {mean(returns[-100:]):.2f} on average")
plt.show()
print("\n".join(lines))

# %% [markdown]
# Both learners explore in one step of ten, and both are judged while they explore. Change the seed and run the cell again.
# What stays, and what changes?
#
# From here on everything is done with several seeds, and the mean is given with its 95 % bootstrap interval.

# %%
SEEDS = range(6)
RNG = stream(0, "bootstrap of the lab")


def many(world, method, **settings):
    """For every seed: the mean return of the last 100 episodes, and the greedy walk."""
    earned, walks = [], []
    for seed in SEEDS:
        learner, returns = learn(world, method, seed, **settings)
        earned.append(mean(returns[-100:]))
        walks.append(walk(world, learner, seed))
    return bootstrap_interval(earned, RNG), walks


def told(walks):
    """How many of the greedy walks came to which return, the best first."""
    arrived = sorted({earned for earned in walks if earned is not None}, reverse=True)
    parts = [f"{earned:g}: {walks.count(earned)}" for earned in arrived]
    parts += [f"in circles: {walks.count(None)}"] if None in walks else []
    return ", ".join(parts)


# %% [markdown]
# ## The exploration
#
# **Predict.** Set $\varepsilon$ to 0.02, 0.1 and 0.3. Which of the two methods earns more while learning, and does the
# gap between them grow or shrink with $\varepsilon$? At which $\varepsilon$ would you not care which one you have?
#
# Mathematics can say where Q-learning ends. Its table becomes $q_*$, whatever it does meanwhile, and then it acts on it
# and stumbles: with $\pi_\varepsilon$ the $\varepsilon$-greedy policy of $q_*$, the mean return is $v_{\pi_\varepsilon}$ of the start. For Sarsa
# there is a bound: no policy that explores so much earns more than the best of them.


# %%
def limits(world, epsilon):
    """Return of who acts on q* but explores, and of the best who explores."""
    best = best_values(world, 1.0)
    stumbling = [epsilon_greedy_probabilities(row, epsilon) for row in best]
    bold = solve_policy(follow_policy(world.P, stumbling), [0] * len(best), 1.0)
    return bold[world.start_state], best_while_exploring(world, epsilon).values[world.start_state]


def interval_bars(axes, where, intervals, colour, marker, label):
    """Means with their intervals."""
    means = [interval.mean for interval in intervals]
    below = [interval.mean - interval.low for interval in intervals]
    above = [interval.high - interval.mean for interval in intervals]
    axes.errorbar(where, means, yerr=[below, above], color=colour, marker=marker, capsize=4,
                  linestyle="none", markersize=8, label=label)


epsilons = (0.02, 0.1, 0.3)
earned = {
    method: [many(Cliff(), method, epsilon=epsilon)[0] for epsilon in epsilons]
    for method in ("Q-learning", "Sarsa")
}

# %% alt="Mean return against epsilon: Q-learning falls steeply along its exact curve, Sarsa falls more slowly, below its bound."
figure, axes = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
grid = [hundredths / 100 for hundredths in range(1, 32)]
exact = [limits(Cliff(), epsilon) for epsilon in grid]
axes.plot(grid, [bold for bold, _ in exact], color=TRUTH, label="Q-learning's limit, exact")
axes.plot(grid, [best for _, best in exact], "--", color=TRUTH, label="best with this ε, exact")
interval_bars(axes, epsilons, earned["Q-learning"], OURS, "o", "Q-learning, measured")
interval_bars(axes, epsilons, earned["Sarsa"], SECOND, "^", "Sarsa, measured")
axes.set(xlabel="ε", ylabel="mean return")
axes.grid(color=PALE, linewidth=0.7)
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False, loc="lower left")
plt.show()
print("\n".join(
    f"{method:10} epsilon {epsilon}: {middle:8.2f}  [{low:.2f}, {high:.2f}]"
    for method, intervals in earned.items()
    for epsilon, (middle, low, high) in zip(epsilons, intervals)))

# %% [markdown]
# The gap grows with $\varepsilon$, and it closes as $\varepsilon$ goes to 0: a learner that hardly ever stumbles may walk where it likes.
# On the edge a stumble leads over it with probability $\varepsilon / 4$ in every step, and costs a hundred and a new start.
#
# ## The step size
#
# **Predict.** Q-learning's table becomes exact on the cliff even with $\alpha = 1$, since nothing in this world is random. Is
# Sarsa's table exact in the end? What will a large step size do to it? And the greedy walk that comes out of that table: will it
# always arrive?

# %%
lines = []
for alpha in (0.1, 0.5, 0.9):
    (middle, low, high), walks = many(Cliff(), "Sarsa", alpha=alpha)
    lines.append(f"alpha {alpha}: {middle:7.2f}  [{low:.2f}, {high:.2f}]   greedy walks {told(walks)}")
print("\n".join(lines))

# %% [markdown]
# Sarsa's targets are random even where the world is not: each holds the value of *one* next action, drawn by lot. A large step
# size believes each of them nearly whole. After a fall the cell above the cliff looks terrible, for a long time if nobody dares to go there
# again. So the greedy policy keeps changing, and at the moment at which we stop it may hold two cells that point at each other.
#
# A small step size averages over many draws, and its greedy walks are better. The price is paid in the first hundred episodes, as the
# chapter's figure 6.3 shows.
#
# ## Exploring less and less
#
# Theory promises that Sarsa finds the best policy of all if it explores for ever, but less and less
# ([Singh and others 2000](../bibliography.md#singh-2000)). With $\varepsilon = 0$ the best of all is the walk along the edge: return −13.
#
# **Predict.** Let $\varepsilon$ fall in a straight line from 0.1 to 0 in 1000 episodes. How many of the six seeds walk
# along the edge in the end?

# %%
shrinking = linear_schedule(0.1, 0.0, 1000)
trials = (
    ("Sarsa, epsilon 0.1", "Sarsa", 0.1, 0.5),
    ("Sarsa, 0.1 to 0", "Sarsa", shrinking, 0.5),
    ("Expected Sarsa, 0.1 to 0", "Expected Sarsa", shrinking, 1.0),
    ("Sarsa, 0.003", "Sarsa", 0.003, 0.5),
    ("Expected Sarsa, 0.003", "Expected Sarsa", 0.003, 1.0),
)
lines = []
for name, method, epsilon, alpha in trials:
    (middle, low, high), walks = many(
        Cliff(), method, epsilon=epsilon, alpha=alpha, episodes=1100)
    lines.append(f"{name:25} {middle:7.2f}  [{low:.2f}, {high:.2f}]   greedy walks {told(walks)}")
print("\n".join(lines))

# %% [markdown]
# None of them. The promise is about *for ever*. While $\varepsilon$ was large, the edge earned its bad name honestly, and a learner
# that has a safe way does not go back to look. To change its mind it must be at the edge, fall seldom, and go on exploring: all three
# at once. How seldom? The next cell asks mathematics: for each $\varepsilon$, which way does the best policy that explores so much go?


# %%
def steps_of(world, choices, limit=60):
    """How many steps the chosen way from the start to the goal has on firm ground."""
    state, steps = world.start_state, 0
    while state != world.goal_state and steps < limit:
        state, steps = max(world.P[state][choices[state]]).next_state, steps + 1
    return steps


lines = []
for epsilon in (0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002):
    plan = best_while_exploring(Cliff(), epsilon)
    worth = plan.values[Cliff().start_state]
    lines.append(f"epsilon {epsilon:5}: {steps_of(Cliff(), plan.choices)} steps, return {worth:.2f}")
print("\n".join(lines))

# %% [markdown]
# Only for an $\varepsilon$ somewhere between 0.005 and 0.01, and below, is the edge the best way for somebody who explores. (Challenge 1 asks
# where exactly.) There, a learner explores once in more than a hundred steps, which is once in many episodes. Started with
# $\varepsilon = 0.003$ from a table of zeros, Sarsa gets nearer the edge, since little has frightened it yet. Expected Sarsa has no lots in its
# targets; with $\alpha = 1$ its table says what its own policy is worth, and from the same start all of its seeds walk along the edge. Yet
# coming from $\varepsilon = 0.1$ even it stays in the middle row.
#
# ## The price of a fall
#
# A fall costs 100. This world lets you choose.


# %%
class PricedCliff(Cliff):
    """A cliff with another price of falling."""

    def __init__(self, fall, **shape):
        self.fall = fall
        super().__init__(**shape)

    def outcomes(self, cell, action):
        """As on the cliff, but what paid FALL pays the new price."""
        return [o._replace(reward=self.fall) if o.reward == FALL else o
                for o in super().outcomes(cell, action)]


# %% [markdown]
# **Predict.** With $\varepsilon = 0.1$, for which prices is the edge the best way (13 steps), for which the middle row (15), and for
# which the top row (17)? Does even a fall that costs no more than any other step (−1) keep a careful walker away?

# %%
lines = []
for fall in (-1.0, -5.0, -20.0, -100.0, -300.0, -1000.0):
    world = PricedCliff(fall)
    plan = best_while_exploring(world, 0.1)
    bold, best = limits(world, 0.1)
    lines.append(f"a fall pays {fall:6g}: {steps_of(world, plan.choices)} steps, "
                 f"best {best:7.2f}, Q-learning's limit {bold:8.2f}")
print("\n".join(lines))

# %% [markdown]
# The careful policy changes twice, and so its return falls slowly. Q-learning's limit falls in a straight line, 0.34 for each unit of
# the price, because its *policy* is the same for all of them: who never stumbles never pays.
#
# ## Slippery ground
#
# Now the world itself stumbles. With `slip=0.1`, one move of ten goes astray to one of its sides, whoever makes it.
#
# **Predict.** Where does Q-learning walk now? Does Sarsa still earn more while learning?

# %%
lines = []
for slip in (0.0, 0.05, 0.1, 0.2):
    bold, best = limits(Cliff(slip=slip), 0.1)
    lines.append(f"slip {slip:4}: Q-learning's limit {bold:7.2f}, best while exploring {best:7.2f}")
smaller = {"alpha": lambda n: 30 / (30 + n), "episodes": 500}
for method in ("Q-learning", "Sarsa"):
    (middle, low, high), _ = many(Cliff(slip=0.1), method, **smaller)
    lines.append(f"slip  0.1: {method}, measured {middle:.2f}  [{low:.2f}, {high:.2f}]")
print("\n".join(lines))

# %% alt="Two maps of exact best actions: with slip 0.1 they leave the edge for the middle row; with 0.3 the start pushes left."
figure, panels = plt.subplots(2, 1, figsize=(7.2, 5.6), layout="constrained")
for axes, slip in zip(panels, (0.1, 0.3)):
    world = Cliff(slip=slip)
    best = best_values(world, 1.0)
    values = [max(row) for row in best]
    worth = f"{values[world.start_state]:.2f}".replace("-", "−")
    draw(axes, world, values, [row.index(max(row)) for row in best],
         f"q*, slip {slip}: the start is worth {worth}")
plt.show()

# %% [markdown]
# What the world does by chance belongs to $q_*$; what the learner does by its own exploring does not. So on slippery ground Q-learning
# keeps away from the edge as well, and with slip 0.05 and 0.1 the gap between the bold and the careful is gone, or nearly. With 0.2 it is back,
# and the maps below say why. The step sizes shrink here, since now the targets are random for both. Try `alpha=0.5` instead: which of the two suffers more, and whose table has a maximum in it?
#
# Look at the start on the second map. It pushes *left*, against the border, and waits until the ground slides it upwards: going up might
# slip to the right, over the edge. Above the cliff the arrows point up, away from it. It is the trick of lab 1, and again nobody told it.
# With slip 0.2 the start does the same. To wait is clever for somebody who never stumbles. Who explores while he waits steps to the right now and then, over the edge, and
# so the best exploring policy with slip 0.2 goes up at once. That is nearly all of the gap.
#
# ## How many actions fool a maximum?
#
# In example 6.7 the way left leads to a state in which every action loses 0.1 on average, with much noise, and a maximum over noisy estimates is
# too high. If $n$ estimates are independent and normal with standard deviation $\sigma$, the mean of the largest grows roughly like
# $\sigma \sqrt{2 \ln n}$.
#
# **Predict.** Give that state 2, 10, or 100 actions instead. Which learners go left more often, and how does Double Q-learning
# change?


# %%
def lured(method, actions, seed, episodes=100, alpha=0.1, epsilon=0.1):
    """The share of episodes that begin with left."""
    world = MaximisationBias(actions)
    world.reset(seed)
    rng = stream(seed, "exploration")
    learning = Tuning(constant_schedule(alpha), 1.0, epsilon)
    learner = TableLearner([*world.actions, 1], METHODS[method], learning)
    for _ in range(episodes):
        learn_episode(world, learner, rng)
    return learner.visits[A][LEFT] / episodes


counts = (2, 5, 10, 30, 100)
shares = {
    method: [bootstrap_interval([lured(method, n, seed) for seed in range(60)], RNG, resamples=500)
             for n in counts]
    for method in ("Q-learning", "Double Q-learning")
}

# %% alt="Share of left against the number of actions: Q-learning rises from a quarter to over nine tenths, Double Q-learning stays low."
figure, axes = plt.subplots(figsize=(7.2, 3.8), layout="constrained")
for (method, intervals), colour, marker in zip(shares.items(), (OURS, FOURTH), "oD"):
    interval_bars(axes, counts, intervals, colour, marker, method)
axes.axhline(0.05, color=TRUTH, linestyle="--", label="by exploring alone")
axes.set(xscale="log", ylim=(0, 1), xlabel="actions", ylabel="first action left, share")
axes.set_xticks(counts, [str(n) for n in counts])
axes.minorticks_off()
axes.grid(color=PALE, linewidth=0.7)
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False, loc="center right")
plt.show()

# %% [markdown]
# The more actions, the more lots in the lottery, and the longer Q-learning believes that one of them wins. Double Q-learning lets one
# table choose and the other one judge. Whatever luck made the choice has no part in the judgement, and the number of
# actions hardly matters.
#
# ## What to try next
#
# - Change the grid: `Cliff(rows=3)` has one row less to be careful in. `Cliff(columns=24)` has a longer edge. What becomes of the three limits?
# - Use Double Q-learning on the cliff: `learn(Cliff(), "Double Q-learning", seed=0)`. It has two tables to fill, so
#   one would give it twice the episodes. Give it ten times as many, then a hundred times, and count the walks along the edge.
#   [The Workshop](../steps/workshop/double_and_lambda.md#the-other-half-too-low) has counted a hundred seeds, and says why.
# - Let $\varepsilon$ *grow*: `linear_schedule(0.0, 0.3, 400)`. Which of the two methods notices?
# - In `PricedCliff`, let a fall pay +5. What does the greedy policy do, and why does nothing ever end?
#   (Give the cliff a `time_limit=200` first.)
#
# ## Two challenges
#
# Put your answer in place of `None`; the last line of each cell checks it.
#
# **Challenge 1.** What is the largest $\varepsilon$, in whole thousandths, for which the best policy that explores walks along the edge?


# %%
def check_epsilon(thousandths):
    """The best way has 13 steps at this epsilon, and no longer one thousandth above."""
    if thousandths is None:
        return "no answer yet"
    for asked, wanted in ((thousandths, True), (thousandths + 1, False)):
        plan = best_while_exploring(Cliff(), asked / 1000)
        steps = steps_of(Cliff(), plan.choices)
        assert (steps == 13) == wanted, f"at epsilon {asked / 1000} the best way has {steps} steps"
    return "right"


my_thousandths = None
print(check_epsilon(my_thousandths))

# %% [markdown]
# **Challenge 2.** Exploring is not free, and not exploring is dangerous. Find a schedule for Q-learning that starts with $\varepsilon_0 \geq 0.1$
# and earns, with five seeds, more than −25 on average over *all* 500 episodes, the clumsy first ones included.


# %%
def check_schedule(schedule):
    """The mean return of all episodes and five seeds is above -25."""
    if schedule is None:
        return "no answer yet"
    assert schedule(0) >= 0.1, "it must begin with at least 0.1"
    earned = [mean(learn(Cliff(), "Q-learning", seed, schedule, episodes=500)[1])
              for seed in range(5)]
    assert mean(earned) > -25.0, f"that earned {mean(earned):.2f}"
    return f"right: {mean(earned):.2f}"


my_schedule = None
print(check_schedule(my_schedule))

# %% [markdown]
# ## One answer to each
#
# The first by trying all of them. For the second, explore for a few episodes only: the zeros in the table are higher than any true value, so every
# action looks good until it has been tried, and Q-learning explores without any $\varepsilon$ at all.

# %%
found = max(thousandths for thousandths in range(1, 21)
            if steps_of(Cliff(), best_while_exploring(Cliff(), thousandths / 1000).choices) == 13)
earned = check_schedule(linear_schedule(0.1, 0.0, 20))
print(f"{found} {check_epsilon(found)}\n{earned}")

# %% [markdown]
# That a table of zeros explores by itself is called *optimism*. It is optimism only because every reward of this world is negative. Where rewards
# are positive, zeros are pessimists, and nothing replaces $\varepsilon$.
