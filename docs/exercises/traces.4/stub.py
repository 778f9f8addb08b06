def accumulating(visits, alpha):
    ...  # the weight after the episode

def replacing(visits, alpha):
    ...

def dutch(visits, alpha):
    ...
