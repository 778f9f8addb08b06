answer = "between"
