"""The summary's extras: one module for each, which knows its library; `installed.py` says which are there."""
