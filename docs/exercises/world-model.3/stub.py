prior = None  # "yes" or "no": do the slopes of the dynamics loss reach the prior's network?
one_row = None  # and the encoder, if each window has one row?
two_rows = None  # and the encoder, if each window has two rows?
