# ---
# needs: ["[PPO, the program](../policies/workshop/ppo_program.md)", "[Playing with numbers](../policies/workshop/playing_on.md)"]
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
# # Lab 6. What does it do about what it never saw?
#
# An agent of lesson 6 has learned to push a dot to a target, another one to keep a pole upright. In training, nothing ever changed but the
# start and the target. Here you change everything else: you take away the end of the episode, blow at the dot, pull the target from under its nose, and put a
# stronger motor in. Then you train agents of your own, once with clipping and once without, and look at the ratios. Before each experiment the lab asks what you
# expect. Say it aloud, or write it down.
#
# **To run it yourself**, take one of the two files above this line. The script runs as it is, with
# `python 06_ppo.py`, in an environment that has `policywerk` and `matplotlib`; in a copy of the repository that is
# `.venv/bin/python docs/labs/06_ppo.py`, and each picture opens in a window (close it to go on). The notebook opens in
# JupyterLab or in an editor that knows notebooks.
#
# First the imports, and the colours of the book's figures.

# %%
import matplotlib.pyplot as plt
from matplotlib.patches import Circle, Ellipse

from policywerk.actors.actor_critic import critic, gaussian_actor
from policywerk.actors.ppo import PPO, PPOSettings, iterate
from policywerk.actors.surrogates import VARIANTS
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.building_blocks.spaces import Box
from policywerk.lessons import play
from policywerk.lessons.actor_players import PUSHING, ActorPlayer
from policywerk.primitives.random import stream, uniform
from policywerk.primitives.scalar import PI, cos, exp, sin
from policywerk.primitives.vector import euclidean_norm, mean, subtract, total
from policywerk.world.cart_pole import FORCE, explicit_euler, has_failed
from policywerk.world.pointmass import REACH, PointMass, glide

plt.rcParams.update({"figure.dpi": 150, "font.family": "DejaVu Sans", "font.size": 13})
INK, OURS, SECOND, PALE = "#1a1a1a", "#0a62bc", "#b85c00", "#d6d6d6"
GOAL, REFERENCE = "#2ca65d", "#767676"

# %% [markdown]
# ## Watching
#
# `load` brings the agent that was published with the book. `watch_dot` plays an episode: a line a step, then a map.

# %%
player = play.load("06-pointmass")
print("\n".join(play.watch_dot(player, PointMass(), seed=3)))

# %% [markdown]
# The digits are the dot, one a step, and `X` is the target. Closer than 0.2, it is reached and the episode is over.
#
# Inside is a bell: for each place, velocity and target a mean push, and around it a standard deviation. Each arrow of the next picture is the mean push at
# a place, for a dot at rest there, and the ellipse at its tip is one standard deviation wide to either side. The square around each place would be as far as a push may
# reach.
#
# **Predict.** The target is at the green disc. Which arrows are long, which are short? Are the ellipses near the target smaller than those far away, because
# precision matters there?


# %%
TARGET = [0.4, -0.3]


def square(axes, title, target=TARGET):
    """The square, and the disc in which a dot counts as arrived."""
    axes.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    axes.set_aspect("equal")
    axes.set_title(title, loc="left", fontsize=12)
    if target is not None:
        axes.add_patch(Circle(target, REACH, facecolor=GOAL, alpha=0.25))


# %% alt="Twenty-five arrows over the square, all towards a green disc, short near it and long far from it; at the tip of each an ellipse, all of one size."
LENGTH = 0.14  # of a push of 1, in the picture
figure, axes = plt.subplots(figsize=(7.2, 6.8), layout="constrained")
square(axes, "mean pushes, and one standard deviation around them")
for x in (-0.8, -0.4, 0.0, 0.4, 0.8):
    for y in (-0.8, -0.4, 0.0, 0.4, 0.8):
        _, bell = player.act([x, y, 0.0, 0.0, *TARGET])
        tip = [x + LENGTH * bell.mean[0], y + LENGTH * bell.mean[1]]
        axes.add_patch(Ellipse(tip, 2 * LENGTH * bell.sd[0], 2 * LENGTH * bell.sd[1],
                               facecolor=OURS, alpha=0.12))
        axes.add_patch(plt.Rectangle((x - LENGTH, y - LENGTH), 2 * LENGTH, 2 * LENGTH, fill=False,
                                     edgecolor=PALE))
        axes.annotate("", tip, (x, y), arrowprops={"arrowstyle": "->", "color": OURS})
plt.show()

