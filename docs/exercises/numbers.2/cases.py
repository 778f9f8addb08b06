from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "One stride too many"

CASES = [
    Case("strides(0.1)", 10,
         hint="Print `walked`, with every digit, after each stride. Where does it stand after ten?",
         mistakes=[(11, "The eleventh stride is still there. Where is the robot before it?")]),
    Case("strides(0.5)", 2, hint="Two strides of half a metre make a metre."),
    Case("strides(1.0)", 1, hint="One stride of a metre is enough."),
    Case("strides(0.05)", 20, hint="Twenty strides of 5 centimetres. Does it stop too early now?"),
    Case("strides(0.01)", 100,
         hint="Short strides, and it stops too early. How much is a stride, and the gap?"),
    Case("strides(1.0 / 99.0)", 99,
         hint="99 strides of a 99th. Does a quotient that is a hair below 99 lose a whole stride?",
         mistakes=[(100, "One too many again. How large is the rounding error by then?")]),
    Case("strides(1.0 / 49.0)", 49,
         hint="49 strides of a 49th make a metre. What does a computer make of 49 * (1 / 49), and "
              "of 1 / (1 / 49)?"),
    Case("strides(0.001)", 1000,
         hint="With a thousand strides the rounding errors add up. How large may they get?"),
]
