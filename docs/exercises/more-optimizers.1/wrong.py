from policywerk.building_blocks.optimizers import Adam

# gets: Does it still move
class AdamW(Adam):
    def __init__(self, decay):
        super().__init__()
        self.decay = decay
    def _move(self, values, grads, memory, alpha):
        for row in values:
            row[:] = [(1.0 - alpha * self.decay) * w for w in row]

# gets: takes part in the shrinking
class AdamW(Adam):
    def __init__(self, decay):
        super().__init__()
        self.decay = decay
    def _move(self, values, grads, memory, alpha):
        for row in values:
            row[:] = [(1.0 - self.decay) * w for w in row]
        super()._move(values, grads, memory, alpha)

# gets: divided it away
class AdamW(Adam):
    def __init__(self, decay):
        super().__init__()
        self.decay = decay
    def _move(self, values, grads, memory, alpha):
        slopes = [[g + self.decay * w for g, w in zip(of_g, row)] for of_g, row in zip(grads, values)]
        super()._move(values, slopes, memory, alpha)
