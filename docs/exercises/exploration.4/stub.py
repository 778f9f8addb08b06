def wait(epsilon, n):
    ...  # presses to expect until one given action, not a best one, is taken again

def regret(epsilon, gaps):
    ...  # what a press earns less than the best, on average, in the long run
