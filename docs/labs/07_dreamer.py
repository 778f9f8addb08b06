# ---
# needs: ["[DreamerV3, the program](../models/workshop/dreamer_program.md)", "[Playing, and dreaming](../models/workshop/playing_dreams.md)"]
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
# # Lab 7. What does it dream?
#
# An agent of lesson 7 has learned to push a dot to a target. It sees pictures, and it has a model of what comes next. Here you close its eyes and let it dream. You choose for how long,
# and after how many pictures. You take the wheel in its dream and drive against walls. You show it pictures that cannot be. At last it acts in a dream of its own, and you compare what it earns
# there with what it earns awake. Before each experiment the lab asks what you expect. Say it aloud, or write it down.
#
# **To run it yourself**, take one of the two files above this line. The script runs as it is, with
# `python 07_dreamer.py`, in an environment that has `policywerk` and `matplotlib`; in a copy of the repository that is
# `.venv/bin/python docs/labs/07_dreamer.py`, and each picture opens in a window (close it to go on). The notebook opens in
# JupyterLab or in an editor that knows notebooks.
#
# First the imports, and the colours of the book's figures.

# %%
import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap

from policywerk.lessons import play
from policywerk.lessons.l07_scenes import off, steered
from policywerk.primitives.random import stream
from policywerk.primitives.vector import dot, euclidean_norm, mean, subtract
from policywerk.world.pixel_pointmass import AGENT, TARGET, PixelPointMass, picture
from policywerk.world.pointmass import glide

plt.rcParams.update({"figure.dpi": 150, "font.family": "DejaVu Sans", "font.size": 13})
INK, OURS, SECOND = "#1a1a1a", "#0a62bc", "#b85c00"
DREAM, REFERENCE, GOAL = "#8092c6", "#767676", "#2ca65d"
GREY = LinearSegmentedColormap.from_list("grey", [INK, "white"])

# %% [markdown]
# ## Watching
#
# `load` brings the agent that was published with the book. Beside its push, `act` says what it thinks, and among that is a picture: how the decoder draws what the agent now has in mind. The upper
# row shows what was there, the lower one what it drew.

# %%
GOAL_PLACE = [0.5, -0.5]  # where the target always was, in training
player = play.load("07-fixed")


def world():
    """A world as the agent knows it."""
    return PixelPointMass([GOAL_PLACE])


def show(rows, titles):
    """Rows of pictures: each row a name, the colour of its frames, and the pictures."""
    width = 6.4 / len(titles)
    figure, panels = plt.subplots(len(rows), len(titles), squeeze=False,
                                  figsize=(7.2, width * len(rows) + 0.3))
    figure.subplots_adjust(left=0.11, right=0.995, bottom=0.01, wspace=0.06, hspace=0.06,
                           top=1.0 - 0.3 / (width * len(rows) + 0.3))
    for row, (name, colour, pictures) in enumerate(rows):
        for axes, title, pixels in zip(panels[row], titles, pictures):
            axes.set(xticks=[], yticks=[])
            for side in axes.spines.values():
                side.set(visible=True, color=colour, linewidth=2)
            axes.imshow([pixels[i:i + 16] for i in range(0, 256, 16)], cmap=GREY, vmin=0, vmax=1)
            if row == 0:
                axes.set_title(title, fontsize=11)
        panels[row][0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=11)
    plt.show()


# %% alt="Two rows of pictures, a bright dot that comes nearer to a wide grey one from picture to picture. The drawn row looks like the true one, a little coarser."
moments = list(play.episode(player, world(), seed=8))[:8]
show([("there", INK, [moment.observation for moment in moments]),
      ("drawn", OURS, [moment.insides.outlook.image for moment in moments])],
     [f"step {step}" for step in range(len(moments))])

# %% [markdown]
# All that the lower row knows of the picture above it has passed through eight choices among eight, and through what the agent remembers.
#
# ## Eyes closed
#
# Now it sees four pictures and then no more. It is told the pushes, nothing else. The pushes are those of somebody who steers well, so that the dot really goes somewhere.


# %%
def lived(seed, push, longest=14):
    """An episode: its pictures, its pushes, and where the dot was.

    push: of what the world tells nobody else, and of the step.
    """
    environment = world()
    observation, info = environment.reset(seed=seed)
    pictures, pushes, places, over = [observation], [], [info["position"]], False
    while not over and len(pictures) < longest:
        pushes.append(push(info, len(pushes)))
        observation, _, terminated, truncated, info = environment.step(pushes[-1])
        pictures.append(observation)
        places.append(info["position"])
        over = terminated or truncated
    return pictures, pushes, places


