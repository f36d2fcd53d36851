"""pack.py BUILD FOLDER: the packages of BUILD, twice: as they are in FOLDER/now, and in FOLDER/next
as the release that comes after it. 77: what makes packages is not installed."""

import pathlib
import shutil
import subprocess
import sys

NEXT = "99.0.0"
NEEDED = ("dpkg-shlibdeps", "file")


def main():
    build, folder = map(pathlib.Path, sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        print(f"skipped: no {' and no '.join(missing)} here (sh deploy/install package)")
        sys.exit(77)
    for name, version in (("now", ()), ("next", ("-R", NEXT))):
        config = ("--config", build / "CPackConfig.cmake", "-B", folder / name)
        subprocess.run(["cpack", "-G", "DEB", *config, *version], check=True, cwd=build)


if __name__ == "__main__":
    main()
