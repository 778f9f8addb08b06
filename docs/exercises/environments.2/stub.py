from policywerk.building_blocks.models import Outcome, check_model

def shop():
    """The model: one action a state; state 0 is open, with no bad week just behind it."""
    raise NotImplementedError

check_model(shop())
