from policywerk.actors.barto_sutton import AdaptiveCritic, credit_and_fade
from policywerk.building_blocks.returns import td_error

class Remembering(AdaptiveCritic):
    """Right as it stands; each answer below gets one part of it wrong."""

    def ahead(self, next_box):
        return 0.0 if next_box is None else self.predictions[next_box]

    def news(self, reward, ahead):
        return td_error(reward, self.before, ahead, self.settings.gamma)

    def kept(self, box, ahead):
        return ahead

    def learn(self, box, surprise):
        s = self.settings
        self.trace.mark(box, 1.0 - s.lam)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)

    def reinforcement(self, box, reward, next_box):
        if not self.trace.marked:
            self.before = self.predictions[box]
        ahead = self.ahead(next_box)
        surprise = self.news(reward, ahead)
        self.before = self.kept(box, ahead)
        self.learn(box, surprise)
        return surprise

# gets: after it has changed
class RememberingCritic(AdaptiveCritic):
    def reinforcement(self, box, reward, next_box):
        return super().reinforcement(box, reward, next_box)

# gets: not yet discounted
class RememberingCritic(Remembering):
    def ahead(self, next_box):
        return self.settings.gamma * super().ahead(next_box)

    def news(self, reward, ahead):
        return reward + ahead - self.before

# gets: Does it also learn
class RememberingCritic(Remembering):
    def learn(self, box, surprise):
        self.trace.mark(box, 1.0 - self.settings.lam)

# gets: Python make of 0
class RememberingCritic(Remembering):
    def ahead(self, next_box):
        return self.predictions[next_box] if next_box else 0.0

# gets: is to be remembered
class RememberingCritic(Remembering):
    def kept(self, box, ahead):
        return self.predictions[box]

# gets: is discounted
class RememberingCritic(Remembering):
    def news(self, reward, ahead):
        return reward + ahead - self.before

# gets: How large is its mark
class RememberingCritic(Remembering):
    def learn(self, box, surprise):
        s = self.settings
        self.trace.mark(box, s.lam)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)

# gets: How large is its mark
class RememberingCritic(Remembering):
    def learn(self, box, surprise):
        s = self.settings
        self.trace.mark(box, 1.0)
        credit_and_fade(self.predictions, s.beta * surprise, self.trace, s.lam)
