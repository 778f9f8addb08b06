from policywerk.building_blocks.optimizers import Adam

class AdamW(Adam):
    """Adam that first shrinks every weight by the factor 1 - alpha * decay."""

    def __init__(self, decay):
        super().__init__()
        self.decay = decay

    def _move(self, values, grads, memory, alpha):
        raise NotImplementedError
