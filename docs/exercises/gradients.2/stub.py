from policywerk.building_blocks.grad import Parameter, backward, elementwise, total
from policywerk.primitives.scalar import cos, sin

def sine(a):
    """The node of y_ij = sin(a_ij), which hands slopes back; made with elementwise."""
    raise NotImplementedError

a = Parameter("a", [[0.0, 1.0], [2.0, -3.0]])
backward(total(sine(a)))
print(a.grads)
