// The store as the analytics read it: host by host, in order of time, a row at a time.
#include <fmt/format.h>

#include "store/frame_row.h"
#include "store/store.h"
#include "store/store_reader_parts.h"

namespace holdfast {
namespace {

Result<void> for_each_row(Statement& query, const std::function<Result<void>()>& take) {
  for (;;) {
    auto row = query.step();
    if (!row) return tl::unexpected<Error>(row.error());
    if (!*row) return {};
    if (auto taken = take(); !taken) return taken;
  }
}

}  // namespace

Result<void> StoreReader::for_each_frame(
    const std::function<void(const std::string&, const MetricFrame&)>& take) const {
  auto query = parts_->database.prepare(
      fmt::format("SELECT {}, h.name FROM frames f JOIN hosts h ON h.id = f.host "
                  "ORDER BY h.name, at_ns, f.id",
                  kFrameColumns));
  if (!query) return tl::unexpected<Error>(query.error());
  return for_each_row(*query, [&]() -> Result<void> {
    const auto frame = frame_of(*query);
    if (!frame) return tl::unexpected<Error>(frame.error());
    take(query->text(kFrameColumnCount), *frame);
    return {};
  });
}

Result<void> StoreReader::for_each_cache(
    const std::function<void(const std::string&, const CacheReading&)>& take) const {
  auto query = parts_->database.prepare(
      "SELECT host, ts_ns, cpu, coalesce(llc_miss, 0), coalesce(instructions, 0), "
      "coalesce(packets, 0) FROM cache ORDER BY host, ts_ns, cpu");
  if (!query) return tl::unexpected<Error>(query.error());
  return for_each_row(*query, [&]() -> Result<void> {
    CacheReading reading;
    reading.at_ns = query->integer(1);
    reading.cpu = CpuId{static_cast<std::uint32_t>(query->integer(2))};
    reading.llc_misses = static_cast<std::uint64_t>(query->integer(3));
    reading.instructions = static_cast<std::uint64_t>(query->integer(4));
    reading.packets = static_cast<std::uint64_t>(query->integer(5));
    take(query->text(0), reading);
    return {};
  });
}

Result<void> StoreReader::for_each_change(
    const std::function<void(const std::string&, std::int64_t)>& take) const {
  auto query = parts_->database.prepare("SELECT host, ts_ns FROM affinity_events");
  if (!query) return tl::unexpected<Error>(query.error());
  return for_each_row(*query, [&]() -> Result<void> {
    take(query->text(0), query->integer(1));
    return {};
  });
}

}  // namespace holdfast