# %% [markdown]
# All ellipses have one size. They cannot have another: the standard deviation of this actor is one pair of numbers, the same in every state, as in the paper.
# And many arrows leave their square. There the world sees the edge, whatever is drawn.
#
# **Predict.** How much does the noise cost? Here are 50 episodes with the mean push, and the same 50 starts with drawn pushes. By how many steps is the second slower?

# %%


def returns_and_steps(episodes=50, **chance):
    """The mean return and the mean number of steps of some episodes."""
    world, returns, steps = PointMass(), [], []
    for episode in range(episodes):
        observation, _ = world.reset(seed=episode)
        earned, count, over = 0.0, 0, False
        while not over:
            action, _ = player.act(observation, **chance)
            observation, reward, terminated, truncated, _ = world.step(action)
            earned, count, over = earned + reward, count + 1, terminated or truncated
        returns.append(earned)
        steps.append(float(count))
    return mean(returns), mean(steps)


for name, chance in (("the mean push", {}), ("drawn pushes", {"rng": stream(0, "acting")})):
    earned, steps = returns_and_steps(**chance)
    print(f"{name:14} return {earned:.2f}   steps {steps:.1f}")

# %% [markdown]
# ## No end
#
# In training, an episode was over as soon as the dot was closer than 0.2. So the agent has *never seen* what is inside the disc with the target in it, and no
# reward ever told it what to do there. Now nothing ends the episode any more. The function below moves the dot with the book's own `glide`, for as long as we like, and it can
# change three things on the way: a wind, the strength of the motor, and where the target is.
#
# **Predict.** What will the dot do at the disc? Fly through, and come back from the other side for ever? Circle? Stand still?


# %%
def journey(start, target=lambda step: TARGET, steps=80, wind=(0.0, 0.0), strength=1.0,
            who=player):
    """Where the dot is after each step if nothing ends the episode.

    target: of a step. wind: in full pushes. strength: of the motor; 1 is the usual one.
    """
    place, velocity, way = list(start), [0.0, 0.0], [list(start)]
    for step in range(steps):
        seen = [*place, 5.0 * velocity[0], 5.0 * velocity[1], *target(step)]
        action, _ = who.act(seen)
        push = [strength * a + w for a, w in zip(action, wind)]
        place, velocity = glide(place, velocity, push)
        way.append(place)
    return way


def draw_way(axes, way):
    """A way, with a point a step and a ring at its end."""
    axes.plot(*zip(*way), "-", color=OURS, linewidth=1, alpha=0.6)
    axes.plot(*zip(*way), ".", color=OURS, markersize=4)
    axes.plot(*way[-1], "o", color=INK, markersize=9, fillstyle="none", markeredgewidth=2)


def distances(way, target=lambda step: TARGET):
    """From the target, after each step."""
    return [euclidean_norm(subtract(place, target(step))) for step, place in enumerate(way[1:])]


STARTS = ([-0.8, 0.5], [0.9, 0.9], [-0.3, -0.9], [0.8, -0.8])

# %% alt="Left, four ways that end at one place near the middle of the green disc. Right, their distances from the target: they fall within ten steps, rise and fall a few times, and stay level at a few hundredths."
figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.7), layout="constrained")
square(left, "eighty steps")
for start in STARTS:
    way = journey(start)
    draw_way(left, way)
    right.plot(distances(way), color=OURS)
right.axhline(REACH, color=INK, linestyle=":")
right.set(xlabel="step", ylim=(0, 1.9))
right.set_title("distance from the target", loc="left", fontsize=12)
right.spines[["top", "right"]].set_visible(False)
plt.show()
print("at the end:", " ".join(f"{distances(journey(start))[-1]:.3f}" for start in STARTS))

# %% [markdown]
# It comes in too fast, swings back, and after thirty steps it stands. Nobody taught it to. Outside the disc it learned to push towards the target, and the less the nearer it is. A network of `tanh` continues such a slope smoothly, and
# where it passes through zero, the dot rests. This is not quite at the target, for nothing ever pulled it there: all four ways end at the same place beside it. Here the continuation happens to be what
# one would have wished for. Keep count of how often that is so.
#
# ## Wind
#
# Something blows to the right, with four tenths of a full push. The agent cannot see wind. It sees where the dot is and how fast, and has no memory.
#
# Where can the dot stand still in a wind? Where the agent pushes against it just as hard. So ask the agent, before any wind blows, how hard it pushes to the
# left at rest, some way to the right of the target.

