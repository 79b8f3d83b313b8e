"""The guest's kernel: the ELF out of the package's bzImage, and the modules that the lab loads."""
import lzma
import shutil
import struct
import subprocess
import zlib

from . import folders
from .failure import LabError

# Loaded by the guest's init in this order, so that the two virtio NICs come first.
LOADED = ("virtio_pci", "virtio_console", "virtio_blk", "virtio_net", "e1000e", "vmxnet3", "igb")


def _decompressed(payload):
    if payload.startswith(b"\xfd7zXZ"):
        return lzma.LZMADecompressor().decompress(payload)
    if payload.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(31).decompress(payload)
    for magic, tool in ((b"\x28\xb5\x2f\xfd", "zstd"), (b"\x02\x21\x4c\x18", "lz4")):
        if payload.startswith(magic):
            return subprocess.run([tool, "-dc"], input=payload, stdout=subprocess.PIPE, check=True).stdout
    raise LabError(f"the kernel is compressed in a way that the lab does not know: {payload[:6].hex()}")


def elf(release):
    """The uncompressed kernel, which QEMU boots directly (PVH): decompressing under emulation takes 3 s.

    The place of the payload in a bzImage: Documentation/arch/x86/boot.rst, payload_offset.
    """
    target = folders.BUILD / f"vmlinux-{release}"
    if not target.exists():
        image = (folders.UNPACKED / "boot" / f"vmlinuz-{release}").read_bytes()
        setup_sectors = image[0x1F1] or 4
        offset, length = struct.unpack_from("<II", image, 0x248)
        start = (setup_sectors + 1) * 512 + offset
        target.write_bytes(_decompressed(image[start:start + length]))
    return target


def _dependencies(modules):
    """{module name: [path, the paths it needs…]} out of depmod's modules.dep."""
    found = {}
    for line in (modules / "modules.dep").read_text().splitlines():
        path, _, needed = line.partition(":")
        found[path.rsplit("/", 1)[1].split(".ko")[0].replace("-", "_")] = [path, *needed.split()]
    return found


def copy_modules(release, root):
    """Copies LOADED with all they need into root/lib/modules, uncompressed, with a modules.dep."""
    source = folders.UNPACKED / "lib" / "modules" / release
    subprocess.run(["depmod", "-b", str(folders.UNPACKED), release], check=True)
    needed = _dependencies(source)
    target = root / "lib" / "modules" / release
    for path in sorted({path for module in LOADED for path in needed.get(module, ())}):
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith(".xz"):
            copy.with_suffix("").write_bytes(lzma.decompress((source / path).read_bytes()))
        else:
            shutil.copy(source / path, copy)
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        shutil.copy(source / name, target / name)
    subprocess.run(["depmod", "-b", str(root), release], check=True)
