from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A table of dot products"

WEATHER = [[0.9, 0.1], [0.5, 0.5]]
WIDE, TALL = [[1.0, 2.0, 3.0]], [[1.0], [10.0], [100.0]]

CASES = [
    Case("matrix_matrix(WEATHER, WEATHER)", [[0.86, 0.14], [0.7, 0.3]],
         hint="Add up the first row of the result. Which dot products does it hold: a row of a, "
              "with which part of b?"),
    Case("matrix_matrix([[0.6, 0.4], [0.4, 0.6]], [[0.6, 0.4], [0.4, 0.6]])",
         [[0.52, 0.48], [0.48, 0.52]], hint="This product was right before."),
    Case("matrix_matrix(WIDE, TALL)", [[321.0]], hint="One row times one column is one number."),
    Case("matrix_matrix(TALL, WIDE)",
         [[1.0, 2.0, 3.0], [10.0, 20.0, 30.0], [100.0, 200.0, 300.0]],
         hint="Three rows times three columns are nine numbers."),
]
