#include "tca/store_telemetry_input.h"

#include <filesystem>

#include "store/store.h"
#include "telemetry/host_telemetry.h"

namespace holdfast {

Result<void> read_store(const std::string& path, StoredHosts& to,
                        std::vector<FileSource>& sources) {
  constexpr std::string_view kName = "holdfast.db";
  const std::filesystem::path given(path);
  const bool is_file = given.filename() == kName;
  const auto folder = is_file ? given.parent_path().string() : path;
  const auto reader = StoreReader::open(folder.empty() ? "." : folder);
  if (!reader) return tl::unexpected(reader.error());
  std::size_t frames = 0;
  auto done = reader->for_each_frame([&](const std::string& host, const MetricFrame& frame) {
    to[host].windows.push_back(window_of(frame));
    ++frames;
  });
  std::map<std::string, std::vector<MissReading>, std::less<>> misses;
  if (done) {
    done = reader->for_each_cache([&](const std::string& host, const CacheReading& reading) {
      misses[host].push_back(
          {reading.at_ns, reading.cpu.value, reading.llc_misses, reading.packets});
    });
  }
  if (done) {
    done = reader->for_each_change([&](const std::string& host, std::int64_t at_ns) {
      if (to.contains(host)) to[host].changes.push_back(at_ns);
    });
  }
  if (!done) return done;
  for (auto& [host, of] : misses) {
    const auto found = to.find(host);
    if (found != to.end()) set_misses(found->second.windows, std::move(of));
  }
  // It is being written, so it has no hash that would mean anything.
  sources.push_back({"store", folder + "/" + std::string(kName), "sqlite", "", 0, frames});
  return {};
}

}  // namespace holdfast