def dreamt(pictures, pushes, first, closes, rng):
    """What it imagines if it sees the pictures from first to closes - 1, and then no more."""
    state, imagined = None, []
    for t in range(first, closes):
        pushed = pushes[t - 1] if t > first else []
        state = player.see(state, pushed, pictures[t], rng).state
    for pushed in pushes[closes - 1:]:
        state, image = player.dream(state, pushed, rng)
        imagined.append(image)
    return imagined


def by_hand(info, step):
    """The push of somebody who knows where everything is."""
    return steered(info)


# %% alt="Three rows of six pictures. In all of them the dot moves towards the target. In the dreams it is a little beside its true place, in one more than in the other."
pictures, pushes, places = lived(82, by_hand)
dreams = [dreamt(pictures, pushes, 0, 4, stream(seed, "dream")) for seed in (0, 1)]
ahead = (1, 2, 3, 5, 7, 8)
show([("there", INK, [pictures[3 + k] for k in ahead]),
      ("a dream", DREAM, [dreams[0][k - 1] for k in ahead]),
      ("another", DREAM, [dreams[1][k - 1] for k in ahead])], [f"{k} ahead" for k in ahead])
for dream in dreams:
    print("pixels off:", " ".join(f"{off(image, place):.1f}"
                                  for image, place in zip(dream, places[4:])))

# %% [markdown]
# `off` is how far the brightest pixel is from where the dot is. The brightest pixel is a whole one, so 0.7 is as good as right.
#
# **Predict.** The eyes always close at the same picture, the fourth. But now it may have seen four pictures before that, or three, two, or only this one. How many does it need? What does the second picture tell
# that one cannot?

# %% alt="Four curves of the error in pixels over one to six steps ahead. All rise; the one of a single picture is the highest nearly everywhere, those of three and four pictures are the lowest."
episodes = [lived(seed, by_hand, longest=10) for seed in range(12)]
figure, axes = plt.subplots(figsize=(7.2, 3.8), layout="constrained")
for seen, colour, style in ((1, SECOND, "-"), (2, SECOND, "--"), (3, OURS, "--"), (4, OURS, "-")):
    rng, errors = stream(0, "dream"), {}
    for pictures, pushes, places in episodes:
        images = dreamt(pictures, pushes, 4 - seen, 4, rng)
        for k, (image, place) in enumerate(zip(images, places[4:]), start=1):
            errors.setdefault(k, []).append(off(image, place))
    curve = [mean(errors[k]) for k in range(1, 7)]
    axes.plot(range(1, 7), curve, style, color=colour, label=f"{seen}")
    print(f"{seen} seen:", " ".join(f"{error:.2f}" for error in curve))
axes.set(xlabel="steps ahead", ylabel="pixels off", ylim=(0, 2.8))
axes.spines[["top", "right"]].set_visible(False)
axes.legend(title="pictures seen", frameon=False, ncols=4, loc="upper left")
plt.show()
print("episodes:", " ".join(str(len(errors[k])) for k in range(1, 7)))

# %% [markdown]
# One picture says where the dot is. It does not say where it is going, and a fast dot glides on for two pixels without any push. From the second picture the agent could compute a velocity, but of pictures whose dot is three pixels
# wide only roughly; a third helps. The last numbers are means of a few episodes, since by then most have arrived.
#
# ## At the wheel
#
# You push, in the world and in the dream at once. The dot starts in the upper half, and gets the same push again and again, until it lies at a wall.
#
# **Predict.** Does the dream know that there are walls? Will the dreamt dot stay at one, once it is there?


# %%
def drive(seed, pushes):
    """The same pushes in the world and in a dream, from one picture on: two ways, in pixels."""
    environment, rng = world(), stream(seed, "drive")
    observation, info = environment.reset(seed=seed)
    state = player.see(None, [], observation, rng).state
    errors, images, truth = [], [], []
    for pushed in pushes:
        observation, _, terminated, truncated, info = environment.step(pushed)
        state, image = player.dream(state, pushed, rng)
        errors.append(off(image, info["position"]))
        images.append(image)
        truth.append(observation)
        if terminated or truncated:
            break
    return truth, images, errors


WAYS = {"left": [-1.0, 0.0], "up": [0.0, 1.0], "right": [1.0, 0.0], "down": [0.0, -1.0]}
truths, ends = [], []
for name, pushed in WAYS.items():
    truth, images, errors = drive(11, [pushed] * 14)
    truths.append(truth[-1])
    ends.append(images[-1])
    print(f"{name:5} pixels off:", " ".join(f"{error:.0f}" for error in errors))

