from policywerk.actors.ppo import normalised
from policywerk.building_blocks.returns import gae
from policywerk.primitives.vector import add, total

# gets: speaks in coins
def prepare(rollout, gamma, lam):  # another order of the lines alone
    advantages = gae(rollout, gamma, lam)
    advantages = normalised(advantages)
    return advantages, add(advantages, rollout.values)

# gets: To what does it
def prepare(rollout, gamma, lam):
    advantages = gae(rollout, gamma, lam)
    return normalised(advantages), advantages

# gets: That was right before
def prepare(rollout, gamma, lam):  # nobody normalises any more
    advantages = gae(rollout, gamma, lam)
    return advantages, add(advantages, rollout.values)

# gets: what the critic says of the next state
def prepare(rollout, gamma, lam):  # sums of rewards
    advantages, found, earned = gae(rollout, gamma, lam), [], 0.0
    for reward in reversed(rollout.rewards):
        earned = reward + gamma * earned
        found.insert(0, earned)
    return normalised(advantages), found

# gets: does not belong to the first
def prepare(rollout, gamma, lam):  # one episode after the other, as if they were one
    advantages, found, following = gae(rollout, gamma, lam), [], None
    for r, after, over in reversed(list(zip(rollout.rewards, rollout.next_values,
                                            rollout.terminated))):
        rest = 0.0 if over else after if following is None else following
        following = r + gamma * ((1.0 - lam) * (0.0 if over else after) + lam * rest)
        found.insert(0, following)
    return normalised(advantages), found
