from policywerk.lessons.experiment import Run, carry_out
from policywerk.lessons.l03_td_learner import STUDY, Sets

def errors(experiments):
    means = []
    for e in range(experiments):
        record, _ = carry_out(STUDY, Run(Sets(sequences=5, sets=3), seed=0))
        means.append(record.results["figure_3"]["0"]["mean"])
    return means

print([f"{value:.4f}" for value in errors(4)])
