# gets: the one in the middle
squared, huber = 2.0, 2.0

# gets: two slopes are cut off
squared, huber = 4.0, 4.0

# gets: At 1.5
squared, huber = 4.0, 1.5
