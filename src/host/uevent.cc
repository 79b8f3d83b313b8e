#include "host/uevent.h"

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kLongestPath = 4096;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Up to the next NUL, taken off the front of `rest`.
Bytes next_text(Bytes& rest) {
  const auto end = std::find(rest.begin(), rest.end(), 0);
  const auto size = static_cast<std::size_t>(end - rest.begin());
  const Bytes text = rest.first(size);
  rest = rest.subspan(std::min(rest.size(), size + 1));
  return text;
}

}  // namespace

std::optional<Uevent> parse_uevent(Bytes datagram) {
  const std::string head = clean_text(next_text(datagram));
  const auto separator = head.find('@');
  if (separator == 0 || separator == std::string::npos) return std::nullopt;
  Uevent event;
  event.action = head.substr(0, separator);
  event.path = head.substr(separator + 1);
  if (!event.path.starts_with('/') || event.path.size() > kLongestPath) return std::nullopt;
  while (!datagram.empty()) {
    const std::string pair = clean_text(next_text(datagram));
    constexpr std::string_view kSubsystem = "SUBSYSTEM=";
    if (pair.starts_with(kSubsystem)) event.subsystem = pair.substr(kSubsystem.size());
  }
  return event;
}

std::optional<Sighting> sighting_of(const Uevent& event, Instant at) {
  if (event.subsystem == "cpu") {
    constexpr std::string_view kFolder = "/devices/system/cpu/cpu";
    const auto number = event.path.starts_with(kFolder)
                            ? parse_number<std::uint32_t>(event.path.substr(kFolder.size()))
                            : std::nullopt;
    if (!number || !is_one_of(event.action, {"online", "offline"})) return std::nullopt;
    return Sighting{.kind = SightingKind::cpu_changed,
                    .what = std::to_string(*number),
                    .detail = event.action,
                    .at = at};
  }
  if (!is_one_of(event.subsystem, {"pci", "net", "virtio"})) return std::nullopt;
  if (!is_one_of(event.action, {"add", "remove", "bind", "unbind", "move"})) return std::nullopt;
  return Sighting{
      .kind = SightingKind::device_changed, .what = event.path, .detail = event.action, .at = at};
}

}  // namespace holdfast
