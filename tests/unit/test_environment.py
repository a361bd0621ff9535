"""The environment's variables: ours are known by name, and nobody else's are touched."""

import pytest

from backchannel.settings import Misconfigured, Settings, read_settings

OURS = {
    "BACKCHANNEL_CLOCK": "clock",
    "BACKCHANNEL_MASTODON_TOKEN_TULIP_EXAMPLE": "secret",
    "BACKCHANNEL_BLUESKY_HANDLE": "ada.example",
    "BACKCHANNEL_BLUESKY_APP_PASSWORD": "secret",
}
OF_KUBERNETES = {
    "BACKCHANNEL_SERVICE_HOST": "10.0.0.11",
    "BACKCHANNEL_SERVICE_PORT": "8000",
    "BACKCHANNEL_SERVICE_PORT_WEB": "8000",
    "BACKCHANNEL_WEB_SERVICE_HOST": "10.0.0.11",
    "BACKCHANNEL_PORT": "tcp://10.0.0.11:8000",
    "BACKCHANNEL_PORT_8000_TCP": "tcp://10.0.0.11:8000",
    "BACKCHANNEL_PORT_8000_TCP_PROTO": "tcp",
    "BACKCHANNEL_PORT_8000_TCP_ADDR": "10.0.0.11",
}


@pytest.mark.parametrize("environment", [OURS, OF_KUBERNETES, {"BACKCHANNELS": "2", "HOME": "/home/ada"}])
def test_variables_that_are_known_or_not_ours_change_nothing(environment: dict[str, str]) -> None:
    assert read_settings(environment=environment) == Settings()


def test_every_variable_that_is_none_of_ours_is_named_and_its_value_is_not() -> None:
    wrong = {"BACKCHANNEL_BLUESKY_HANDEL": "ada.example", "BACKCHANNEL_MASTODON_TULIP_EXAMPLE": "secret"}
    with pytest.raises(Misconfigured) as told:
        read_settings(environment={**OURS, **wrong})
    first, second = str(told.value).splitlines()
    assert first.startswith("BACKCHANNEL_BLUESKY_HANDEL in the environment: there is no such variable")
    assert second.startswith("BACKCHANNEL_MASTODON_TULIP_EXAMPLE in the environment: there is no such variable")
    assert "BACKCHANNEL_BLUESKY_HANDLE" in first
    assert "secret" not in str(told.value)


def test_a_port_of_ours_is_no_service() -> None:
    with pytest.raises(Misconfigured, match="BACKCHANNEL_PORT in the environment"):
        read_settings(environment={"BACKCHANNEL_PORT": "8000"})
