from policywerk.building_blocks.grad import backward, constant, zero_grads
from policywerk.building_blocks.optimizers import SGD
from policywerk.lessons.l00_machinery import Moons, cross_entropy, make_network, two_moons
from policywerk.primitives.random import stream

def train(network, inputs, labels, steps):
    """Gradient descent with a step size of 1; the loss before each step."""
    optimizer, losses = SGD(), []
    for step in range(steps):
        loss = cross_entropy(network(constant(inputs)), labels)
        losses.append(loss.values[0][0])
        backward(loss)
        optimizer.step(network.parameters(), 1.0)
    return losses

inputs, labels = two_moons(30, 0.2, stream(0, "points"))
network = make_network(Moons(hidden=4), stream(0, "weights"))
print([f"{loss:.3f}" for loss in train(network, inputs, labels, 61)[::10]])
