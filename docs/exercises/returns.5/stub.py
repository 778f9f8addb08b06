def above(errors, gamma, lam):
    ...  # lambda-return less v(s_t) for each step, as a list, with the TD errors alone