# %% alt="Two rows of four pictures. There, the dot is at the wall to which it was pushed. In the dreams it is some pixels away from there."
show([("there", INK, truths), ("dreamt", DREAM, ends)], list(WAYS))

# %% [markdown]
# No dream lets the dot leave the picture, since no picture ever did. But it does not stay where it lies, and drifts along the wall or away from it. Where a distance jumps to nine or more, the brightest pixel is the
# target's: the dream has lost the dot for a while. A model knows what it has lived. Most of what this one lived are ways to the target, and a dot that lies at a wall and is pushed against it was hardly ever among them.
# Nobody asked the model to be right there, for the agent does not go there.
#
# Drive yourself: `drive(seed, pushes)` takes any list of pushes.
#
# ## Pictures that cannot be
#
# Before it looks, the model has a belief about the next code; when it has looked, another. How far the second is from the first, in nats, is how much was news. So a model notices when the world does what it should not.
#
# **Predict.** After five pictures, a dot is on its way. The sixth picture is one of those below. Put them in order, from the one that surprises least to the one that surprises most.


# %%
def composed(*things):
    """A picture of some blobs, each a place and a look."""
    pixels = [0.0] * 256
    for place, look in things:
        pixels = [max(a, b) for a, b in zip(pixels, picture(place, look))]
    return pixels


pictures, pushes, places = lived(3, by_hand)
state, rng = None, stream(0, "lies")
for t in range(5):
    state = player.see(state, pushes[t - 1] if t else [], pictures[t], rng).state
goal, here = (GOAL_PLACE, TARGET), (places[5], AGENT)
LIES = {
    "what comes next": composed(goal, here),
    "the dot stands still": composed(goal, (places[4], AGENT)),
    "it went back a step": composed(goal, (places[3], AGENT)),
    "it is far away": composed(goal, ([-0.5, -0.5], AGENT)),
    "there are two dots": composed(goal, here, ([-0.5, -0.5], AGENT)),
    "no dot": composed(goal),
    "no target": composed(here),
    "the target is elsewhere": composed(([-0.5, 0.5], TARGET), here),
}
drawn = []
for name, lie in LIES.items():
    thoughts = player.see(state, pushes[4], lie, stream(1, "lies"))
    drawn.append(thoughts.outlook.image)
    print(f"{name:24} {thoughts.kl:5.1f} nats")

# %% alt="Two rows of eight pictures: the lies, and what the agent draws of each. Whatever is shown, it draws the dot about where it should be, and the target where it always was."
show([("shown", INK, list(LIES.values())), ("drawn", OURS, drawn)],
     ["next", "still", "back", "far", "two", "no dot", "no target", "elsewhere"])

# %% [markdown]
# A dot that stands still is news, although its picture is as good as any: news is not what a picture shows but what was not expected. One lie goes nearly unnoticed. In training the target never moved, so a code that says where it is would have cost nats
# and told nothing. The decoder draws it by heart.
#
# Now look at the lower row. Whatever the agent is shown, it draws a dot about where one should be. A code for a dot that has jumped across the square was never needed, and what the memory says about the place counts for more. The numbers know of the lie; the
# picture in its head does not.
#
# ## A dream of its own
#
# At last it acts in the dream, as in training: it sees one picture, then pushes, imagines what comes of it, pushes again. The rewards of the dream are what its head believes, each times the probability that the dream still goes on.
#
# **Predict.** Does it earn more in its dreams than awake? It learned what to do there.


# %%
def earned_in_a_dream(state, rng, longest=20):
    """The return of a dream in which it acts by the likeliest push, and its length."""
    gamma, going, earned = player.agent.settings.world.gamma, 1.0, 0.0
    push = player.outlook(state).push.mean
    for step in range(longest):
        state, _ = player.dream(state, push, rng)
        outlook = player.outlook(state)
        earned += going * outlook.reward
        going *= min(outlook.discount / gamma, 1.0)
        push = outlook.push.mean
        if going < 0.1:
            break
    return earned, step + 1


awake, asleep = [], []
for seed in range(10):
    moments = list(play.episode(player, world(), seed=seed))
    awake.append(sum(moment.reward for moment in moments))
    earned, steps = earned_in_a_dream(moments[0].insides.state, stream(seed, "own dream"))
    asleep.append(earned)
    print(f"start {seed:2}: awake {awake[-1]:5.2f} in {len(moments):2} steps, "
          f"dreamt {earned:5.2f} in {steps:2}")
print(f"mean: awake {mean(awake):.2f}, dreamt {mean(asleep):.2f}")

