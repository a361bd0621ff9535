import os
import subprocess
import sys
from pathlib import Path

import pytest
from golden_summary import FOLDER, made


@pytest.mark.parametrize("name", ["index.html", "summary.md", "summary.json"])
def test_the_golden_archive_becomes_the_golden_summary(name: str) -> None:
    assert made()[name].decode() == (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_with_another_hash_seed_makes_the_same_bytes(seed: str) -> None:
    code = "import sys; from golden_summary import made; sys.stdout.buffer.write(b''.join(made().values()))"
    path = os.pathsep.join(filter(None, [str(Path(__file__).parent), *sys.path]))
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
    assert done.stdout == b"".join(made().values())
