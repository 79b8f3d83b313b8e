"""A folder as an initramfs: the "newc" format of Documentation/driver-api/early-userspace/buffer-format.rst.

Everything belongs to root in the archive, whoever builds it.
"""
import os
import stat


def _entry(number, name, mode, content=b"", device=(0, 0)):
    fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name) + 1, 0)
    header = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
    return header + b"\0" * (-len(header) % 4) + content + b"\0" * (-len(content) % 4)


def archive(root):
    """The bytes of an archive of all that is in the folder, and of /dev/console."""
    parts = [_entry(1, "dev", stat.S_IFDIR | 0o755), _entry(2, "dev/console", stat.S_IFCHR | 0o600, device=(5, 1))]
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(folders + files):
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                content = os.readlink(path).encode()
            elif stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    content = file.read()
            else:
                content = b""
            parts.append(_entry(len(parts) + 1, os.path.relpath(path, root), mode, content))
    return b"".join(parts) + _entry(0, "TRAILER!!!", 0)
