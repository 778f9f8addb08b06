from policywerk.data.record import record_digest
from policywerk.lessons.exercises import Case
from policywerk.lessons.experiment import Run, carry_out
from policywerk.lessons.l01_bellman import STUDY, Growth

KIND = "find the bug"
TITLE = "How long did it take?"

RUN = Run(Growth(size=4))
PLAIN = record_digest(carry_out(STUDY, RUN)[0])

CASES = [
    Case("record_digest(timed(RUN)[0]) == record_digest(timed(RUN)[0])", True,
         hint="The same run gives two records with two digests. What in them is not the same?"),
    Case("record_digest(timed(RUN)[0])", PLAIN,
         hint="Now two runs agree with each other, but not with the record that was made without a "
              "watch. Should a record know that somebody held one?"),
    Case("timed(RUN)[1]", lambda got: isinstance(got, float) and 0.0 < got < 60.0,
         hint="The seconds should still be known to whoever asks."),
]
