// Capture files: gzip, tar, and all that is read out of them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "host/archive_source.h"
#include "host/capture_description.h"
#include "host/overlay_source.h"

namespace {

constexpr int kMaxDepth = 6;

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
