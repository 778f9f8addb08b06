from policywerk.primitives.vector import dot

def values(weights, state):
    """Q(s, a) of a linear network, which has a row of weights for each action."""
    return [dot(row, state) for row in weights]

class Agent:
    def __init__(self, weights, gamma=0.9, alpha=0.5, copy_every=3):
        self.gamma, self.alpha, self.copy_every = gamma, alpha, copy_every
        self.online = weights
        self.done = 0  # updates
        self.sync()

    def sync(self):
        """From now on the frozen network says what the online one says today."""
        self.frozen = self.online

    def target(self, reward, after, terminated):
        return reward if terminated else reward + self.gamma * max(values(self.frozen, after))

    def update(self, state, action, wanted):
        error = wanted - values(self.online, state)[action]
        row = self.online[action]
        for i, x in enumerate(state):
            row[i] += self.alpha * error * x
        self.done += 1
        if self.done % self.copy_every == 0:
            self.sync()

agent, wanted = Agent([[0.0], [0.0]]), []
for _ in range(6):
    wanted.append(agent.target(1.0, [1.0], False))  # pays 1 and leads back to its state
    agent.update([1.0], 0, wanted[-1])

print([round(y, 4) for y in wanted])
