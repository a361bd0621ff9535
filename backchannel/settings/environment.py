"""Which variables of the environment are ours: one that is misspelt must not be taken for one that is not set."""

import re
from collections.abc import Iterator, Mapping

from backchannel.sources.registry import networks

OURS = "BACKCHANNEL_"
CONFIG, CLOCK = "BACKCHANNEL_CONFIG", "BACKCHANNEL_CLOCK"

# Kubernetes tells every container of every service, and one that runs us may well have our name:
# https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
_OF_A_SERVICE = re.compile(r"BACKCHANNEL_(\w+_)?(SERVICE_(HOST|PORT)|PORT_\d+_(TCP|UDP|SCTP))(_\w+)?")
_ADDRESS_OF_A_SERVICE = re.compile(r"(tcp|udp|sctp)://")


def known_variables() -> tuple[str, ...]:
    """The names of all variables of ours; one that ends with `_` is the beginning of many."""
    return (CONFIG, CLOCK, *(name for network in networks().values() for name in network.variables()))


def strange_variables(environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each variable that looks like one of ours and is none."""
    known = known_variables()
    starts = tuple(name for name in known if name.endswith("_"))
    for name, said in sorted(environment.items()):
        is_known = name in known or name.startswith(starts)
        if name.startswith(OURS) and not is_known and not _is_of_a_service(name, said):
            yield f"{name} in the environment: there is no such variable: is it misspelt? There are {', '.join(known)}"


def _is_of_a_service(name: str, said: str) -> bool:
    return bool(_OF_A_SERVICE.fullmatch(name) or _ADDRESS_OF_A_SERVICE.match(said))
