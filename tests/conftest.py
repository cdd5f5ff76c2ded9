"""What all tests share: how thorough hypothesis is, and that a failure can be repeated."""

import os

from hypothesis import settings

settings.register_profile("check", max_examples=40, print_blob=True, deadline=None)
settings.register_profile("test", max_examples=200, print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))
