def targets(rewards, ended, online, frozen, gamma):
    """Double DQN's targets, one a step.

    rewards: of each step; ended: whether the task ended with it.
    online, frozen: a row of values for each next state, one number an action.
    """
    raise NotImplementedError
