from policywerk.building_blocks.grad import backward, constant, zero_grads
from policywerk.building_blocks.optimizers import SGD
from policywerk.lessons.l00_machinery import cross_entropy

# gets: does not move as it should
def train(network, inputs, labels, steps):  # the symptom: smaller steps
    optimizer, losses = SGD(), []
    for step in range(steps):
        loss = cross_entropy(network(constant(inputs)), labels)
        losses.append(loss.values[0][0])
        backward(loss)
        optimizer.step(network.parameters(), 0.1)
    return losses

# gets: what is in it already
def train(network, inputs, labels, steps):  # once, at the beginning
    optimizer, losses = SGD(), []
    zero_grads(network.parameters())
    for step in range(steps):
        loss = cross_entropy(network(constant(inputs)), labels)
        losses.append(loss.values[0][0])
        backward(loss)
        optimizer.step(network.parameters(), 1.0)
    return losses
