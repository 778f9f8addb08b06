# ---
# needs: ["[Mnih et al. 2013](../values/mnih.md)", "[Playing with a trained agent](../values/workshop/playing.md)"]
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
# # Lab 5. What does it look at?
#
# In [Mnih et al. 2013](../values/mnih.md) a network learned to catch balls from pixels. Here you meet that very network. You watch it
# play, look inside, and then you lie to it: about where the paddle is, about which frame came first, about whether the
# ball moves at all. In the second half you train a network of your own, on a board small enough to wait for. Before each
# experiment the lab asks what you expect. Say it aloud, or write it down.
#
# **To run it yourself**, take one of the two files above this line. The script runs as it is, with
# `python 05_dqn.py`, in an environment that has `policywerk` and `matplotlib`; in a copy of the repository that is
# `.venv/bin/python docs/labs/05_dqn.py`, and each picture opens in a window (close it to go on). The notebook opens in
# JupyterLab or in an editor that knows notebooks.
#
# First the imports, and the colours of the book's figures.

# %%
from itertools import islice

import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap

from policywerk.actors.dqn import ALGORITHMS, DQN, DQNSettings, Transition
from policywerk.actors.saliency import saliency
from policywerk.building_blocks.dense import he_normal
from policywerk.building_blocks.frames import as_frame, first_stack, next_stack
from policywerk.building_blocks.grad import relu
from policywerk.building_blocks.network import mlp
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.replay_buffer import ReplayBuffer
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.lessons import play
from policywerk.primitives.random import stream
from policywerk.primitives.vector import argmax, mean, total
from policywerk.world.catcher import Catcher, as_text

plt.rcParams.update({"figure.dpi": 150, "font.family": "DejaVu Sans", "font.size": 13})
INK, OURS, SECOND, PALE = "#1a1a1a", "#0a62bc", "#b85c00", "#d6d6d6"
BOARD = LinearSegmentedColormap.from_list("board", ["white", INK])
SIGNED = LinearSegmentedColormap.from_list("signed", ["#ecb67d", "white", "#88b9f2"])
ACTIONS = ("left", "stay", "right")

# %% [markdown]
# ## Watching
#
# `load` brings the agent that was published with the book. It has its weights and nothing else: it cannot learn any more, and
# it explores only if you ask it to. `watch` plays an episode and draws each step as text. Here are the first ball's beginning and end.

# %%
player = play.load("05-catcher")
boards = list(islice(play.watch(player, Catcher(), seed=5), 15))
for step in (0, 13, 14):
    print(boards[step])

# %% [markdown]
# `o` is the ball, `#` the paddle. The line below each board says what the agent does about it, and the three numbers are its
# network's outputs: what it expects to earn, discounted, if it goes left, stays or goes right now. The last of these boards says whether
# the ball is caught; the next board would show another ball in the top row.
#
# To see fifteen steps at once, pictures are better.

# %% alt="Six moments of one ball's fall, each with three bars below it for the values of left, stay and right; the chosen one is dark."
moments = list(islice(play.episode(player, Catcher(), seed=5), 15))


def show(axes, frame, title=""):
    """A frame, drawn dark on light."""
    size = round(len(frame) ** 0.5)
    rows = [list(frame[start:start + size]) for start in range(0, len(frame), size)]
    axes.imshow(rows, cmap=BOARD, vmin=0, vmax=255)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, loc="left", fontsize=12)


def bars(axes, values):
    """The value of each action less the lowest; the best is blue."""
    best, lowest = argmax(values), min(values)
    colours = [OURS if action == best else PALE for action in range(3)]
    axes.bar(ACTIONS, [value - lowest for value in values], color=colours)
    axes.tick_params(axis="x", labelsize=10)
    axes.spines[["top", "right"]].set_visible(False)


chosen = (0, 3, 6, 9, 12, 14)
figure, panels = plt.subplots(4, 3, figsize=(7.2, 8.4), layout="constrained",
                              gridspec_kw={"height_ratios": [3, 1.3, 3, 1.3]})