# %%
for beyond in (0.0, 0.1, 0.2, 0.3, 0.4):
    _, bell = player.act([TARGET[0] + beyond, TARGET[1], 0.0, 0.0, *TARGET])
    print(f"{beyond:.1f} to the right of the target: pushes {bell.mean[0]:5.2f}")

# %% [markdown]
# **Predict.** From this table, how far from the target will a wind of 0.4 hold the dot? A wind of 0.8? And a wind of 1.1?

# %% alt="Three squares. With a wind of 0.4 the way ends at the right part of the disc, with 0.8 outside it to the right, with 1.1 at the right wall."
figure, panels = plt.subplots(1, 3, figsize=(7.2, 3.0), layout="constrained")
for axes, wind in zip(panels, (0.4, 0.8, 1.1)):
    way = journey([-0.8, 0.5], wind=(wind, 0.0))
    square(axes, f"wind {wind}")
    draw_way(axes, way)
    print(f"wind {wind}: {way[-1][0] - TARGET[0]:.2f} to the right of the target at the end")
plt.show()

# %% [markdown]
# An agent that pushes in proportion to the distance always stands a little downwind of where it should. Engineers know this well; their cure is to add up the errors of the past and to push against
# the sum as well. Our agent has nowhere to keep a sum. What would you give it: a longer observation, or a memory? (And for how long would it have to train, with winds in its training?)
#
# A wind of 1.1 is stronger than the motor. No policy can help there.
#
# ## A target that runs
#
# The target now goes round in a circle of radius 0.6. It may take 120 steps for a round, or 60, 40, 20. The dot can do at most 0.167 a step, and the target of 20 steps a round goes
# $2 \pi \times 0.6 / 20 = 0.19$.
#
# **Predict.** How far behind is the dot? In front or behind on the circle, inside or outside?


# %%
def running(period):
    """A target that goes round in so many steps."""
    return lambda step: [0.6 * cos(2.0 * PI * step / period), 0.6 * sin(2.0 * PI * step / period)]


# %% alt="Four squares with a green circle each and the way of the dot after it: for 120, 60 and 40 steps a round nearly on the circle, for 20 steps inside it."
figure, panels = plt.subplots(2, 2, figsize=(7.2, 7.0), layout="constrained")
for axes, period in zip(panels.flat, (120, 60, 40, 20)):
    target = running(period)
    way = journey([-0.8, 0.5], target, steps=180)
    square(axes, f"{period} steps a round", target=target(179))
    axes.plot(*zip(*[target(step) for step in range(period + 1)]), color=GOAL, linewidth=1)
    draw_way(axes, way[60:])
    behind = mean(distances(way, target)[60:])
    print(f"{period:3} steps a round: {behind:.2f} from the target, in the mean")
plt.show()

# %% [markdown]
# The faster it runs, the farther the dot stays behind; a lag is what a wind was before. The last target is too fast for any dot. Then it cuts the corner, as a dog does that runs after a bicycle.
#
# ## A stronger motor
#
# Somebody puts a motor in that pushes twice as hard, or four times. Nobody tells the agent.
#
# **Predict.** Is the dot at the target sooner? Does it stay there?

# %% alt="Distances from the target for motors of strength 1, 2 and 4 over eighty steps: the first falls and stays level near 0, the second goes on wavering between 0 and a third, the third between 0 and one."
figure, axes = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
for strength, colour, style in ((1.0, OURS, "-"), (2.0, INK, "--"), (4.0, SECOND, "-")):
    ways = [distances(journey(start, strength=strength)) for start in STARTS]
    axes.plot(ways[0], style, color=colour, label=f"strength {strength:.0f}")
    arrived = [next(step for step, far in enumerate(way) if far < REACH) + 1.0 for way in ways]
    later = mean([mean(way[40:]) for way in ways])
    print(f"strength {strength:.0f}: inside after {mean(arrived):.1f} steps; "
          f"from step 40 on, {later:.2f} from the target")
axes.axhline(REACH, color=INK, linestyle=":")
axes.set(xlabel="step", ylabel="distance from the target", ylim=(0, 2.0))
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False, ncols=3, loc="upper right")
plt.show()

