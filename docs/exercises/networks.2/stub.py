from policywerk.building_blocks.grad import tanh
from policywerk.building_blocks.network import mlp
from policywerk.primitives.random import stream

def renew(copy, network):
    """Give the copy the numbers of the network as they are now."""
    for mine, theirs in zip(copy.parameters(), network.parameters()):
        mine.values = list(theirs.values)

network = mlp("net", [2, 3, 1], stream(1, "network"), tanh)
copy = mlp("copy", [2, 3, 1], stream(2, "network"), tanh)
renew(copy, network)
before = copy.predict([[1.0, 2.0]])
network.parameters()[0].values[0][0] += 1.0
print(copy.predict([[1.0, 2.0]]) == before)
