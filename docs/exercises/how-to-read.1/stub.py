other_name = None  # "the same" throws with the name "exploration", or "others"?
second_run = None  # "the same" or "others", with the old name again?
