from policywerk.primitives.vector import dot

def values(weights, state):
    return [dot(row, state) for row in weights]

class Base:
    def __init__(self, weights, gamma=0.9, alpha=0.5, copy_every=3):
        self.gamma, self.alpha, self.copy_every = gamma, alpha, copy_every
        self.online = weights
        self.done = 0
        self.sync()

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

# gets: still share something
class Agent(Base):
    def sync(self):
        self.frozen = list(self.online)  # another list, of the same rows

# gets: never hears
class Agent(Base):
    def __init__(self, weights, **settings):
        self.frozen = [list(row) for row in weights]
        super().__init__(weights, **settings)

    def sync(self):
        pass

# gets: never hears
class Agent(Base):
    def sync(self):  # the wrong way round, but for the first time
        if self.done:
            self.online = [list(row) for row in self.frozen]
        else:
            self.frozen = [list(row) for row in self.online]

# gets: went on from the old values
class Agent(Base):
    def sync(self):  # the two change places
        copy = [list(row) for row in self.online]
        self.online = [list(row) for row in getattr(self, "frozen", copy)]
        self.frozen = copy

# gets: the second is not
class Agent(Base):
    def sync(self):  # a copy at the beginning, a name later
        self.frozen = self.online if self.done else [list(row) for row in self.online]

# gets: Between two copies
class Agent(Base):
    def sync(self):
        self.frozen = [list(row) for row in self.online]

    def update(self, state, action, wanted):  # a copy at each update
        super().update(state, action, wanted)
        self.sync()
