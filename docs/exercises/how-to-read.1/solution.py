other_name = "others"
second_run = "the same"
