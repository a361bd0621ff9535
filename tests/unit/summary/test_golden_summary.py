import os
import subprocess
import sys
from pathlib import Path

import pytest
from golden_summary import APART, FOLDER, made

from backchannel.summary.render.formats import FILES

MADE = made()


@pytest.mark.parametrize("name", sorted(MADE.keys() - APART))
def test_the_golden_archive_becomes_the_golden_summary(name: str) -> None:
    assert MADE[name].decode() == (FOLDER / name).read_bytes().decode()


def test_every_form_there_is_is_made() -> None:
    assert MADE.keys() == FILES


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_with_another_hash_seed_makes_the_same_bytes(seed: str) -> None:
    code = "import sys; from golden_summary import made; sys.stdout.buffer.write(b''.join(made().values()))"
    path = os.pathsep.join(filter(None, [str(Path(__file__).parent), *sys.path]))
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
    assert done.stdout == b"".join(MADE.values())
