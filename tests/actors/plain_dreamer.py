"""DreamerV3's networks and losses in plain numpy, written from the equations alone.

Parameters are given by name. Rows of a batch are examples; nothing here has slopes.
"""

from __future__ import annotations

import numpy as np


def arrays(parameters):
    """The values of some parameters, by name."""
    return {p.name: np.array(p.values) for p in parameters}


def sigma(x):
    return 1.0 / (1.0 + np.exp(-x))


def norm_silu(x, gain):
    y = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-4) * gain
    return y * sigma(y)


def linear(p, name, x):
    return x @ p[f"{name}.weight"].T + p[f"{name}.bias"]


def normed(p, name, x):
    return norm_silu(linear(p, name, x), p[f"{name}.gain"])


def network(p, name, x, hidden):
    """So many normed layers and a plain one."""
    for i in range(hidden):
        x = normed(p, f"{name}.{i}", x)
    return linear(p, f"{name}.{hidden}", x)


def blocks_of(p, name, parts):
    """A layer in blocks: parts[g] goes through the rows of weight that belong to block g."""
    rows = np.split(p[f"{name}.weight"], len(parts))
    return np.concatenate([x @ w.T for x, w in zip(parts, rows)], axis=1) + p[f"{name}.bias"]


def cell(p, blocks, h, z, action, first=None):
    """The block GRU: h of the next step."""
    if first is not None:
        keep = 1.0 - np.array(first, float)[:, None]
        h, z, action = h * keep, z * keep, action * keep
    action = action / np.maximum(1.0, np.abs(action))
    x = np.concatenate([normed(p, "rssm.cell.h", h), normed(p, "rssm.cell.z", z),
                        normed(p, "rssm.cell.a", action)], axis=1)
    parts = [np.concatenate([own, x], axis=1) for own in np.split(h, blocks, axis=1)]
    hidden = norm_silu(blocks_of(p, "rssm.cell.hidden", parts), p["rssm.cell.gain"])
    gates = blocks_of(p, "rssm.cell.gates", np.split(hidden, blocks, axis=1))
    reset, candidate, update = np.moveaxis(
        gates.reshape(len(h), blocks, 3, -1), 2, 0).reshape(3, *h.shape)
    u = sigma(update - 1.0)
    return u * np.tanh(sigma(reset) * candidate) + (1.0 - u) * h


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def mixed(logits, classes, unimix):
    """Probabilities of latents: rows by latents by classes, with a share of pure chance."""
    p = softmax(logits.reshape(len(logits), -1, classes))
    return (1.0 - unimix) * p + unimix / classes


def kl(p, q):
    """Summed over the latents of each row."""
    return (p * (np.log(p) - np.log(q))).sum(axis=(1, 2))


def two_hot(y, bins):
    """Probabilities of the two bins beside y, whose mean is y."""
    y = min(max(y, bins[0]), bins[-1])
    k = min(int(np.searchsorted(bins, y, side="right")) - 1, len(bins) - 2)
    share = (y - bins[k]) / (bins[k + 1] - bins[k])
    result = np.zeros(len(bins))
    result[k], result[k + 1] = 1.0 - share, share
    return result


def two_hot_errors(logits, targets, bins):
    """The cross-entropy of each row."""
    rows = np.array([two_hot(y, bins) for y in targets])
    return -(rows * np.log(softmax(logits))).sum(axis=1)


def bins_of(n, limit):
    u = np.linspace(-limit, limit, n)
    return np.sign(u) * np.expm1(np.abs(u))


def lambda_returns(rewards, discounts, values, lam):
    """R_0 ... R_{H-1} of one dream, from what belongs to its states 0 ... H."""
    following, found = values[-1], []
    for t in range(len(rewards) - 2, -1, -1):
        ahead = (1.0 - lam) * values[t + 1] + lam * following
        following = rewards[t + 1] + discounts[t + 1] * ahead
        found.append(following)
    return found[::-1]


def replay_returns(rewards, terminal, last, boot, gamma, lam):
    """The same of one window that was lived, as DreamerV3's code has it."""
    following, found = boot[-1], []
    for t in range(len(rewards) - 2, -1, -1):
        live, go_on = gamma * (not terminal[t + 1]), lam * (not last[t + 1])
        following = (rewards[t + 1] + (1.0 - go_on) * live * boot[t + 1]
                     + live * go_on * following)
        found.append(following)
    return found[::-1]
