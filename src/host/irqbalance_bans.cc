#include "host/irqbalance_bans.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/errno_name.h"
#include "host/irqbalance_socket.h"
#include "host/irqbalance_text.h"
#include "host/live_source.h"
#include "host/processes.h"

namespace holdfast {
namespace {

// A daemon reads so much of one verb (irqbalance.c, sock_handle: buff[500]).
constexpr std::size_t kLongestVerb = 500;
constexpr std::uint32_t kMostIrqs = 1 << 16;

tl::unexpected<Error> unreachable(ThreadId daemon, std::errc error) {
  const bool denied =
      error == std::errc::operation_not_permitted || error == std::errc::permission_denied;
  return fail(denied ? ErrorCode::denied : ErrorCode::failed,
              fmt::format("irqbalance (pid {}) does not answer at its socket: {}{}", daemon.value,
                          errno_name(error), denied ? ": it listens to root only" : ""));
}

/// "31,38-39" as "31 38 39".
std::string words_of(const IrqList& irqs) {
  if (irqs.empty()) return "NONE";
  std::string words;
  for (const auto irq : irqs) words += fmt::format("{}{}", words.empty() ? "" : " ", irq.value);
  return words;
}

}  // namespace

Result<IrqList> parse_ban_list(std::string_view text) {
  IrqList irqs;
  if (trim(text).empty()) return irqs;
  for (const auto part : split(trim(text), ',')) {
    const auto dash = part.find('-');
    const auto first = parse_number<std::uint32_t>(part.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : parse_number<std::uint32_t>(part.substr(dash + 1));
    if (!first || !last || *last < *first || *last - *first >= kMostIrqs ||
        irqs.size() >= kMostIrqs) {
      return fail(ErrorCode::usage,
                  fmt::format("expected interrupts such as 38-39,41, found \"{}\"", part));
    }
    for (std::uint64_t irq = *first; irq <= *last; ++irq) {
      irqs.push_back({static_cast<std::uint32_t>(irq)});
    }
  }
  std::sort(irqs.begin(), irqs.end());
  irqs.erase(std::unique(irqs.begin(), irqs.end()), irqs.end());
  return irqs;
}

std::string to_text(const IrqList& irqs) {
  std::string text;
  for (std::size_t i = 0; i < irqs.size();) {
    std::size_t last = i;
    while (last + 1 < irqs.size() && irqs[last + 1].value == irqs[last].value + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", irqs[i].value);
    if (last > i) text += fmt::format("-{}", irqs[last].value);
    i = last + 1;
  }
  return text;
}

std::optional<ThreadId> SocketBans::daemon() {
  LiveSource source;
  Diagnostics ignored;  // what cannot be read belongs to others
  const ProcessTable processes = read_processes(source, ignored);
  const ProcessStat* process = processes.find_program("irqbalance");
  return process ? std::optional(process->id) : std::nullopt;
}

Result<IrqList> SocketBans::read(ThreadId daemon) {
  const auto reply = tell_irqbalance(daemon.value, "setup");
  if (!reply) return unreachable(daemon, reply.error());
  if (reply->empty()) return unreachable(daemon, std::errc::operation_not_permitted);
  auto setup = parse_irqbalance_setup(*reply);
  if (!setup) return tl::unexpected(setup.error());
  return std::move(setup->banned_irqs);
}

Result<void> SocketBans::replace(ThreadId daemon, const IrqList& irqs) {
  const auto before = read(daemon);
  if (!before) return tl::unexpected(before.error());
  if (*before == irqs) return {};
  if (!irqs.empty() && irqs.front().value == 0) {
    return fail(ErrorCode::usage, "irqbalance cannot be told to ban interrupt 0");
  }
  const std::string verb = "settings ban irqs " + words_of(irqs);
  const auto too_many = [&] {
    return fail(
        ErrorCode::unsupported,
        fmt::format("irqbalance's socket does not take so many interrupts at once ({}); ban "
                    "them in its configuration (mode: banned) or stop it",
                    irqs.size()));
  };
  if (verb.size() >= kLongestVerb) return too_many();
  if (const auto told = tell_irqbalance(daemon.value, verb); !told) {
    return unreachable(daemon, told.error());
  }
  const auto after = read(daemon);
  if (!after) return tl::unexpected(after.error());
  if (*after == irqs) return {};
  // Newer daemons cut the list after 255 bytes, maybe within a number: another's interrupt.
  static_cast<void>(tell_irqbalance(daemon.value, "settings ban irqs " + words_of(*before)));
  if (after->size() < irqs.size()) return too_many();
  return fail(ErrorCode::failed, fmt::format("irqbalance (pid {}) holds back {} instead",
                                             daemon.value, to_text(*after)));
}

}  // namespace holdfast
