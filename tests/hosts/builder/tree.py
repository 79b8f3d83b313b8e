"""A tree of files and links in memory, and on disk."""

import os
import shutil


class Tree:
    def __init__(self):
        self.files = {}
        self.links = {}

    def file(self, path, content):
        """Text gets its final newline, as procfs and sysfs give it; bytes are kept."""
        if isinstance(content, str):
            content = (content + "\n").encode() if content and not content.endswith("\n") else content.encode()
        self.files[path.strip("/")] = content

    def link(self, path, target):
        self.links[path.strip("/")] = target

    def link_to(self, path, target):
        """A relative link from `path` to `target`, both absolute in the tree."""
        self.link(path, os.path.relpath(target.strip("/"), os.path.dirname(path.strip("/"))))

    def write(self, root):
        """Makes `root` hold exactly this tree."""
        shutil.rmtree(root, ignore_errors=True)
        for path, content in self.files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as out:
                out.write(content)
        for path, target in self.links.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            os.symlink(target, full)

    def differences(self, root):
        """Sentences on how `root` differs from this tree."""
        found = {}
        for folder, folders, names in os.walk(root):
            links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            for name in names + links:
                full = os.path.join(folder, name)
                path = os.path.relpath(full, root)
                found[path] = os.readlink(full) if os.path.islink(full) else open(full, "rb").read()
        wanted = {**self.files, **self.links}
        for path in sorted(set(found) | set(wanted)):
            if path not in wanted:
                yield f"{root}/{path}: not of the description"
            elif path not in found:
                yield f"{root}/{path}: missing"
            elif found[path] != wanted[path]:
                yield f"{root}/{path}: differs from the description"
