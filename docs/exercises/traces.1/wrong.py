# gets: not 1
accumulating, replacing, dutch = 1.5, 1.0, 1.45

# gets: value of the feature
accumulating, replacing, dutch = 3.0, 1.0, 2.6

# gets: mark times feature
accumulating, replacing, dutch = 3.0, 2.0, 2.8

# gets: has faded already
accumulating, replacing, dutch = 3.0, 2.0, 2.2

# gets: fades before it marks
accumulating, replacing, dutch = 1.5, 1.0, 1.3

# gets: added to what is left of the first
accumulating, replacing, dutch = 2.0, 2.0, 1.6

# gets: has not faded since
accumulating, replacing, dutch = 3.0, 1.0, 1.3

# gets: only the new one is smaller
accumulating, replacing, dutch = 3.0, 2.0, 1.6

# gets: which is 2
accumulating, replacing, dutch = 3.0, 2.0, 1.8

# gets: 2, not 1
accumulating, replacing, dutch = 3.0, 2.0, 1.45

# gets: fades before it marks
accumulating, replacing, dutch = 3.0, 2.0, 1.3