for place, step in enumerate(chosen):
    row, column = 2 * (place // 3), place % 3
    moment = moments[step]
    show(panels[row][column], moment.insides.state[-1], f"step {step}")
    bars(panels[row + 1][column], moment.insides.values)
plt.show()

# %% [markdown]
# The bars show by how much each action is better than the worst of the three. Look at their scale. While the ball is high up,
# the actions differ by hundredths, near the bottom by tenths. But check the last picture: the ball lands in column 10, and left, stay and right all
# catch it, so the true values are equal. A difference of 0.2 there is the network's error, and here it is harmless. Higher up, an error of a
# few hundredths is enough to choose a wrong action, which mostly can still be made good.
#
# ## Which pixels count
#
# The slope of the best value with each pixel says how much it would change if that pixel grew a little brighter. We get it
# with the tape of [Gradients](../values/gradients.md): the pixels stand where parameters stand, and nobody changes them.

# %% alt="The two frames of a state, and below each the slope of the best value with every pixel: blue and orange patches all over the board."
state = moments[10].insides.state
slopes = saliency(player.network, state)
largest = max(abs(slope) for slope in slopes)
figure, panels = plt.subplots(2, player.frames, figsize=(7.2, 7.0), layout="constrained",
                              squeeze=False)
for k, frame in enumerate(state):
    name = "now" if k == player.frames - 1 else f"{player.frames - 1 - k} step before"
    show(panels[0][k], frame, name)
    part = slopes[256 * k:256 * (k + 1)]
    panels[1][k].imshow([part[start:start + 16] for start in range(0, 256, 16)], cmap=SIGNED,
                        vmin=-largest, vmax=largest)
    panels[1][k].set(xticks=[], yticks=[])
    panels[1][k].set_title("blue: brighter is better", loc="left", fontsize=12)
plt.show()

# %% [markdown]
# **Before you read on:** most of these pixels are dark, and stay dark in this state. What does a slope there tell you?
#
# It tells what a *second* ball there would do to the value, a thing that never happens. The network was never asked about boards with
# two balls, so nothing made it say something sensible. A picture of slopes shows what the network reacts to, and not what it has understood.
# To find out what it has understood, we ask it about boards that can happen.
#
# ## The paddle elsewhere
#
# `look` tells what goes on inside at any state, without playing. So we can build a state by hand: a ball in row 8, column 8, coming
# straight down, and the paddle wherever we like.
#
# **Predict.** The paddle's left end can stand in columns 0 to 11, and the paddle is five pixels wide. Where will *right* be best, where *left*,
# and where does it not matter?


# %%
def frame(ball, paddle):
    """One frame: the ball at (row, column), the paddle from this column on."""
    pixels = [0.0] * 256
    pixels[16 * ball[0] + ball[1]] = 1.0
    pixels[240 + paddle:245 + paddle] = [1.0] * 5
    return as_frame(pixels)


def falling(row, column, drift, paddle):
    """The state with this ball, which moved sideways by drift; the paddle stood still."""
    older = range(player.frames - 1, -1, -1)
    return tuple(frame((row - k, column - k * drift), paddle) for k in older)


rows = [player.look(falling(8, 8, 0, paddle)).values for paddle in range(12)]

# %% alt="Value of left, stay and right less their mean, against the column of the paddle: left is best at 0, 1 and from 4 to 9, right at 2, 3, 10 and 11."
figure, axes = plt.subplots(figsize=(7.2, 4.0), layout="constrained")
for action, (name, style) in enumerate(zip(ACTIONS, ("-", "--", ":"))):
    colour = (OURS, INK, SECOND)[action]
    axes.plot(range(12), [row[action] - mean(row) for row in rows], style, color=colour,
              marker="o", label=name)
axes.axvspan(4, 8, color=PALE, alpha=0.5)
axes.set(xlabel="column of the paddle's left end", ylabel="Q less the mean of the three")
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False, loc="lower center", ncols=3)
plt.show()
print("best:", " ".join(ACTIONS[argmax(row)] for row in rows))

# %% [markdown]
# In the grey band the paddle is already below the ball, and seven steps are left: whatever it does now, the ball can be caught, so the three
# values should be equal. To the left of the band, *right* should be best, and to the right of it, *left*. From the far ends it takes four moves or three to get
# there, so a wrong step or two loses nothing. The network disagrees in many places: at both ends it prefers the wall, and inside the band it sees
# differences where there are none. Does such an error cost a ball, or only a detour? (It plays a move and is then asked again.)
#
# ## The order of the frames
#
# Why two frames? One does not show where the ball is going. Three states now have the same last frame. In the first the ball comes from the
# left, in the second it comes straight down, in the third from the right.
#
# **Predict.** The ball is in row 8, column 8, the paddle covers columns 6 to 10. Seven steps are left. With which action will the agent answer each?
# And what if we swap the two frames, so that the ball seems to *rise*, which no game has ever shown it?

