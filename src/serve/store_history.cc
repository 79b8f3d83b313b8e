#include "serve/store_history.h"

namespace holdfast {

Result<void> StoreHistory::open() {
  if (reader_) return {};
  auto opened = StoreReader::open(folder_);
  if (!opened) return tl::unexpected(opened.error());
  reader_.emplace(*std::move(opened));
  return {};
}

Result<std::vector<std::string>> StoreHistory::events_after(std::uint64_t after,
                                                            std::size_t limit) {
  if (auto opened = open(); !opened) return tl::unexpected(opened.error());
  const auto events = reader_->events_after(after, limit);
  if (!events) {
    reader_.reset();
    return tl::unexpected(events.error());
  }
  std::vector<std::string> out;
  for (const auto& event : *events) out.push_back(to_json(event));
  return out;
}

Result<std::vector<std::string>> StoreHistory::frames(std::int64_t since_ns, std::int64_t until_ns,
                                                      std::size_t limit) {
  if (auto opened = open(); !opened) return tl::unexpected(opened.error());
  const auto frames = reader_->frames(since_ns, until_ns, limit);
  if (!frames) {
    reader_.reset();
    return tl::unexpected(frames.error());
  }
  std::vector<std::string> out;
  constexpr bool kBrief = true;
  for (const auto& frame : *frames) out.push_back(to_json(frame, kBrief));
  return out;
}

}  // namespace holdfast
