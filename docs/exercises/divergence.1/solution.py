sure = 0.693
even = "infinite"
