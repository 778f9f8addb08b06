# ---
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
# # Lab 1. Bellman
#
# A reward that arrives $k$ steps late is worth $\gamma^k$ of what it would be worth now:
#
# $$v = \sum_{k=0}^{\infty} \gamma^k r_{k+1}$$

# %%
gamma = 0.9
weights = [1.0]
while weights[-1] > 0.01:
    weights.append(weights[-1] * gamma)
print(len(weights), "steps until a reward counts less than a hundredth")

# %% alt="The weight of a reward falls from 1.0 towards zero as its delay grows."
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(6, 2.5))
axes.plot(weights, marker=".")
axes.set_xlabel("delay k")
axes.set_ylabel("weight")
plt.show()
