from policywerk.actors.barto_sutton import AdaptiveCritic, credit_and_fade
from policywerk.building_blocks.returns import td_error

# gets: after it has changed
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        return super().reinforcement(box, reward, next_box)

# gets: not yet discounted
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        s = self.settings
        if not self.trace.marked:
            self.before = self.predictions[box]
        ahead = 0.0 if next_box is None else s.gamma * self.predictions[next_box]
        surprise = reward + ahead - self.before
        self.before = ahead
        self.trace.mark(box, 1.0 - s.lam)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)
        return surprise

# gets: Does it also learn
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        if not self.trace.marked:
            self.before = self.predictions[box]
        ahead = 0.0 if next_box is None else self.predictions[next_box]
        surprise = td_error(reward, self.before, ahead, self.settings.gamma)
        self.before = ahead
        self.trace.mark(box, 1.0 - self.settings.lam)
        return surprise

# gets: Python make of 0
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        s = self.settings
        if not self.trace.marked:
            self.before = self.predictions[box]
        ahead = self.predictions[next_box] if next_box else 0.0
        surprise = td_error(reward, self.before, ahead, s.gamma)
        self.before = ahead
        self.trace.mark(box, 1.0 - s.lam)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)
        return surprise

# gets: is to be remembered
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        s = self.settings
        if not self.trace.marked:
            self.before = self.predictions[box]
        ahead = 0.0 if next_box is None else self.predictions[next_box]
        surprise = td_error(reward, self.before, ahead, s.gamma)
        self.before = self.predictions[box]
        self.trace.mark(box, 1.0 - s.lam)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)
        return surprise

# gets: is discounted
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        s = self.settings
        if not self.trace.marked:
            self.before = self.predictions[box]
        ahead = 0.0 if next_box is None else self.predictions[next_box]
        surprise = reward + ahead - self.before
        self.before = ahead
        self.trace.mark(box, 1.0 - s.lam)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)
        return surprise

# gets: How large is its mark
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        s = self.settings
        if not self.trace.marked:
            self.before = self.predictions[box]
        ahead = 0.0 if next_box is None else self.predictions[next_box]
        surprise = td_error(reward, self.before, ahead, s.gamma)
        self.before = ahead
        self.trace.mark(box, s.lam)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)
        return surprise

# gets: How large is its mark
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        s = self.settings
        if not self.trace.marked:
            self.before = self.predictions[box]
        ahead = 0.0 if next_box is None else self.predictions[next_box]
        surprise = td_error(reward, self.before, ahead, s.gamma)
        self.before = ahead
        self.trace.mark(box, 1.0)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)
        return surprise
