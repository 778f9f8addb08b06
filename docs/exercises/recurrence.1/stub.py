from policywerk.primitives.scalar import exp, log

def gate_sum(n):
    ...  # the sum that the update gate gets, so that half of the state is left after n steps
