# gets: at both ends
side, channels, numbers = 4, 16, 448

# gets: adds up
side, channels, numbers = 5, 48, 448

# gets: has a bias, too
side, channels, numbers = 5, 16, 432

# gets: for each channel
side, channels, numbers = 5, 16, 160
