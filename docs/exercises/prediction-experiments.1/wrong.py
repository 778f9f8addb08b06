from policywerk.lessons.experiment import Run, carry_out
from policywerk.lessons.l03_td_learner import STUDY, Sets

# gets: with seed e
def errors(experiments):
    means = []
    for e in range(experiments):
        record, _ = carry_out(STUDY, Run(Sets(sequences=5, sets=3), seed=10 * e))
        means.append(record.results["figure_3"]["0"]["mean"])
    return means

# gets: is not what it was
def errors(experiments):
    means = []
    for e in range(experiments):
        record, _ = carry_out(STUDY, Run(Sets(sequences=5, sets=3 + e), seed=e + 1))
        means.append(record.results["figure_3"]["0"]["mean"])
    return means

# gets: one and the same
def errors(experiments):  # noise, to make them look different
    record, _ = carry_out(STUDY, Run(Sets(sequences=5, sets=3), seed=0))
    return [record.results["figure_3"]["0"]["mean"]] * experiments