# %% alt="Ten points, one a start: the return awake to the right, that of the dream upwards. Most lie near the line on which both are the same."
figure, axes = plt.subplots(figsize=(4.6, 4.2), layout="constrained")
low, high = min([*awake, *asleep]) - 0.1, 1.0
axes.plot([low, high], [low, high], "--", color=REFERENCE)
axes.plot(awake, asleep, "o", color=DREAM, markersize=9, markeredgecolor=INK)
axes.set(xlabel="return awake", ylabel="return dreamt", xlim=(low, high), ylim=(low, high))
axes.set_aspect("equal")
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# The dreams are not a paradise in which every push is paid. They agree with the world well enough that what is learned in one holds in the other. Where they do not, it is mostly by a step or two that a dream arrives earlier or later. With other streams
# you will find one that misses the target and wanders on. An untrained model would be no place to learn anything: the film of the lesson begins with one that draws noise, and a few hundred steps later it imagines the target and no dot at all.
#
# ### How long a dream?
#
# In training a dream has ten steps. Would two do, or should there be twenty? From each of twenty starts it dreams once, for twenty steps, and we note what the dream has promised after 1, 2, 5, 10 and 20 of them. Then reality gets *the same pushes*, from the same
# start and with nobody looking, and we note what it has paid by then.
#
# **Predict.** For which length will the promises be furthest off? And from which length on does a dream tell what matters here, that arriving pays?


# %%
def promised(state, rng, longest):
    """A dream in which it acts by the likeliest push: returns so far, step by step, and pushes."""
    gamma, going, returns, pushes = player.agent.settings.world.gamma, 1.0, [0.0], []
    for _ in range(longest):
        pushes.append(player.outlook(state).push.mean)
        state, _ = player.dream(state, pushes[-1], rng)
        outlook = player.outlook(state)
        returns.append(returns[-1] + going * outlook.reward)
        going *= min(outlook.discount / gamma, 1.0)
    return returns[1:], pushes


def paid(seed, pushes):
    """What the same pushes earn in the world, after each of them."""
    environment, returns, over = world(), [0.0], False
    environment.reset(seed=seed)
    for pushed in pushes:
        reward = 0.0  # once the episode is over
        if not over:
            _, reward, terminated, truncated, _ = environment.step(pushed)
            over = terminated or truncated
        returns.append(returns[-1] + reward)
    return returns[1:]


dreams, real = [], []
for seed in range(20):
    rng = stream(seed, "how long")
    start = player.see(None, [], world().reset(seed=seed)[0], rng).state
    returns, pushes = promised(start, rng, longest=20)
    dreams.append(returns)
    real.append(paid(seed, pushes))
told, got = ([mean(column) for column in zip(*rows)] for rows in (dreams, real))
missed = [mean([abs(a - b) for a, b in zip(*both)]) for both in zip(zip(*dreams), zip(*real))]
for length in (1, 2, 5, 10, 20):
    print(f"{length:2} steps: promised {told[length - 1]:5.2f}, paid {got[length - 1]:5.2f}, "
          f"a single promise off by {missed[length - 1]:.2f}")

# %% alt="Three curves over the length of the dream. Promised and paid fall together for three steps, nearly to minus 0.3, rise to about 0.3 by the ninth, and end at 0.5 and 0.3. By how much single dreams are off rises from nothing to 0.4 at the tenth step and falls to 0.3."
figure, axes = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
for curve, colour, style, name in ((told, DREAM, "-", "promised"), (got, INK, "-", "paid"),
                                   (missed, SECOND, "--", "off by")):
    axes.plot(range(1, 21), curve, style, color=colour, label=name)
axes.axhline(0.0, color=REFERENCE, linewidth=1)
axes.set(xlabel="steps of the dream", ylabel="return, mean of 20", xticks=(1, 5, 10, 15, 20))
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# Short dreams are nearly right, and say little: after two steps nothing has arrived, and they promise the price of two steps. What matters happens between the fourth step and the tenth, whether it arrives and when. There the promises are furthest off, for
# one step too early or too late is worth about 1 while it lasts. After twenty steps all dreams have arrived. Of the real dots three have not: their pushes were made for a dream, and nobody looked and corrected them. So a longer dream is no truer. It has only
# come to the point. In training one of ten steps mostly has, and where it has not, the critic says what may still come. It is not part of what is published, so a promise here is rewards alone.
#
# What we compared is the length of dreams of *one* agent, who learned in dreams of ten. Whether it would have learned as well in shorter or longer ones is another question, and takes a training each. We ran three and twenty, [three seeds each](../models/hafner.md#which-parts-does-it-need).
#
# ## A target that you put where you like
#
# The agent so far has had one target all its life. Another one comes with the book whose target was somewhere else in every episode: `07-anywhere`. Each of its pushes is held for three steps of the physics. Nobody keeps you to an episode as it
# was in training: you paint the pictures yourself, and the dot moves by the physics of the world.
#
# **Predict.** The dot starts in the middle, and the target is in one of four corners. Then it starts in a corner, and after one push, or after two, the target jumps from the opposite corner to another one. The agent never saw a target move. Will it turn?


