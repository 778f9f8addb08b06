from policywerk.building_blocks.curves import at_least
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import constant

# gets: what unimix
def draw_and_score(logits, rng):
    drawn = Categorical(logits).sample(rng)
    return drawn, Categorical(logits).log_probability(drawn)

# gets: look at the others
def draw_and_score(logits, rng):
    drawn = Categorical(logits, unimix=0.01).sample(rng)
    return drawn, at_least(-5.99, Categorical(logits).log_probability(drawn))

# gets: no slope reaches
def draw_and_score(logits, rng):
    belief = Categorical(logits, unimix=0.01)
    drawn = belief.sample(rng)
    return drawn, constant(belief.log_probability(drawn).values)

# gets: what unimix
def draw_and_score(logits, rng):
    drawn = Categorical(logits).sample(rng)
    return drawn, Categorical(logits, unimix=0.01).log_probability(drawn)
