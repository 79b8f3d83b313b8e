// Capture files: gzip, tar, and all that is read out of them.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "base/check.h"
#include "host/archive_source.h"
#include "host/capture_description.h"
#include "host/overlay_source.h"
#include "host/tar_header.h"

namespace {

constexpr int kMaxDepth = 6;

/// Makes the checksum of every header right, so that what follows the check is reached too.
void repair_checksums(std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  for (std::size_t at = 0; at + kTarBlock <= size;) {
    const std::string_view header(reinterpret_cast<const char*>(bytes) + at, kTarBlock);
    if (header.find_first_not_of('\0') == std::string_view::npos) return;
    char sum[16];
    std::snprintf(sum, sizeof sum, "%06o", static_cast<unsigned>(tar_checksum(header)));
    std::memcpy(bytes + at + kTarChecksum.at, sum, 7);
    bytes[at + kTarChecksum.at + 7] = ' ';
    const auto length = tar_number(header, kTarSize).value_or(0);
    if (length > size) return;
    at += kTarBlock + (length + kTarBlock - 1) / kTarBlock * kTarBlock;
  }
}

void read_all(holdfast::HostSource& host, const std::string& folder, int depth) {
  const auto listed = host.list(folder);
  if (!listed || depth == kMaxDepth) return;
  std::string text;
  for (const auto& entry : *listed) {
    HOLDFAST_CHECK(entry.name.find('/') == std::string::npos && entry.name != "..");
    const std::string path = (folder == "/" ? "" : folder) + '/' + entry.name;
    static_cast<void>(host.read_file(path, text));
    static_cast<void>(host.read_link(path));
    if (entry.kind != holdfast::EntryKind::file) read_all(host, path, depth + 1);
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* bytes, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size,
                                               std::size_t most, unsigned seed) {
  size = LLVMFuzzerMutate(bytes, size, most);
  const bool gzipped = size > 1 && bytes[0] == 0x1f && bytes[1] == 0x8b;
  // Now and then the damage stays, for the check itself.
  if (!gzipped && seed % 16 != 0) repair_checksums(bytes, size);
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  auto hosts = holdfast::read_archive({reinterpret_cast<const char*>(bytes), size});
  if (!hosts) return 0;
  read_all(*hosts->now, "/", 0);
  static_cast<void>(hosts->now->ask({"ethtool", "rings-get", "eth0"}));
  if (!hosts->later) return 0;
  holdfast::OverlaySource later(std::move(hosts->later), std::move(hosts->now));
  read_all(later, "/", 0);
  static_cast<void>(later.ask({"ethtool", "rings-get", "eth0"}));
  return 0;
}
