#include "rss/rule_cover.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "base/check.h"
#include "model/address.h"

namespace holdfast {
namespace {

bool is_multicast(const std::vector<std::uint8_t>& address) {
  return address.size() == 4 ? address[0] >> 4U == 0xe : !address.empty() && address[0] == 0xff;
}

// What a rule of this form compares of the flow; empty when the form is not for it.
std::string compared(const CoverRule& form, const Flow& flow) {
  if (form.by_source) return to_text(flow);
  if (form.by_port) return fmt::format("{} {}", flow_type_of(flow), to_text(flow.local));
  if (!is_multicast(flow.local.address)) return {};
  return fmt::format("{} {}", flow_type_of(flow), address_text(flow.local.address));
}

class Cover {
 public:
  Cover(std::span<const Flow> flows, std::span<const double> rates, std::span<const Flow> rest,
        std::size_t queues)
      : flows_(flows),
        rates_(rates),
        rest_(rest),
        share_((flows.size() + queues - 1) / std::max<std::size_t>(queues, 1)) {}

  /// The widest form first; what no wider one may take is left for the next.
  std::vector<CoverRule> widest() const {
    std::vector<std::size_t> left(flows_.size());
    std::iota(left.begin(), left.end(), std::size_t{0});
    std::vector<CoverRule> rules;
    for (const auto& [by_source, by_port] :
         {std::pair{false, false}, std::pair{false, true}, std::pair{true, true}}) {
      CoverRule form;
      form.by_source = by_source;
      form.by_port = by_port;
      left = take(form, left, rules);
    }
    return rules;
  }
  double rate_of(const CoverRule& rule) const {
    double rate = 0;
    for (const auto flow : rule.flows) rate += rates_[flow];
    return rate;
  }

 private:
  std::vector<std::size_t> take(const CoverRule& form, const std::vector<std::size_t>& flows,
                                std::vector<CoverRule>& rules) const {
    std::map<std::string, std::vector<std::size_t>> groups;
    std::vector<std::size_t> left;
    for (const auto flow : flows) {
      auto key = compared(form, flows_[flow]);
      if (key.empty()) {
        left.push_back(flow);
      } else {
        groups[std::move(key)].push_back(flow);
      }
    }
    for (auto& [key, members] : groups) {
      const bool hits_rest = std::any_of(rest_.begin(), rest_.end(), [&](const Flow& other) {
        return compared(form, other) == key;
      });
      const bool is_last = form.by_source;
      if (!is_last && (hits_rest || members.size() > share_)) {
        left.insert(left.end(), members.begin(), members.end());
        continue;
      }
      CoverRule rule = form;
      rule.flow_type = flow_type_of(flows_[members.front()]);
      rule.flows = std::move(members);
      rules.push_back(std::move(rule));
    }
    std::sort(left.begin(), left.end());
    return left;
  }

  std::span<const Flow> flows_;
  std::span<const double> rates_;
  std::span<const Flow> rest_;
  std::size_t share_;  // flows of a queue, when they are spread evenly
};

}  // namespace

std::vector<CoverRule> cover_by_rules(std::span<const Flow> flows, std::span<const double> rates,
                                      std::span<const Flow> rest,
                                      std::span<const std::uint32_t> queues) {
  HOLDFAST_CHECK(flows.size() == rates.size() && !queues.empty());
  const Cover cover(flows, rates, rest, queues.size());
  auto rules = cover.widest();
  std::sort(rules.begin(), rules.end(), [&](const CoverRule& a, const CoverRule& b) {
    return std::tuple(b.flows.size(), cover.rate_of(b), a.flows.front()) <
           std::tuple(a.flows.size(), cover.rate_of(a), b.flows.front());
  });
  std::vector<std::pair<std::size_t, double>> loads(queues.size());
  for (auto& rule : rules) {
    const auto least = std::min_element(loads.begin(), loads.end());
    rule.queue = queues[static_cast<std::size_t>(least - loads.begin())];
    least->first += rule.flows.size();
    least->second += cover.rate_of(rule);
  }
  std::sort(rules.begin(), rules.end(), [](const CoverRule& a, const CoverRule& b) {
    return a.flows.front() < b.flows.front();
  });
  return rules;
}

std::string policy_text(const CoverRule& rule, std::span<const Flow> flows) {
  const Flow& flow = flows[rule.flows.front()];
  std::string text = fmt::format("{{type: {}", rule.flow_type);
  if (rule.by_source) {
    text += fmt::format(", src-ip: \"{}\", src-port: {}", address_text(flow.remote.address),
                        flow.remote.port);
  }
  text += fmt::format(", dst-ip: \"{}\"", address_text(flow.local.address));
  if (rule.by_port) text += fmt::format(", dst-port: {}", flow.local.port);
  return text + fmt::format(", queue: {}}}", rule.queue);
}

}  // namespace holdfast
