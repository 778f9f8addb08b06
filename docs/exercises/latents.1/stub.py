from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import constant
from policywerk.primitives.random import stream

def draw_and_score(logits, rng):
    """One outcome for each row, and its log-probability as a node; one percent is chance."""
    drawn = Categorical(logits, unimix=0.01).sample(rng)
    return drawn, Categorical(logits).log_probability(drawn)

logits = constant([[100.0, 0.0, 0.0, 0.0]] * 400)
drawn, log_p = draw_and_score(logits, stream(1, "draws"))
print(sum(outcome != 0 for outcome in drawn), "of 400 by chance")
print("lowest score", min(row[0] for row in log_p.values))
