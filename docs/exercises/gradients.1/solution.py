da, db, da_cut = 4.0, 2.0, 3.0
