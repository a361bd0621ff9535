"""Finds the networks: every package in this folder is one."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from backchannel import sources
from backchannel.sources.network import Network


@cache
def networks() -> Mapping[str, Network[Any]]:
    """Every network by name. A package that has no `NETWORK` of its own name is a mistake of ours, and raises."""
    names = sorted(found.name for found in pkgutil.iter_modules(sources.__path__) if found.ispkg)
    found = {name: _network(name) for name in names}
    for name, network in found.items():
        if network.name != name:
            raise TypeError(f"the package {name} holds a network called {network.name}")
    return found


def network_of(source: str) -> Network[Any] | None:
    """The network that a source of this name belongs to; None for one of nobody's, such as an imported archive."""
    return next((network for network in networks().values() if network.owns(source)), None)


def _network(name: str) -> Network[Any]:
    return import_module(f"{sources.__name__}.{name}").NETWORK
