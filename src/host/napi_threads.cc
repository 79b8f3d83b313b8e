#include "host/napi_threads.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxComm = 15;  // TASK_COMM_LEN - 1

void attach(Napi& napi, const Thread& thread) {
  if (napi.thread && *napi.thread != thread.id) return;
  napi.thread = thread.id;
  napi.thread_cpus = thread.affinity;
}

Napi* find_napi(Nic& nic, std::uint32_t id) {
  const auto found = std::find_if(nic.napis.begin(), nic.napis.end(),
                                  [&](const Napi& napi) { return napi.id == id; });
  return found == nic.napis.end() ? nullptr : &*found;
}

/// The instance of that id: the thread keeps the interface's old name when it is renamed.
Napi* find_napi(std::vector<Nic>& nics, std::uint32_t id) {
  for (auto& nic : nics) {
    if (Napi* napi = find_napi(nic, id)) return napi;
  }
  return nullptr;
}

void attach_whole(std::vector<Nic>& nics, const NapiThreadName& name, const Thread& thread) {
  const auto id = parse_number<std::uint32_t>(name.id);
  if (!id) return;
  if (Napi* napi = find_napi(nics, *id)) return attach(*napi, thread);
  const auto nic = std::find_if(nics.begin(), nics.end(),
                                [&](const Nic& each) { return each.name == name.interface; });
  if (nic == nics.end()) return;
  attach(nic->napis.emplace_back(Napi{.id = *id}), thread);
}

void attach_cut(std::vector<Nic>& nics, const Thread& thread) {
  Napi* only = nullptr;
  for (auto& nic : nics) {
    const std::string start = fmt::format("napi/{}-", nic.name);
    const bool may_fit = std::string_view(start).starts_with(thread.comm) ||
                         std::string_view(thread.comm).starts_with(start);
    if (!may_fit) continue;
    for (auto& napi : nic.napis) {
      if (!fmt::format("{}{}", start, napi.id).starts_with(thread.comm)) continue;
      if (only) return;
      only = &napi;
    }
  }
  if (only) attach(*only, thread);
}

void attach_napi(std::vector<Nic>& nics, const NapiThreadName& name, const Thread& thread) {
  const auto told = [&](const Napi& napi) { return napi.thread == thread.id; };
  for (auto& nic : nics) {
    const auto napi = std::find_if(nic.napis.begin(), nic.napis.end(), told);
    if (napi != nic.napis.end()) return attach(*napi, thread);
  }
  if (thread.comm.size() == kMaxComm) {  // cut, or whole by chance
    const auto nic = std::find_if(nics.begin(), nics.end(),
                                  [&](const Nic& each) { return each.name == name.interface; });
    const auto id = parse_number<std::uint32_t>(name.id);
    Napi* const napi = nic != nics.end() && id ? find_napi(*nic, *id) : nullptr;
    return napi ? attach(*napi, thread) : attach_cut(nics, thread);
  }
  attach_whole(nics, name, thread);
}

void attach_irq(std::vector<Vector>& vectors, IrqNumber irq, const Thread& thread) {
  const auto vector = std::lower_bound(vectors.begin(), vectors.end(), irq,
                                       [](const Vector& a, IrqNumber b) { return a.irq < b; });
  if (vector == vectors.end() || vector->irq != irq) return;
  // Of a shared interrupt each action has a thread, and some have a second ("-s-"): the first
  // serves.
  if (!vector->irq_thread || thread.id < *vector->irq_thread) vector->irq_thread = thread.id;
}

}  // namespace

std::optional<NapiThreadName> parse_napi_thread(std::string_view comm) {
  constexpr std::string_view kPrefix = "napi/";
  if (!comm.starts_with(kPrefix)) return std::nullopt;
  const auto rest = comm.substr(kPrefix.size());
  const auto dash = rest.rfind('-');
  const bool has_id = dash != std::string_view::npos &&
                      rest.find_first_not_of("0123456789", dash + 1) == std::string_view::npos;
  if (!has_id) return NapiThreadName{rest, {}};
  return NapiThreadName{rest.substr(0, dash), rest.substr(dash + 1)};
}

std::optional<IrqNumber> parse_irq_thread(std::string_view comm) {
  constexpr std::string_view kPrefix = "irq/";
  if (!comm.starts_with(kPrefix)) return std::nullopt;
  const auto rest = comm.substr(kPrefix.size());
  const auto dash = rest.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto irq = parse_number<std::uint32_t>(rest.substr(0, dash));
  return irq ? std::optional(IrqNumber{*irq}) : std::nullopt;
}

void attach_kernel_threads(std::vector<Nic>& nics, std::vector<Vector>& vectors,
                           const std::vector<Thread>& threads) {
  for (const auto& thread : threads) {
    if (!thread.kernel) continue;  // any program may call itself "napi/eth0-8193"
    if (const auto name = parse_napi_thread(thread.comm)) attach_napi(nics, *name, thread);
    if (const auto irq = parse_irq_thread(thread.comm)) attach_irq(vectors, *irq, thread);
  }
}

}  // namespace holdfast
