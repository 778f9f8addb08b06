passed = "dba"
