#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/parsing.h"

namespace holdfast {
namespace {

constexpr std::string_view kNameLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:*";

void parse_irqbalance(MapReader& top, Policy& policy, Complaints& complaints) {
  MapReader irqbalance(top.find("irqbalance"), "irqbalance", complaints);
  const auto mode = irqbalance.choice("mode", {"lease", "banned", "stopped", "ignore"});
  irqbalance.done();
  if (!mode) return;
  policy.irqbalance_place = mode->place;
  for (const auto known : {IrqbalanceMode::lease, IrqbalanceMode::banned, IrqbalanceMode::stopped,
                           IrqbalanceMode::ignore}) {
    if (mode->text == name_of(known)) policy.irqbalance = known;
  }
}

void parse_busy_poll(MapReader& top, Policy& policy, Complaints& complaints) {
  constexpr std::uint64_t kLongestUs = 1000000;
  const YamlNode* node = top.find("busy-poll");
  if (!node) return;
  BusyPoll out;
  out.place = node->place;
  if (node->kind == YamlNode::Kind::scalar) {
    out.automatic = node->text == "auto";
    if (!out.automatic) {
      complaints.error(node->place, fmt::format("{} is no value of 'busy-poll', which is auto or "
                                                "{{read: µs, poll: µs}}",
                                                quoted(node->text)));
    }
  } else {
    MapReader reader(node, "busy-poll", complaints);
    out.read = reader.number("read", 0, kLongestUs);
    out.poll = reader.number("poll", 0, kLongestUs);
    reader.done();
  }
  policy.busy_poll = out;
}

// Of `net.ipv4.conf.eth0.rp_filter: 0` the name must be one that /proc/sys can have.
void check_sysctl_name(const Word& name, Complaints& complaints) {
  const std::vector<std::string_view> roots{"net",  "kernel", "vm",  "fs",
                                            "user", "dev",    "abi", "sunrpc"};
  const auto root = std::string_view(name.text).substr(0, name.text.find('.'));
  const bool is_known = std::find(roots.begin(), roots.end(), root) != roots.end();
  const bool has_letters_only = name.text.find_first_not_of(kNameLetters) == std::string::npos &&
                                name.text.find("..") == std::string::npos &&
                                name.text.find('*') == std::string::npos &&
                                !name.text.ends_with('.') && name.text.size() <= 256;
  if (is_known && has_letters_only && root.size() < name.text.size()) return;
  complaints.error(name.place,
                   fmt::format("{} is no sysctl: a name such as net.core.somaxconn is{}",
                               quoted(name.text), is_known ? "" : suggestion(root, roots)));
}

std::string one_blank_between(std::string_view text) {
  std::string out;
  for (const auto word : words_of(text)) out += (out.empty() ? "" : " ") + std::string(word);
  return out;
}

void parse_sysctl(MapReader& top, Policy& policy, Complaints& complaints) {
  const YamlNode* node = top.find("sysctl");
  MapReader reader(node, "sysctl", complaints);
  if (!node || node->kind != YamlNode::Kind::map) return;
  for (const auto& key : node->keys) {
    const auto values = reader.words(key.text);  // "4096 87380 134217728", or a list of the three
    Entry entry{{key.text, key.place}, {"", key.place}};
    for (const auto& word : values) {
      if (entry.value.text.empty()) entry.value.place = word.place;
      entry.value.text += (entry.value.text.empty() ? "" : " ") + one_blank_between(word.text);
    }
    check_sysctl_name(entry.key, complaints);
    const bool is_clean = std::all_of(entry.value.text.begin(), entry.value.text.end(),
                                      [](char c) { return c >= ' ' && c <= '~'; });
    if (values.empty()) continue;
    if (entry.value.text.empty() || !is_clean || entry.value.text.size() > 1024) {
      complaints.error(entry.value.place, fmt::format("{} is no value for a sysctl: words of ASCII "
                                                      "in one line are",
                                                      quoted(entry.value.text)));
    }
    if (const auto inner = expression_in("cpus", entry.value)) {
      check_cpu_expression(*inner, policy.cpus, false, complaints);
    }
    policy.sysctl.push_back(std::move(entry));
  }
}

std::optional<TextPlace> place_if_on(MapReader& reader, std::string_view key) {
  const auto value = reader.toggle(key);
  return value && value->text == "on" ? std::optional(value->place) : std::nullopt;
}

void parse_persist(MapReader& top, Policy& policy, Complaints& complaints) {
  MapReader persist(top.find("persist"), "persist", complaints);
  policy.persist.sysctl = place_if_on(persist, "sysctl");
  policy.persist.irqbalance = place_if_on(persist, "irqbalance");
  policy.persist.boot = place_if_on(persist, "boot");
  persist.done();
}

void parse_kernel_command_line(MapReader& top, Policy& policy, Complaints& complaints) {
  MapReader parameters(top.find("kernel-cmdline"), "kernel-cmdline", complaints);
  policy.kernel_command_line = parameters.others();
  for (const auto& [name, value] : policy.kernel_command_line) {
    const bool is_name = !name.text.empty() && name.text.size() <= 128 &&
                         name.text.find_first_not_of(kNameLetters) == std::string::npos;
    const bool is_value =
        value.text.size() <= 1024 && value.text.find_first_of("\"\n\t") == std::string::npos;
    if (!is_name) {
      complaints.error(name.place, fmt::format("{} is no parameter of the kernel command line",
                                               quoted(name.text)));
    }
    if (!is_value) {
      complaints.error(value.place,
                       fmt::format("{} cannot stand on a kernel command line", quoted(value.text)));
    }
  }
}

// An actor is a unit or a program, never a name that anybody can take.
void check_actor(const Word& glob, Complaints& complaints) {
  constexpr std::string_view kEnds[] = {".service", ".scope", ".slice", ".socket",
                                        ".timer",   ".mount", ".path",  "*"};
  const std::string_view text = glob.text;
  const bool is_unit = std::any_of(std::begin(kEnds), std::end(kEnds),
                                   [&](std::string_view end) { return text.ends_with(end); });
  if (text.starts_with('/') || is_unit) return;
  complaints.error(glob.place,
                   fmt::format("{} is no value of 'allow', which has units such as "
                               "irqbalance.service and programs' paths such as /usr/sbin/*",
                               quoted(text)));
}

void parse_reconcile(MapReader& top, Policy& policy, Complaints& complaints) {
  MapReader reader(top.find("reconcile"), "reconcile", complaints);
  auto& out = policy.reconcile;
  const auto mode = reader.choice("mode", {"observe", "heal"});
  if (mode && mode->text == "heal") out.mode = ReconcileMode::heal;
  out.max_per_minute = reader.small_number("max-per-minute", 1, 600).value_or(out.max_per_minute);
  out.yield_after = reader.small_number("yield-after", 1, 100).value_or(out.yield_after);
  out.allow = reader.words("allow");
  for (const auto& glob : out.allow) check_actor(glob, complaints);
  out.retry_seconds = reader.small_number("retry-seconds", 1, 3600).value_or(out.retry_seconds);
  reader.done();
}

}  // namespace

void parse_host_sections(MapReader& top, Policy& policy, Complaints& complaints) {
  MapReader irqs(top.find("irqs"), "irqs", complaints);
  policy.other_irqs = irqs.word("others");
  irqs.done();
  if (policy.other_irqs) {
    check_cpu_expression(*policy.other_irqs, policy.cpus, false, complaints);
  }
  policy.default_smp_affinity = top.word("default-smp-affinity");
  if (policy.default_smp_affinity) {
    check_cpu_expression(*policy.default_smp_affinity, policy.cpus, false, complaints);
  }
  parse_irqbalance(top, policy, complaints);
  parse_busy_poll(top, policy, complaints);
  parse_sysctl(top, policy, complaints);
  parse_persist(top, policy, complaints);
  parse_kernel_command_line(top, policy, complaints);
  parse_reconcile(top, policy, complaints);
}

}  // namespace holdfast
