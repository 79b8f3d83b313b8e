#include "store/words.h"

#include <array>
#include <utility>

namespace holdfast {
namespace {

template <class T>
using Word = std::pair<T, std::string_view>;

constexpr std::array<Word<EventKind>, 13> kKinds = {{
    {EventKind::change, "change"},
    {EventKind::moved, "moved"},
    {EventKind::repair, "repair"},
    {EventKind::refused_repair, "refused-repair"},
    {EventKind::yield, "yield"},
    {EventKind::regime, "regime"},
    {EventKind::policy, "policy"},
    {EventKind::pause, "pause"},
    {EventKind::lease, "lease"},
    {EventKind::link, "link"},
    {EventKind::hotplug, "hotplug"},
    {EventKind::source, "source"},
    {EventKind::storm, "storm"},
}};
constexpr std::array<Word<EventCause>, 15> kCauses = {{
    {EventCause::writer, "writer"},
    {EventCause::irqbalance, "irqbalance"},
    {EventCause::irqbalance_config, "irqbalance-config"},
    {EventCause::human, "human"},
    {EventCause::repair, "repair"},
    {EventCause::canary, "canary"},
    {EventCause::cgroup, "cgroup"},
    {EventCause::driver_reset, "driver-reset"},
    {EventCause::link_flap, "link-flap"},
    {EventCause::channel_change, "channel-change"},
    {EventCause::cpu_hotplug, "cpu-hotplug"},
    {EventCause::vector_exhaustion, "vector-exhaustion"},
    {EventCause::firmware_update, "firmware-update"},
    {EventCause::kernel, "kernel"},
    {EventCause::unknown, "unknown"},
}};
static_assert(static_cast<std::size_t>(EventKind::storm) + 1 == kKinds.size());
static_assert(static_cast<std::size_t>(EventCause::unknown) + 1 == kCauses.size());

template <class Words>
std::string_view find_word(const Words& words, auto value) {
  for (const auto& [known, word] : words) {
    if (known == value) return word;
  }
  return "unknown";
}

template <class Words>
auto find_value(const Words& words, std::string_view word)
    -> std::optional<typename Words::value_type::first_type> {
  for (const auto& [value, known] : words) {
    if (known == word) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view word_of(EventKind kind) { return find_word(kKinds, kind); }
std::string_view word_of(EventCause cause) { return find_word(kCauses, cause); }
std::optional<EventKind> kind_of_word(std::string_view word) { return find_value(kKinds, word); }
std::optional<EventCause> cause_of_word(std::string_view word) { return find_value(kCauses, word); }

}  // namespace holdfast
