passed = "abd"
