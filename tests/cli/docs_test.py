"""Every config that the documentation or an example shows must load."""

import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

ORMGATE = os.environ["ORMGATE"]
SOURCE = os.environ["ORMGATE_SOURCE_DIR"]
BLOCK = re.compile(r"^```(yaml|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = ["README.md", *glob.glob("docs/**/*.md", root_dir=SOURCE, recursive=True)]
CONFIGS = [*glob.glob("docker/**/*ormgate.yaml", root_dir=SOURCE, recursive=True),
           *glob.glob("examples/**/ormgate*.yaml", root_dir=SOURCE, recursive=True)]


def blocks():
    """Every yaml and json block: its file, line, language and text."""
    for name in FILES:
        with open(os.path.join(SOURCE, name)) as page:
            text = page.read()
        for match in BLOCK.finditer(text):
            yield name, text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)


def check(path, directory):
    # The variables and files that the pages mention.
    environment = dict(os.environ, APP_PASSWORD="x", SHOP_PASSWORD="x", LEGACY_PASSWORD="x", PORT="6432", DATA=".")
    return subprocess.run([ORMGATE, "check", "--config", path], cwd=directory, env=environment,
                          capture_output=True, text=True, timeout=30)


class Documentation(unittest.TestCase):
    def test_shows_only_configs_that_load(self):
        found = 0
        for name, line, language, text in blocks():
            found += 1
            with self.subTest(f"{name}:{line}"), tempfile.TemporaryDirectory() as directory:
                path = os.path.join(directory, "config." + language)
                with open(path, "w") as out:
                    out.write(text)
                result = check(path, directory)
                self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreater(found, 0)

    def test_comes_with_example_files_that_load(self):
        self.assertTrue(CONFIGS)
        for name in CONFIGS:
            with self.subTest(name):
                result = check(os.path.join(SOURCE, name), SOURCE)
                self.assertEqual(result.returncode, 0, result.stderr)

    def test_has_the_settings_page_that_the_program_prints(self):
        result = subprocess.run([ORMGATE, "settings"], capture_output=True, text=True, timeout=30)
        with open(os.path.join(SOURCE, "docs/settings.md")) as page:
            self.assertEqual(result.stdout, page.read())

    def test_links_only_to_pages_that_exist(self):
        for name in FILES:
            with open(os.path.join(SOURCE, name)) as page:
                links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read())
            for link in links:
                target = os.path.join(SOURCE, os.path.dirname(name), link)
                self.assertTrue(os.path.exists(target), f"{name} links to {link}")


if __name__ == "__main__":
    sys.exit(unittest.main())