# %% [markdown]
# The picture shows one start, the numbers are means of four. With episodes that end at the first touch, the stronger motor would have looked like an improvement: it arrives sooner. Without an end one sees that the agent no longer controls the dot. It
# brakes as hard as it learned to, which is now four times too hard, and a step too late.
#
# ## The pole in other hands
#
# The cart-pole agents push with 10 newtons, left or right. Here somebody changes the push, delays it, blurs what the agent sees, or knocks against the pole now and then.
#
# **Predict.** In which of these cases will it still stand after 500 steps, and which will bring it down first?


# %%
def steps_upright(agent, force=FORCE, delay=0, blur=0.0, knock=0.0, seed=0):
    """How many of 500 steps the pole stands.

    delay: steps from a decision to its push. blur: added to every number seen, at most.
    knock: what every fiftieth step changes the pole's turning by, to either side.
    """
    rng, waiting = stream(seed, "pole"), [0] * delay
    state = [uniform(rng, -0.05, 0.05) for _ in range(4)]
    for step in range(500):
        seen = [x + blur * uniform(rng, -1.0, 1.0) for x in state]
        waiting.append(agent.act(seen)[0])
        state = explicit_euler(state, force if waiting.pop(0) == 1 else -force, 0.0)
        if step % 50 == 49:
            state[3] += knock if rng.random() < 0.5 else -knock
        if has_failed(state):
            return step + 1
    return 500


agents = [play.load("06-cart-pole-0"), play.load("06-cart-pole-1")]
for said, change in (
    ("as it learned", {}), ("a quarter of the push", {"force": FORCE / 4}),
    ("four times the push", {"force": 4 * FORCE}), ("two steps late", {"delay": 2}),
    ("blurred by 0.1", {"blur": 0.1}), ("knocked by 0.5", {"knock": 0.5}),
    ("knocked by 1", {"knock": 1.0}), ("knocked by 1.5", {"knock": 1.5}),
):
    print(f"{said:22}", " ".join(f"{steps_upright(agent, **change):4}" for agent in agents))

# %% [markdown]
# Left or right is all that it says, and left or right is right whether the push is weak or strong. What brings the pole down is a knock, after which it turns faster than in any episode that goes well. The two agents were trained
# in the same way and differ in the seed alone. The judge at the end of their training could not tell them apart: both had 500 steps in every episode. Here you can.
#
# ## Moving the bell yourself
#
# Now to learning. The task is the smallest with two numbers: name a point, and the closer to $(1.5, -1)$, the less it costs, with the square of the distance. There is one state only, so the actor is a bell and
# nothing else. It begins at $(0, 0)$ with a deviation of 1, names 64 points, and learns from these 64 for several epochs before it may name others.


# %%
AIM = [1.5, -1.0]


class Name:
    """Name a point; it costs the square of its distance from AIM."""

    observation_space, action_space = Box(0.0, 1.0, (1,)), Box(-4.0, 4.0, (2,))

    def reset(self, seed=None, options=None):
        return [1.0], {}

    def step(self, action):
        missed = euclidean_norm(subtract(action, AIM))
        return [1.0], -missed * missed, True, False, {}


def learn_to_name(variant, epochs, iterations=5, alpha=0.1, points=64, clip_range=0.2, seed=0):
    """The bell at first and after each iteration, mean and deviations; and what came of each."""
    rng, world = stream(seed, "weights"), Name()
    settings = PPOSettings(
        VARIANTS[variant], linear_schedule(alpha, alpha, iterations), horizon=points,
        minibatch=points, epochs=epochs, clip_range=clip_range, gradient_limit=1000.0)
    agent = PPO(
        settings, gaussian_actor([1, 2], rng), critic([1, 1], rng), Adam(tiny=1e-5), world, [1.0],
        stream(seed, "acting"), stream(seed, "shuffling"), settings.beta)
    bells, metrics = [], []
    for iteration in range(iterations + 1):
        belief = agent.actor.beliefs([[1.0]])
        bells.append((belief.mean.values[0], [exp(x) for x in belief.log_sd.values[0]]))
        if iteration < iterations:
            metrics.append(iterate(agent))
    return bells, metrics


def earned(metrics):
    """What an iteration earned a point, in the mean."""
    return mean([end.earned for end in metrics.ended])


# %% [markdown]
# **Predict.** With 10 epochs for each batch, who is quicker: clipping, or nothing to hold the policy back? And with 50 epochs?

# %%
tried = {(variant, epochs): learn_to_name(variant, epochs)
         for epochs in (10, 50) for variant in ("clipping", "no clipping")}
for (variant, epochs), (_, metrics) in tried.items():
    costs = " ".join(f"{earned(each):6.2f}" for each in metrics)
    print(f"{epochs} epochs, {variant:12} {costs}")

