"""Who comes first: the preferred, with a bound on how long that holds anybody else up. Standard library only."""

from shared.ordering.merging import Turn, in_order
from shared.ordering.rules import InvalidRules, OrderRules, RuleVersions, read_rules
from shared.ordering.turns import Waiting, choose, row_after

__all__ = [
    "InvalidRules",
    "OrderRules",
    "RuleVersions",
    "Turn",
    "Waiting",
    "choose",
    "in_order",
    "read_rules",
    "row_after",
]