# %%
def way(start, targets):
    """Where the dot is after each step of the physics; the target of each decision is given."""
    seeker = play.load("07-anywhere")
    place, velocity, places = start, [0.0, 0.0], [start]
    for target in targets:
        push, _ = seeker.act(composed((target, TARGET), (place, AGENT)))
        for _ in range(3):
            place, velocity = glide(place, velocity, push)
            places.append(place)
            if euclidean_norm(subtract(place, target)) < 0.3:
                return places
    return places


CORNERS = [[-0.7, -0.7], [0.7, -0.7], [0.7, 0.7], [-0.7, 0.7]]
four = [way([0.0, 0.0], [corner] * 12) for corner in CORNERS]
jumps = [way([-0.7, 0.7], [CORNERS[1]] * pushes + [CORNERS[2]] * 10) for pushes in (1, 2)]

# %% alt="Left, four ways from the middle to circles in the corners: three set off in a wrong direction and bend back, the one to the lower right is straight. Right, two ways that begin in the upper left: one goes on for a push and then turns to the circle in the upper right; the other nearly reaches the empty lower right, and turns there."
figure, panels = plt.subplots(1, 2, figsize=(7.2, 3.8), layout="constrained")
for axes, ways, title in zip(panels, (four, jumps), ("four targets", "a target that jumps")):
    axes.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), xticks=[], yticks=[], aspect="equal",
             title=title)
    for corner in CORNERS if ways is four else CORNERS[2:3]:
        axes.add_patch(plt.Circle(corner, 0.3, color=GOAL, alpha=0.35))
    for places, style in zip(ways, ["-"] * 4 if ways is four else ["-", "--"]):
        axes.plot(*zip(*places), style, color=INK)
        axes.plot(*zip(*places[::3]), "o", color=INK, markersize=5)
panels[1].add_patch(plt.Circle(CORNERS[1], 0.3, fill=False, linestyle=":", color=REFERENCE))
panels[1].legend(panels[1].lines[::2], ("after one push", "after two"), frameon=False,
                 loc="lower left")
plt.show()
for name, ways in (("four targets", four), ("a jump after one push, after two", jumps)):
    print(f"{name}: decisions", *[(len(places) + 1) // 3 for places in ways])

# %% [markdown]
# Both ways go on to the old place for a while, one for a push and the other for two. Then they turn. Within an episode its target has never moved, and that may be why the memory outweighs the picture here; but two ways are too few to say. The first agent was
# surprised by a target elsewhere, and drew the old one all the same.
#
# On the left, three times the first push is wrong, and the next ones make up for it. Is that so everywhere? Count how many pushes point more than 45 degrees away from where the rule would push.
#
# **Predict.** Of the first pushes, and of the second and the third?

# %%
seeker, environment = play.load("07-anywhere"), PixelPointMass(reach=0.3, repeat=3)
wrong = {1: [], 2: [], 3: []}
for seed in range(60):
    observation, info = environment.reset(seed=seed)
    seeker.start()
    for nth in wrong:
        push, _ = seeker.act(observation)
        rule = steered(info)
        cosine = dot(push, rule) / (euclidean_norm(push) * euclidean_norm(rule))
        wrong[nth].append(float(cosine < 0.7071))
        observation, _, terminated, truncated, info = environment.step(push)
        if terminated or truncated:
            break
for nth, each in wrong.items():
    print(f"push {nth}: {100 * mean(each):.0f} % of {len(each)}")

# %% [markdown]
# The first picture has only the code to speak through, sixteen choices that are drawn, for the memory is still empty. From the second on the memory has heard of the first. So some of what this agent loses against the rule it loses with its first push. Whether the draw is to blame is a question of
# [the open project](../models/hafner.md#exercises).
#
# ## What to try
#
# - Move the target of the first agent: `PixelPointMass([[-0.5, 0.5]])`. Where does it go, and what does it draw on the way?
# - Show the second one two targets in one picture, or none.
# - Let it fall asleep and wake up: four pictures, five steps with closed eyes, then pictures again. How many does it need to know where the dot is?
# - Draw the mean picture of fifty dreams. Where is it blurred, and when does it become two dots?
# - `player.dream` draws from a stream. Give two dreams the same one and other pushes: when do they part?
