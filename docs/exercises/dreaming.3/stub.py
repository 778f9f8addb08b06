from policywerk.primitives.scalar import log

def nudge(p, action, advantage, weight, eta):
    ...  # minus the slope of the actor's loss with each logit, for one state

print(nudge([0.7, 0.3], 1, 0.7875, 1.0, 0.003))
