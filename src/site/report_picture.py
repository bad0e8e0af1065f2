#!/usr/bin/env python3
"""Makes the README's picture of the report: an SVG of some of its sections as a browser lays them out.

    jobs/perennial demo
    src/site/report_picture.py

Needs a Chromium: on Debian, apt-get install chromium; the variable PERENNIAL_BROWSER names another than the one on the
PATH. A script in a copy of the page writes down every box and line of text of its headline figures and its table of cohorts;
charts are left out. The picture holds no script and no address, and text in whatever sans-serif font the reader has, fitted
to its width.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

HOME = Path(__file__).resolve().parents[2]
REPORT = HOME / "target" / "demo" / "output" / "report.html"
PICTURE = Path(__file__).resolve().parent / "resources" / "images" / "report.svg"
DRAWING = Path(__file__).resolve().with_suffix(".js")

SECTIONS = ["headlines", "cohorts"]
"""What is shown, by the ids that the sections have in the report."""

WIDTH = 1000
"""Of the page, in its own pixels; the picture is as high as what it shows."""

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def fail(problem: str, remedy: str) -> NoReturn:
    sys.exit(f"report_picture: {problem}\n  remedy: {remedy}")


def browser() -> str:
    """The browser's executable."""
    named = os.environ.get("PERENNIAL_BROWSER")
    names = [named] if named else BROWSERS
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    fail(f"no Chromium was found ({', '.join(names)}).", "install chromium, or set PERENNIAL_BROWSER to one.")


def with_drawing(page: str) -> str:
    """The page with the script that draws it; its own policy would refuse that script."""
    for section in SECTIONS:
        if f'<section id="{section}"' not in page:
            fail(f"the report has no section {section}.", "give the report of a whole run, such as the demo's.")
    page, policies = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    if policies != 1 or "</body>" not in page:
        fail("this is no report of Perennial.", "give the report.html that a run has written.")
    script = DRAWING.read_text(encoding="utf-8").replace("SECTIONS", json.dumps(SECTIONS))
    head, end, tail = page.rpartition("</body>")
    return f"{head}<script>{script}</script>{end}{tail}"


def drawn(page: Path, profile: Path) -> str:
    """What the script has left in the page."""
    command = [
        browser(), "--headless", "--no-sandbox", "--disable-gpu", "--force-prefers-reduced-motion",
        "--blink-settings=preferredColorScheme=1", f"--user-data-dir={profile}", f"--window-size={WIDTH},4000",
        "--virtual-time-budget=20000", "--dump-dom", page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found = re.search(r'<pre id="picture">(.*?)</pre>', done.stdout, re.DOTALL)
    if done.returncode != 0 or not found:
        fail(f"{command[0]} drew nothing and ended with {done.returncode}: {done.stderr.strip()[-2000:]}", "see above.")
    return html.unescape(found.group(1))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--report", type=Path, default=REPORT, help="the report; default: the demo's")
    arguments.add_argument("--picture", type=Path, default=PICTURE, help="the SVG file to write")
    given = arguments.parse_args()
    if not given.report.is_file():
        fail(f"there is no report {given.report}.", "run jobs/perennial demo first, or give --report.")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(with_drawing(given.report.read_text(encoding="utf-8")), encoding="utf-8")
        picture = drawn(page, Path(folder) / "profile")
    ElementTree.fromstring(picture)
    given.picture.parent.mkdir(parents=True, exist_ok=True)
    given.picture.write_text(picture + "\n", encoding="utf-8")
    print(f"{given.picture}: {given.picture.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
