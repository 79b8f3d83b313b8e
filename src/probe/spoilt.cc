#include "probe/spoilt.h"

#include <fmt/format.h>

#include <algorithm>

#include "probe/figure_text.h"

namespace holdfast {
namespace {

double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
}

std::string times(std::uint64_t count) {
  return count == 1 ? "once" : count_text(count) + " times";
}

std::string switches(const ProbeResult& result) {
  const auto count = result.involuntary_switches;
  std::string rate;
  if (result.seconds > 0) {
    rate = fmt::format(" ({} a second)", rate_text(static_cast<double>(count) / result.seconds));
  }
  return fmt::format(
      "The receiver spun and was taken off its CPU {}{}: the delays show the scheduler too. Give "
      "it a core of its own, with no other thread and no interrupt there.",
      times(count), rate);
}

std::string late_sender(const ProbeResult& result, std::uint64_t sent) {
  return fmt::format(
      "The sender was over 10 µs late with {} of {} packets ({}): the pace is not the one that was "
      "asked for. Lower the rate, or give the sender a core of its own.",
      count_text(result.sender_late), count_text(sent),
      share_text(share(result.sender_late, sent)));
}

// Where the lost went, as far as somebody counted them.
std::string whereabouts(const ProbeResult& result) {
  std::string text;
  if (result.socket_drops > 0) {
    text += fmt::format(" The socket dropped {}: its receive buffer was full.",
                        count_text(result.socket_drops));
  }
  if (result.sender_refused > 0) {
    text += fmt::format(" The sender's kernel refused {}.", count_text(result.sender_refused));
  }
  if (result.interface_drops.value_or(0) > 0) {
    text += fmt::format(" The interfaces dropped {}.", count_text(*result.interface_drops));
  }
  if (result.ring_full > 0) {
    text += fmt::format(" The receiver's ring was full {}.", times(result.ring_full));
  }
  if (result.device_drops > 0) {
    text += fmt::format(" AF_XDP had no frame for {}.", count_text(result.device_drops));
  }
  if (result.fill_empty > 0) {
    text += fmt::format(" The fill ring was empty {}.", times(result.fill_empty));
  }
  return text;
}

std::string loss(const ProbeResult& result) {
  const auto all = result.received + result.lost;
  return fmt::format(
      "{} of {} packets ({}) {} no delay: the figures are of those that came.{} "
      "Lower the rate, or let the receiver keep up.",
      count_text(result.lost), count_text(all), share_text(share(result.lost, all)),
      result.lost == 1 ? "was lost and has" : "were lost and have", whereabouts(result));
}

std::string negatives(const ProbeDelays& delays) {
  return fmt::format(
      "{} of {} delays {} ({}) are negative, which cannot be: the clocks disagree, or one was set "
      "meanwhile{}. Believe differences only, such as HJ95x.",
      count_text(delays.negative), count_text(delays.count), delays.of,
      share_text(share(delays.negative, delays.count)),
      delays.clock.empty() ? "" : fmt::format(" ({})", delays.clock));
}

std::string no_room(const ProbeResult& result) {
  return fmt::format(
      "There was no room for the delays of the last {} of {} packets: the figures are of those "
      "before. Make the run shorter, or lower the rate.",
      count_text(result.unrecorded), count_text(result.received));
}

bool is_interrupted(const ProbeResult& result) {
  return spins(result) && result.involuntary_switches >= kSpoiltSwitches;
}

std::uint64_t sent_of(const ProbeResult& result) { return result.sent.value_or(result.received); }

bool is_sent_late(const ProbeResult& result) {
  return share(result.sender_late, sent_of(result)) > kSpoiltLateShare;
}

bool has_negatives(const ProbeDelays& delays) {
  return share(delays.negative, delays.count) > kSpoiltNegativeShare;
}

}  // namespace

bool spins(const ProbeResult& result) {
  if (result.calls == 0) return false;
  return result.voluntary_switches == 0 ||
         result.empty_calls / kEmptyCallsPerSleep >= result.voluntary_switches;
}

std::vector<std::string> why_spoilt(const ProbeResult& result) {
  std::vector<std::string> out;
  if (is_interrupted(result)) out.push_back(switches(result));
  if (result.migrations >= kSpoiltMigrations) {
    out.push_back(fmt::format(
        "The receiver's thread was moved to another CPU {}, where its caches were cold. Pin it.",
        times(result.migrations)));
  }
  if (is_sent_late(result)) out.push_back(late_sender(result, sent_of(result)));
  if (result.lost >= kSpoiltLoss) out.push_back(loss(result));
  for (const auto& delays : result.delays) {
    if (has_negatives(delays)) out.push_back(negatives(delays));
  }
  if (result.unrecorded >= kSpoiltUnrecorded) out.push_back(no_room(result));
  return out;
}

std::string spoilt_briefly(const ProbeResult& result) {
  std::string out;
  const auto add = [&](const std::string& words) {
    out += fmt::format("{}{}", out.empty() ? "" : ", ", words);
  };
  if (is_interrupted(result)) {
    add(fmt::format("taken off its CPU {}", times(result.involuntary_switches)));
  }
  if (result.migrations >= kSpoiltMigrations) {
    add(fmt::format("moved to another CPU {}", times(result.migrations)));
  }
  if (is_sent_late(result)) {
    add(fmt::format("{} of the packets were sent late",
                    share_text(share(result.sender_late, sent_of(result)))));
  }
  if (result.lost >= kSpoiltLoss) {
    add(fmt::format("{} lost", share_text(share(result.lost, result.received + result.lost))));
  }
  for (const auto& delays : result.delays) {
    if (!has_negatives(delays)) continue;
    add(fmt::format("{} of the delays {} negative",
                    share_text(share(delays.negative, delays.count)), delays.of));
  }
  if (result.unrecorded >= kSpoiltUnrecorded) {
    add(fmt::format("no room for the last {} delays", count_text(result.unrecorded)));
  }
  return out;
}

}  // namespace holdfast