# %%
lines = []
for drift, said in ((1, "moving right"), (0, "straight down"), (-1, "moving left")):
    values = player.look(falling(8, 8, drift, 6)).values
    told = "  ".join(f"{name} {value:.2f}" for name, value in zip(ACTIONS, values))
    lines.append(f"{said:14} {told}   -> {ACTIONS[argmax(values)]}")
values = player.look(falling(8, 8, 1, 6)[::-1]).values
told = "  ".join(f"{name} {value:.2f}" for name, value in zip(ACTIONS, values))
lines.append(f"{'swapped':14} {told}   -> {ACTIONS[argmax(values)]}")
print("\n".join(lines))

# %% [markdown]
# The last frame is the same in the first three rows. All that differs is where one pixel of the frame before is lit. It changes all three values, and with them the answer: right if the ball moves right, left otherwise.
# The swapped row has no right answer. The network gives one all the same; a network always answers.
#
# So how much is the older frame worth over whole episodes? Now the agent plays three times: as it learned to; with the present
# frame in all places, so that every ball seems to stand still; and with the frames in reverse order.
#
# **Predict.** An agent that moves at random earns about −3.7, a perfect one 10. Where between them will the second and the third agent end?


# %%
def lied_to(lie, episodes=3):
    """The mean return when every state is changed by `lie` before the network sees it."""
    environment, earned = Catcher(), []
    environment.reset(seed=70)
    for _ in range(episodes):
        observation, _ = environment.reset()
        state, over = first_stack(as_frame(observation), player.frames), False
        while not over:
            action = argmax(player.look(lie(state)).values)
            observation, reward, over, _, _ = environment.step(action)
            state = next_stack(state, as_frame(observation))
            earned.append(reward)
    return total(earned) / episodes


print(f"as it learned to play:      {lied_to(lambda state: state):5.2f}")
print(f"the present frame, twice:   {lied_to(lambda state: (state[-1],) * len(state)):5.2f}")
print(f"in reverse order:           {lied_to(lambda state: state[::-1]):5.2f}")

# %% [markdown]
# Three episodes are thirty balls: enough to see a large difference and too few for a small one. Keep in mind what was measured here.
# This is a network that learned with two frames and is now cheated of one. An agent that had learned with one frame from the start could make more of
# it: the chapter trains such agents.
#
# ## Training one yourself
#
# Sixteen by sixteen pixels take minutes with PyPy, and far longer with CPython. Five by five take seconds. The ball then falls four steps, the paddle
# is two pixels wide, and a network with one hidden layer of 24 will do. The agent is the book's own, with the loss and the replay of the chapter.


# %%
def small_agent(algorithm, seed, steps, alpha=0.01, gamma=0.9, copy_every=50):
    """An agent for the small board that knows nothing yet."""
    rng = stream(seed, "weights")
    online, frozen = (mlp("q", [50, 24, 3], rng, relu, draw=he_normal) for _ in range(2))
    settings = DQNSettings(
        ALGORITHMS[algorithm], gamma, epsilon=linear_schedule(1.0, 0.05, steps // 2),
        alpha=linear_schedule(alpha, alpha / 10, steps), batch=16, start=100, every=1,
        copy_every=copy_every)
    return DQN(settings, online, frozen, ReplayBuffer(2000), Adam())


def train(algorithm, seed=0, steps=2500, **tuning):
    """An agent that has taken so many steps, and the return of each of its episodes."""
    agent, environment = small_agent(algorithm, seed, steps, **tuning), Catcher(2, 5)
    exploration, replay = stream(seed, "exploration"), stream(seed, "replay")
    observation, _ = environment.reset(seed=seed)
    state, earned, returns = first_stack(as_frame(observation), 2), 0.0, []
    for _ in range(steps):
        action = agent.act(state, exploration)
        observation, reward, over, _, _ = environment.step(action)
        following = next_stack(state, as_frame(observation))
        agent.observe(Transition(state, action, reward, following, over), replay)
        state, earned = following, earned + reward
        if over:
            returns.append(earned)
            observation, _ = environment.reset()
            state, earned = first_stack(as_frame(observation), 2), 0.0
    return agent, returns


def judge(agent, seed=1000, episodes=10):
    """The mean return of greedy episodes that nobody learns from."""
    environment, rewards = Catcher(2, 5), []
    environment.reset(seed=seed)
    for _ in range(episodes):
        observation, _ = environment.reset()
        state, over = first_stack(as_frame(observation), 2), False
        while not over:
            observation, reward, over, _, _ = environment.step(argmax(agent.values(state)))
            state = next_stack(state, as_frame(observation))
            rewards.append(reward)
    return total(rewards) / episodes


# %% [markdown]
# **Predict.** With the older copy of the network (the *target network* of 2015), and without it: which learns faster here? Which ends
# higher?

# %%
trained = {name: train(name) for name in ("2015", "no target network")}

# %% alt="Returns of the episodes of two agents while they learn, with and without a target network, both rising from below zero towards ten."
figure, axes = plt.subplots(figsize=(7.2, 4.0), layout="constrained")
for (name, (_, returns)), colour, style in zip(trained.items(), (OURS, SECOND), ("-", "--")):
    smooth = [mean(returns[max(0, k - 4):k + 1]) for k in range(len(returns))]
    label = "with target network" if name == "2015" else name
    axes.plot(range(1, len(returns) + 1), smooth, style, color=colour, label=label)
axes.set(xlabel="episode of 40 steps", ylabel="return, mean of the last five")
axes.grid(color=PALE, linewidth=0.7)
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False, loc="lower right")
plt.show()
for name, (agent, _) in trained.items():
    print(f"{name:18} greedy, ten episodes: {judge(agent):5.2f}")

