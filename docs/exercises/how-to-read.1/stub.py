other_name = None  # with "exploration" for a name: "the same" throws as before, or "others"?
second_run = None  # with the old name again, in a second run: "the same" or "others"?
