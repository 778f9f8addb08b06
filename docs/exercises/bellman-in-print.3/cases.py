from policywerk.data.record import record_digest
from policywerk.lessons.exercises import Case
from policywerk.lessons.experiment import Experiment, Run, Study, carry_out
from policywerk.lessons.l01_bellman import summarise

KIND = "build it"
TITLE = "A fifth experiment"


def record_of(experiment, config):
    """The record of one run of the experiment."""
    run = Run(config)
    only = Experiment(type(config), experiment, seeded=False)
    return carry_out(Study("01", (only,), (run,), run, summarise), run)[0]


def digest_of(experiment, config):
    return record_digest(record_of(experiment, config))


CASES = [
    Case("record_of(order_experiment, Order()).results['sweeps']", 35,
         hint="With the settings as they are this is the plan of the chapter. How many sweeps did "
              "it take there?"),
    Case("record_of(order_experiment, Order()).results['backups']", 35 * 24 * 4,
         hint="A sweep has a lookahead for each of four actions in each of 24 states."),
    Case("record_of(order_experiment, Order(in_place=True)).results['sweeps']", 22,
         hint="The setting `in_place` should reach the planner.",
         mistakes=[(35, "Whether it sweeps in place makes no difference yet. Who is told of it?")]),
    Case("record_of(order_experiment, Order(slip=0.0)).results['sweeps']", 9,
         hint="On a dry floor the news takes eight sweeps, and a ninth finds nothing to change. Is "
              "the floor the one that was asked for?"),
    Case("len(record_of(order_experiment, Order()).series['change'])", 35,
         hint="The series should hold the change of each sweep."),
    Case("digest_of(order_experiment, Order()) == digest_of(order_experiment, Order())", True,
         hint="The same settings twice should give the same record. What is not the same?"),
]
