"""The product's own settings, with the bare pages beside its addresses."""

from taizhang.config.settings import *  # noqa: F403 - everything as in the product

ROOT_URLCONF = "benchmarks.urls"