# %% alt="Four panels with bells as ellipses that move from the origin towards a green cross. With clipping they come in small steps, with 50 epochs as with 10. Without it they jump; with 50 epochs all later bells are tiny, and far from the cross."
figure, panels = plt.subplots(2, 2, figsize=(7.2, 6.6), layout="constrained", sharex=True,
                              sharey=True)
for axes, ((variant, epochs), (bells, _)) in zip(panels.flat, tried.items()):
    axes.set(xlim=(-1.3, 3.0), ylim=(-3.0, 1.3))
    axes.set_aspect("equal")
    axes.set_title(f"{epochs} epochs, {variant}", loc="left", fontsize=12)
    axes.plot(*AIM, "x", color=GOAL, markersize=11, markeredgewidth=3)
    for age, (middle, sd) in enumerate(bells):
        colour = PALE if age == 0 else OURS
        axes.add_patch(Ellipse(middle, 2 * sd[0], 2 * sd[1], fill=False, edgecolor=colour,
                               linewidth=2, alpha=0.4 + 0.12 * age))
        axes.text(*middle, str(age), fontsize=11, ha="center", va="center",
                  color=INK if age else REFERENCE)
plt.show()

# %% [markdown]
# With ten epochs, the bell that nothing holds back is the quicker one: after two iterations it earns what the clipped bell earns after three. But it has come past the cross, it has become narrow on the way, and now it jumps about.
# In the end the clipped one is ahead.
#
# With fifty epochs it goes, in its first iteration, to where the best few of 64 points happened to lie, and shrinks around them to nearly nothing. It has then learned all there was to learn from this batch, luck included. And a bell so narrow names no other
# points, so it hardly ever finds out that it stands in the wrong place. The clipped bell moves *less* with fifty epochs than with ten; can you say why? (One seed shows all this. Before you believe it, try others: with some of them, luck puts the narrow bell near the cross.)
#
# The ratios say the same. For each of the 64 points of the first iteration, by how much has it become likelier?
#
# **Predict.** Clipping with 0.2 takes away what pulls a ratio beyond 0.8 or 1.2. Will all ratios be between 0.8 and 1.2 in the end?

# %% alt="Two histograms of ratios on a logarithmic scale: with clipping they lie between a tenth and two, most of them on either side of a green band from 0.8 to 1.2; without it nearly all are in the leftmost bar, at a millionth or less."
figure, panels = plt.subplots(1, 2, figsize=(7.2, 3.4), layout="constrained", sharey=True)
edges = [10.0 ** (power / 4) for power in range(-24, 13)]
for axes, variant in zip(panels, ("clipping", "no clipping")):
    ratios = tried[variant, 50][1][0].ratios
    axes.hist([min(max(ratio, edges[0]), edges[-1]) for ratio in ratios], bins=edges, color=OURS)
    axes.axvspan(0.8, 1.2, color=GOAL, alpha=0.3)
    axes.set(xscale="log", xlabel="ratio after 50 epochs")
    axes.set_title(variant, loc="left", fontsize=12)
    axes.spines[["top", "right"]].set_visible(False)
    inside = total([1.0 for ratio in ratios if 0.8 <= ratio <= 1.2])
    print(f"{variant:12} {inside:.0f} of 64 ratios from 0.8 to 1.2; "
          f"the smallest {min(ratios):.2g}, the largest {max(ratios):.2g}")
plt.show()

# %% [markdown]
# What is below a millionth is counted in the leftmost bar. Most of the clipped ratios are outside the band, too. Clipping takes away a point's own pull, once it is beyond; it does not stop the point from being carried along by the others, whose
# ratios depend on the same two means and two deviations. And a step that goes too far is not taken back. So clipping is no wall. Compare it with none, and it is a great deal.
#
# **Change this number.** Give it a value, run the cell, and go on from what you see. `EPOCHS = 100` costs seconds; what does it change, with clipping and without? `CLIP_RANGE = 0.02` is very careful, `1.0` careless. `POINTS = 8` makes each batch a matter of luck.
# Change one at a time, and write down what you expect *first*.

# %%
VARIANT, EPOCHS, CLIP_RANGE, POINTS, SEED = "clipping", 10, 0.2, 32, 1

