"""Look-ups that `pipeline.reach` cannot follow, and why they are safe nevertheless.

A test compares this list with what stands in the reach of any run: whoever adds a look-up by a
computed name either avoids it or says here why nothing is missed.
"""

from __future__ import annotations

UNSEEN: dict[str, str] = {  # the definition it stands in -> why it is safe
    "policywerk.lessons.settings:Config":
        "its __post_init__ reads the fields of the configuration itself, whose class is a root",
    "policywerk.actors.barto_sutton:Settings":
        "its __post_init__ reads only fields of its own, whose names stand beside it as strings",
    "policywerk.actors.dqn:DQNSettings":
        "its __post_init__ reads only fields of its own, whose names stand beside it as strings",
    "policywerk.actors.ppo:PPOSettings":
        "its __post_init__ reads only fields of its own, whose names stand beside it as strings",
    "policywerk.actors.rssm:RSSMSizes":
        "its __post_init__ reads only fields of its own, whose names stand beside it as strings",
    "policywerk.actors.world_model:WorldSettings":
        "its __post_init__ reads only fields of its own, whose names stand beside it as strings",
    "policywerk.actors.behaviour:BehaviourSettings":
        "its __post_init__ reads only fields of its own, whose names stand beside it as strings",
    "policywerk.actors.dreamer:DreamerSettings":
        "its __post_init__ reads only fields of its own, whose names stand beside it as strings",
}
