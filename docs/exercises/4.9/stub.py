def edge(u):
    ...  # what an episode along the edge pays on average

def safe(u):
    ...  # what one along the row above the edge pays

even = None  # the u for which both pay the same, to two digits
