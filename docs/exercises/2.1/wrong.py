# gets: not discounted yet
answer = [-0.81450625, -0.857375, -0.9025, -0.95]

# gets: What do many trials
answer = [0.0, 0.0, 0.0, -1.0]

# gets: counts less
answer = [-1.0, -1.0, -1.0, -1.0]
