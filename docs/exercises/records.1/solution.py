equal = "yes"
digest = "no"
