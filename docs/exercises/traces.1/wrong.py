# gets: not 1
accumulating, replacing, dutch = 1.5, 1.0, 1.45

# gets: value of the feature
accumulating, replacing, dutch = 3.0, 1.0, 2.6

# gets: mark times feature
accumulating, replacing, dutch = 3.0, 2.0, 2.8

# gets: has faded already
accumulating, replacing, dutch = 3.0, 2.0, 2.2
