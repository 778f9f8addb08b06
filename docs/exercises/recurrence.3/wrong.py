from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.grad import Parameter
from policywerk.building_blocks.recurrent import GRU

# gets: largest that your candidate
def counter():
    of_x = Dense(Parameter("W", [[0.0], [0.0], [40.0]]), Parameter("b", [[20.0, 1.0, -20.0]]))
    of_h = Dense(Parameter("V", [[0.0], [-1.0], [0.0]]), Parameter("d", [[0.0, 0.0, 0.0]]))
    return GRU(of_x, of_h)

# gets: An input of 0
def counter():
    of_x = Dense(Parameter("W", [[0.0], [0.0], [0.0]]), Parameter("b", [[20.0, 5.0, 20.0]]))
    of_h = Dense(Parameter("V", [[0.0], [-5.0], [0.0]]), Parameter("d", [[0.0, 0.0, 0.0]]))
    return GRU(of_x, of_h)

# gets: bring it back
def counter():
    of_x = Dense(Parameter("W", [[0.0], [5.0], [40.0]]), Parameter("b", [[20.0, 0.0, -20.0]]))
    of_h = Dense(Parameter("V", [[0.0], [0.0], [0.0]]), Parameter("d", [[0.0, 0.0, 0.0]]))
    return GRU(of_x, of_h)

# gets: a little gets in
def counter():
    of_x = Dense(Parameter("W", [[0.0], [0.0], [10.0]]), Parameter("b", [[20.0, 5.0, -5.0]]))
    of_h = Dense(Parameter("V", [[0.0], [-5.0], [0.0]]), Parameter("d", [[0.0, 0.0, 0.0]]))
    return GRU(of_x, of_h)