# %% [markdown]
# Both learn it. On so small a board there is little to tell them apart, and one seed could not tell it anyway. A target network is a
# cure, and a world in which rewards come after four steps has hardly the illness. So make it ill.
#
# **Change this number.** Give it a value, run the cell, and go on from what you see. `GAMMA = 0.99` lets values lean more on other values;
# `ALPHA = 0.05` makes each update coarse; `COPY_EVERY = 1000` makes the older copy very old. Change one at a time, and write down what you expect *first*. The
# steps are few, so that a try takes two seconds.

# %%
GAMMA, ALPHA, COPY_EVERY, STEPS = 0.9, 0.01, 50, 600

agent, returns = train("2015", steps=STEPS, gamma=GAMMA, alpha=ALPHA, copy_every=COPY_EVERY)
print(f"the last five episodes: {mean(returns[-5:]):.1f}; greedy: {judge(agent):.1f}")
observation, _ = Catcher(2, 5).reset(seed=3)
print(as_text(observation, size=5))
print([round(value, 2) for value in agent.values(first_stack(as_frame(observation), 2))])

# %% [markdown]
# The largest number to expect is easy to bound. With a ball in the top row it takes four steps to the first reward, and four more to
# each of the next, and none is larger than 1. So no value of such a state is larger than $\gamma^3 + \gamma^7 + \dots = \gamma^3 / (1 - \gamma^4)$,
# which is 2.1 for $\gamma = 0.9$. If your agent promises more, it dreams.
#
# ## An open project
#
# There is no solution to these. Each says what to measure, so that you know when you have found something. Work on the small board with five seeds or more, fix the
# number of steps *before* you look, and give intervals (`policywerk.data.statistics.bootstrap_interval`).
#
# **Surprising steps more often.** Draw transitions with a probability that grows with their last TD error, and weigh their losses to make up for it
# ([Schaul and others 2016](../bibliography.md#schaul-2016)). Measure how many steps it takes to a greedy return of 9, and how often a transition with a reward is
# drawn. Then leave the weights of the losses out. Does anything become worse? What should?
#
# **Targets of several steps.** Let the target be $r_1 + \gamma r_2 + \dots + \gamma^n \max_a Q(s_n, a)$, with $n$ of 1, 2, 4 and 8. The actions
# on the way were chosen by an older, more random agent, so for $n > 1$ the target is wrong. Measure the return against the steps for each $n$, and at the end $\max_a Q$ against the
# discounted return that was earned. Where does the error show, and does it matter while $\varepsilon$ is large?
#
# **A wall of bricks.** Write Breakout on 10 by 10 pixels, in the manner of MinAtar ([Young & Tian 2019](../bibliography.md#young-tian-2019)): a wall of three rows, a ball that bounces, a paddle
# of one pixel, and one point a brick. Test it first: a ball that nobody hits must end the episode, and a brick must pay once. Measure how far an agent comes in as many steps as you can pay for,
# against one that acts at random and one that follows the ball. It is known to need millions of frames, so plan what you would count as progress.
#
# **Mirrors.** Catcher's left and right are the same world. Store the mirror image of every transition as well, left for right. Is that worth as much as
# twice the steps? Measure both against steps taken in the world and against updates made, since these two answers may differ.