bells, metrics = learn_to_name(VARIANT, EPOCHS, points=POINTS, clip_range=CLIP_RANGE, seed=SEED)
for (middle, sd), each in zip(bells[1:], metrics):
    print(f"earned {earned(each):6.2f}   then at {middle[0]:5.2f} {middle[1]:5.2f}, deviations "
          f"{sd[0]:.2f} {sd[1]:.2f}, KL {each.kl:.2f}, largest ratio {max(each.ratios):.1f}")

# %% [markdown]
# ## Training one to push
#
# The published agent took 10,240 steps. A quarter of them is enough if the target always lies at the same place. This agent has one hidden layer of 16, and it sees the target in its observation as the published one does.


# %%
def young_agent(target, iterations=10, seed=0):
    """An agent that has learned to push to one target, and the mean return of each iteration."""
    world, rng = PointMass(target), stream(seed, "weights")
    settings = PPOSettings(
        VARIANTS["clipping"], linear_schedule(0.01, 0.0, iterations), horizon=256, minibatch=64,
        epochs=6, gamma=0.98)
    observation, _ = world.reset(seed=seed)
    agent = PPO(
        settings, gaussian_actor([6, 16, 2], rng), critic([6, 16, 1], rng), Adam(tiny=1e-5), world,
        observation, stream(seed, "acting"), stream(seed, "shuffling"), settings.beta)
    return agent, [earned(iterate(agent)) for _ in range(iterations)]


HOME = [0.5, 0.2]
agent, returns = young_agent(HOME)
young = ActorPlayer(agent.actor, PUSHING)
print("mean return of each iteration:", " ".join(f"{each:.1f}" for each in returns))

# %% [markdown]
# `ActorPlayer` makes a player of any actor, so all that we did to the published agent can be done to this one.
#
# **Predict.** The target was at $(0.5, 0.2)$ in all of its training. Now it stands at $(0.2, 0.7)$, and the observation says so. Where does the young agent push? And where if it stands at $(-0.6, -0.4)$, on the other side?

# %% alt="Three squares. The published agent's ways end in the disc of the new target. Those of the young agent end near the dotted ring where its target was in training, though the disc is above it; and for a disc at the lower left they end in the middle between the two."
figure, panels = plt.subplots(1, 3, figsize=(7.2, 3.1), layout="constrained")
for axes, (said, who, moved) in zip(panels, (
    ("the published agent", player, [0.2, 0.7]), ("the young one", young, [0.2, 0.7]),
    ("the young one", young, [-0.6, -0.4]),
)):
    square(axes, said, target=moved)
    axes.add_patch(Circle(HOME, REACH, fill=False, edgecolor=INK, linestyle=":"))
    for start in STARTS:
        draw_way(axes, journey(start, lambda step, moved=moved: moved, steps=60, who=who))
plt.show()

# %% [markdown]
# In the second picture it goes home. Two of its six numbers never changed while it learned, and a number that never changes is as good as a bias: the weights that read it learned to help push the dot home, and
# nothing else could be learned from it. In the third picture these two numbers are turned to their opposite, more or less, and so is their help. What is left takes the dot half of the way, to a place that means nothing. This agent was shown the target all the time, and never needed to look.
#
# An agent knows about the world what varied in its training, and made a difference. That goes for the published one as well: think of the wind.
#
# ## An open project
#
# There is no solution to these. Each says what to measure, so that you know when you have found something. Train with five seeds or more, fix the number of steps *before* you look, and give intervals
# (`policywerk.data.statistics.bootstrap_interval`).
#
# **Wind in the training.** Write a point mass in which each episode has a wind of its own, at most 0.6 of a push, that nobody can see. Let no episode end before 40 steps, and let a step within 0.2 pay 0.1. Train one agent on it, one that also sees its last
# action, and one that also sees the last four observations. Measure the distance from the target in the second half of an episode against the wind. Which of them can find out that wind blows? From what?
#
# **Many motors.** Let the strength of the motor be drawn anew in each episode, from 0.5 to 4. Measure the distance as above against the strength, also for 6 and 8, which no training had. What does robustness cost at strength 1?
#
# **A deviation for every state.** Let the network say the logarithm of the deviation too, two more outputs. It can then be sure far away and careful near by, or the other way round. Measure returns, and draw the ellipses again. Does clipping still hold it, and does any deviation
# collapse?
#
# **How far is too far?** Name a point, with every number of epochs from 1 to 100 and each of the four variants of the paper. Measure what is earned after 5 iterations, over 20 seeds. There are two ways to fail: to have moved too little, and to have believed 64 points too much. Where does
# each variant go from the one to the other?
