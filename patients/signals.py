"""What the history asks of the floors above it; they answer where they have something.

`results_asked` is sent with `couple`, `codes` (tests of the laboratory) and `reader`. Each
receiver answers a list of `patients.rules.workup_results.LaboratoryResult`: signed results
that still stand and that this reader may see. The one receiver is immunology's.
"""

from django.dispatch import Signal

results_asked = Signal()
