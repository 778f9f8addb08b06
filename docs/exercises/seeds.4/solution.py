more = "shorter"
times = 0.5
spread = "the same"
