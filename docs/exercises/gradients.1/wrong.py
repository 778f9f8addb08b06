# gets: There is another
da, db, da_cut = 3.0, 2.0, 3.0

# gets: as the other one is large
da, db, da_cut = 4.0, 3.0, 3.0

# gets: Does it keep the slope
da, db, da_cut = 4.0, 2.0, 4.0
