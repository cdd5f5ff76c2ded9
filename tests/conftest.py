"""What all tests share: how thorough hypothesis is, and that a failure can be repeated."""

import gc
import os

import pytest
import structlog
from hypothesis import settings

settings.register_profile("check", max_examples=30, print_blob=True, deadline=None)
settings.register_profile("test", max_examples=300, print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))

# The default renderer draws whole object graphs into a traceback, which takes minutes.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was collected stays to the end: whoever looks for garbage need not look at all of it each time."""
    gc.collect()
    gc.freeze()
