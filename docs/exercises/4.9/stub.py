def edge(q):
    ...  # what an episode along the edge pays on average

def safe(q):
    ...  # what one along the row above the edge pays

even = None  # the q for which both pay the same, to two digits
