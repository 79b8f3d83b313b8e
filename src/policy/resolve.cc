#include "policy/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "policy/parsing.h"
#include "policy/resolving.h"

namespace holdfast {
namespace {

// Classes name each other in any order; a name inside its own definition means the built-in set.
class ClassResolver {
 public:
  explicit ClassResolver(Resolving& resolving) : resolving_(resolving) {}

  void resolve_all() {
    for (const auto& entry : resolving_.policy.cpus) resolve(entry);
    for (const auto& entry : resolving_.policy.cpus) {
      resolving_.out.classes.push_back(
          {entry.key.text, entry.value.text, resolving_.classes[entry.key.text]});
    }
  }

 private:
  void resolve(const Entry& entry) {
    const auto& name = entry.key.text;
    if (done_.count(name) > 0) return;
    open_.push_back(name);
    auto known = std::map<std::string, CpuSet>();
    bool is_whole = true;
    const auto tree = parse_cpu_expression(entry.value.text);
    if (tree) {
      for (const auto& [other, offset] : class_names_in(*tree)) {
        if (other == name) continue;
        is_whole = take(other, entry, known) && is_whole;
      }
    }
    open_.pop_back();
    done_.insert(name);
    resolving_.classes[name] = {};
    if (!is_whole) return;
    const CpuScope scope{resolving_.host.topology, known, nullptr};
    const auto cpus = evaluate_cpus(entry.value.text, scope);
    if (cpus) {
      resolving_.classes[name] = *cpus;
      return;
    }
    broken_.insert(name);
    auto place = entry.value.place;
    place.column += static_cast<int>(cpus.error().offset);
    resolving_.complaints.error(place, fmt::format("class '{}': {}", name, cpus.error().sentence));
  }

  // Into `known` what `other` is; false when it is no use, which was complained of.
  bool take(const std::string& other, const Entry& user, std::map<std::string, CpuSet>& known) {
    const auto& entries = resolving_.policy.cpus;
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.key.text == other; });
    if (found == entries.end()) return true;  // built in, or evaluation complains of it
    if (std::find(open_.begin(), open_.end(), other) != open_.end()) {
      resolving_.complaints.error(
          user.value.place,
          fmt::format("classes '{}' and '{}' are defined by each other", other, user.key.text));
      broken_.insert(user.key.text);
      return false;
    }
    resolve(*found);
    known[other] = resolving_.classes[other];
    if (broken_.count(other) > 0) broken_.insert(user.key.text);
    return broken_.count(other) == 0;
  }

  Resolving& resolving_;
  std::vector<std::string> open_;
  std::set<std::string> done_, broken_;
};

}  // namespace

std::optional<CpuSet> Resolving::cpus_of(const Word& word, const Nic* nic) {
  const auto cpus = evaluate_cpus(word.text, {host.topology, classes, nic});
  if (cpus && !cpus->empty()) return *cpus;
  const std::string of = nic ? nic->name + ": " : std::string();
  auto fault =
      cpus ? CpuFault{0, fmt::format("'{}' is empty on this host", word.text), true} : cpus.error();
  if (fault.is_empty && is_optional(policy, word.place)) {
    note(fmt::format("{}: left out: {}{}", to_text(word.place), of, fault.sentence));
    return std::nullopt;
  }
  auto place = word.place;
  place.column += static_cast<int>(fault.offset);
  complaints.error(place, of + fault.sentence);
  return std::nullopt;
}

std::optional<std::uint32_t> Resolving::number_of(const Word& word, const Nic& nic,
                                                  std::optional<std::uint32_t> most) {
  const auto inner = expression_in("count", word);
  if (!inner) return parse_number<std::uint32_t>(word.text);
  const auto cpus = cpus_of(*inner, &nic);
  if (!cpus) return std::nullopt;
  const auto count = static_cast<std::uint32_t>(cpus->size());
  return most && *most > 0 ? std::min(count, *most) : count;
}

void Resolving::demand(SettingKind kind, std::string nic, std::string name, std::string value,
                       const TextPlace& place) {
  Demand made;
  made.kind = kind;
  made.nic = std::move(nic);
  made.name = std::move(name);
  made.value = std::move(value);
  made.place = place;
  made.optional = is_optional(policy, place);
  out.demands.settings.push_back(std::move(made));
}

void Resolving::note(std::string sentence) {
  if (std::find(out.notes.begin(), out.notes.end(), sentence) == out.notes.end()) {
    out.notes.push_back(std::move(sentence));
  }
}

void resolve_classes(Resolving& resolving) { ClassResolver(resolving).resolve_all(); }

ResolvedPolicy resolve(const Policy& policy, const HostSnapshot& host, const BootCommand& boot,
                       Complaints& complaints) {
  ResolvedPolicy out;
  Resolving resolving{policy, host, complaints, out};
  out.demands.policy = policy.name;
  out.demands.version = policy.version;
  out.demands.source = policy.source;
  resolve_classes(resolving);
  if (complaints.has_errors()) return out;  // each use of a wrong class would complain again
  const auto trading = resolving.classes.find("trading");
  if (trading != resolving.classes.end()) out.demands.trading = trading->second;
  resolve_interfaces(resolving);
  resolve_host_sections(resolving);
  resolve_threads(resolving);
  resolve_probe_stream(resolving);
  resolve_persistence(resolving, boot);
  complaints.sort();
  return out;
}

}  // namespace holdfast
