#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "plan/lookup.h"

namespace holdfast {
namespace {

// The number of a user: itself, or that of the name in /etc/passwd, when that was read.
std::optional<std::uint32_t> user_number(const HostSnapshot& host, std::string_view user) {
  if (const auto number = parse_number<std::uint32_t>(user)) return number;
  if (user == "root") return 0;
  const auto found = host.files.find("/etc/passwd");
  if (found == host.files.end()) return std::nullopt;
  std::string_view rest = found->second;
  while (const auto line = next_line(rest)) {
    const auto fields = split(*line, ':');
    if (fields.size() > 2 && fields[0] == user) return parse_number<std::uint32_t>(fields[2]);
  }
  return std::nullopt;
}

bool is_below(std::string_view cgroup, std::string_view above) {
  while (above.ends_with('/')) above.remove_suffix(1);
  if (!cgroup.starts_with(above)) return false;
  return cgroup.size() == above.size() || cgroup[above.size()] == '/';
}

bool matches(const ThreadMatch& match, std::optional<std::uint32_t> user, const Thread& thread) {
  // The kernel's own threads are root's as well: they are meant when they are named.
  if (thread.kernel && match.comm.empty()) return false;
  if (!match.unit.empty() && !matches_glob(match.unit, thread.unit)) return false;
  if (!match.cgroup.empty() && !is_below(thread.cgroup, match.cgroup)) return false;
  if (!match.user.empty() && (!user || thread.user != user)) return false;
  if (!match.exe.empty() && !matches_glob(match.exe, thread.exe)) return false;
  return match.comm.empty() || matches_glob(match.comm, thread.comm);
}

std::string text_of(const ThreadMatch& match) {
  std::string text = "thread";
  const std::array<std::pair<const char*, const std::string*>, 5> parts = {
      {{"unit", &match.unit},
       {"cgroup", &match.cgroup},
       {"user", &match.user},
       {"exe", &match.exe},
       {"comm", &match.comm}}};
  for (const auto& [name, value] : parts) {
    if (!value->empty()) text += fmt::format(" {} {}", name, *value);
  }
  return text;
}

// "fifo 50", "other"; nullopt for what cannot be asked for.
std::optional<std::string> scheduling(std::string_view text) {
  const auto words = words_of(text);
  if (words.empty()) return std::nullopt;
  const bool realtime = words[0] == "fifo" || words[0] == "rr";
  if (!realtime) {
    const bool known = words[0] == "other" || words[0] == "batch" || words[0] == "idle";
    return known && words.size() == 1 ? std::optional(std::string(words[0])) : std::nullopt;
  }
  const auto priority = words.size() == 2 ? parse_number<std::uint32_t>(words[1]) : std::nullopt;
  if (!priority || *priority < 1 || *priority > 99) return std::nullopt;
  return fmt::format("{} {}", words[0], *priority);
}

// The kernel shows a thread's online CPUs only.
std::optional<std::string> value_for(Lookup& lookup, const Demand& demand) {
  const auto object = text_of(demand.match);
  if (demand.kind == SettingKind::thread_affinity) {
    const auto cpus = cpus_of(lookup, demand, object, {});
    const auto& online = lookup.host().topology.online;
    if (!cpus) return std::nullopt;
    return (online.empty() ? *cpus : *cpus & online).to_list();
  }
  auto value = scheduling(demand.value);
  if (!value) {
    lookup.refuse(demand, object,
                  fmt::format("\"{}\" is not other, batch, idle, or fifo or rr with a priority "
                              "from 1 to 99",
                              demand.value));
  }
  return value;
}

void want_thread(Lookup& lookup, const Demand& demand) {
  const auto& match = demand.match;
  if (match.unit.empty() && match.cgroup.empty() && match.user.empty() && match.exe.empty()) {
    lookup.refuse(demand, text_of(match),
                  "it names no unit, cgroup, user or exe, and anyone can take any comm");
    return;
  }
  const auto user = user_number(lookup.host(), match.user);
  if (!match.user.empty() && !user) {
    lookup.refuse(demand, text_of(match),
                  fmt::format("the number of user {} is not known", match.user));
    return;
  }
  const auto value = value_for(lookup, demand);
  if (!value) return;
  bool found = false;
  for (const auto& thread : lookup.host().threads) {
    if (!matches(match, user, thread)) continue;
    found = true;
    auto object = Lookup::object_of(demand, thread.comm);
    object.thread = thread.id;
    object.thread_start_ticks = thread.start_time_ticks;
    lookup.want(std::move(object), *value, demand);
  }
  if (!found) lookup.refuse(demand, text_of(match), "no such thread runs now", true);
}

}  // namespace

void want_threads(Lookup& lookup) {
  for (const auto kind : {SettingKind::thread_affinity, SettingKind::thread_scheduling}) {
    for (const auto* demand : lookup.demands_of(kind)) want_thread(lookup, *demand);
  }
}

}  // namespace holdfast
