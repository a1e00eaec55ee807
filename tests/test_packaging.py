"""The guards of the packaging (STYLE.md section 4, variant h)."""

import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
not_source = shutil.ignore_patterns(
    ".*", "__pycache__", "*.egg-info", "build", "dist", "demo-report"
)
"""What a checkout gathers beside its source: environments, caches, builds, the demo."""


def test_every_package_folder_is_listed() -> None:
    real = {path.parent.relative_to(ROOT) for path in ROOT.glob("exposure_audit/**/__init__.py")}
    linked = {Path("exposure_audit/checks"), Path("exposure_audit/reports")}
    names = {".".join(folder.parts) for folder in real | linked}
    assert names == set(PROJECT["tool"]["setuptools"]["packages"])


@pytest.mark.parametrize("name", ["checks", "reports"])
def test_the_links_lead_to_the_real_folders(name: str) -> None:
    link = ROOT / "exposure_audit" / name
    assert link.is_symlink()
    assert link.readlink() == Path("..") / name
    assert link.resolve() == ROOT / name


def test_the_locks_hold_hashes_and_no_address() -> None:
    for lock in ("dev", "run"):
        text = (ROOT / f"requirements/{lock}.lock").read_text(encoding="utf-8")
        assert "://" not in text
        requirements = [line for line in text.splitlines() if "==" in line]
        assert requirements
        assert all(line.endswith("\\") for line in requirements), "each is followed by a hash"
        assert text.count("--hash=sha256:") >= len(requirements)


def test_nobody_imports_the_top_level_folders() -> None:
    banned = PROJECT["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    assert {"checks", "reports"} <= set(banned)
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--stdin-filename", "x.py", "-"],
        input=b'"""A file."""\nimport checks\nprint(checks)\n',
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert b"TID251" in ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a source distribution as a user's pip would."""
    target, source = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("source") / "copy"
    # A build writes beside what it reads, and other tests run at the same time.
    shutil.copytree(ROOT, source, symlinks=True, ignore=not_source)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", target, source],
        capture_output=True,
        check=True,
    )
    (built,) = target.glob("*.whl")
    return built


@pytest.mark.packaging
def test_the_wheel_holds_all_that_is_needed_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"exposure_audit"}
    for folder, patterns in (
        ("checks", ("*.py", "*.toml")),
        ("reports", ("*.py", "templates/*")),
        ("exposure_audit", ("**/*.py", "**/*.toml", "**/*.json", "py.typed")),
        ("exposure_audit", ("sandbox/world/*", "sandbox/world/services/*")),
    ):
        prefix = "" if folder == "exposure_audit" else "exposure_audit/"
        for pattern in patterns:
            for path in (ROOT / folder).glob(pattern):
                if "__pycache__" not in path.parts and path.is_file():
                    assert prefix + path.relative_to(ROOT).as_posix() in names


@pytest.mark.packaging
def test_it_runs_from_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """The wheel alone decides what is importable; its dependencies come from this environment."""
    folder = tmp_path / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    here = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "dependencies.pth").write_text(here)
    for arguments in (["--version"], ["demo", "--out", str(tmp_path / "demo"), "-q"]):
        ran = subprocess.run(
            [folder / "bin/python", "-m", "exposure_audit", *arguments],
            capture_output=True,
            cwd=tmp_path,
            check=False,
            text=True,
        )
        assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "demo/amber/report.html").exists()
    origin = subprocess.run(
        [folder / "bin/python", "-c", "import exposure_audit as e; print(e.__file__)"],
        capture_output=True,
        cwd=tmp_path,
        check=True,
        text=True,
    )
    assert origin.stdout.startswith(str(folder))
