"""`python -m tests.vectors`: run the worked cases and leave with their verdict."""

import sys

from tests.vectors.reading import cases_directory
from tests.vectors.runner import run

sys.exit(run(cases_directory(), sys.stdout))
