#include "host/inotify_events.h"

#include <sys/inotify.h>

#include <cstring>

#include "base/text.h"

namespace holdfast {

std::vector<InotifyEvent> parse_inotify_events(Bytes bytes) {
  std::vector<InotifyEvent> events;
  while (bytes.size() >= sizeof(inotify_event)) {
    std::uint32_t words[4];  // wd, mask, cookie, len
    static_assert(sizeof words == sizeof(inotify_event));
    std::memcpy(words, bytes.data(), sizeof words);
    if (words[3] > bytes.size() - sizeof words) break;
    InotifyEvent event{.watch = static_cast<std::int32_t>(words[0]), .mask = words[1]};
    event.name = clean_text(bytes.subspan(sizeof words, words[3]));
    events.push_back(std::move(event));
    bytes = bytes.subspan(sizeof words + words[3]);
  }
  return events;
}

std::optional<std::uint32_t> irqbalance_pid_of(std::string_view name) {
  constexpr std::string_view kPrefix = "irqbalance", kSuffix = ".sock";
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix) ||
      name.size() <= kPrefix.size() + kSuffix.size()) {
    return std::nullopt;
  }
  name.remove_prefix(kPrefix.size());
  name.remove_suffix(kSuffix.size());
  return parse_number<std::uint32_t>(name);
}

}  // namespace holdfast
