# gets: say to
equal, digest = "no", "no"

# gets: of a text
equal, digest = "yes", "yes"
