# gets: part of the way
answer = [-1.0, -1.0, -100.0, -1.0]

# gets: Where does it begin now
answer = [-0.5, -0.5, -50.0, -0.5]

# gets: still better
answer = [-0.5, -0.5, -50.0, -1.0]

# gets: the whole of the old value
answer = [-0.5, -0.5, -50.0, -1.0]  # -0.5, and half of the target of -1

# gets: what is left of the old value
answer = [-0.5, -0.5, -50.0, -1.25]
