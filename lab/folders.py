"""Where the lab keeps what it downloads, builds and writes. All of it is under build/lab."""
import pathlib

SOURCE = pathlib.Path(__file__).resolve().parent
REPOSITORY = SOURCE.parent
BUILD = REPOSITORY / "build" / "lab"
PACKAGES = BUILD / "packages"  # the .deb files
UNPACKED = BUILD / "unpacked"  # their content
LOGS = BUILD / "logs"
HOLDFAST = REPOSITORY / "build" / "holdfast"
GATEWAY = REPOSITORY / "build" / "holdfast-gateway"
ANALYTICS = REPOSITORY / "build" / "holdfast-tca"
