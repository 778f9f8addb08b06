def worth(horizon):
    ...  # the return of 1 a step for ever, if a step is discounted twice
