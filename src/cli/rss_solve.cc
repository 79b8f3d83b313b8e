#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "base/text.h"
#include "cli/rss_views.h"
#include "rss/hash_input.h"
#include "rss/solution.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint32_t kMostQueues = 4096;

SolveBy way_of(const std::string& text) {
  for (const auto by : {SolveBy::rules, SolveBy::key, SolveBy::table}) {
    if (name_of(by) == text) return by;
  }
  return SolveBy::automatic;
}

Result<const Nic*> nic_of(const RssView& view) {
  std::string name;
  for (const auto& listed : view.flows) {
    const auto& nic = listed.flow.nic;
    if (nic.empty()) {
      return fail(ErrorCode::usage, fmt::format("{}: no interface has its local address; name the "
                                                "interface by --interface",
                                                to_text(listed.flow)));
    }
    if (!name.empty() && nic != name) {
      return fail(ErrorCode::usage,
                  fmt::format("the flows are those of {} and {}; solve for one interface, named by "
                              "--interface",
                              name, nic));
    }
    name = nic;
  }
  const Nic* nic = view.host.find_nic(name);
  if (nic == nullptr) return fail(ErrorCode::usage, "rss solve: there is no flow to solve for");
  return nic;
}

Result<SolveRequest> request_of(const RssView& view, const Nic& nic) {
  SolveRequest request;
  request.flows = view.flows;
  request.symmetric = view.options.symmetric;
  request.by = way_of(view.options.by);
  auto queues = parse_queues("--queues", view.options.queues);
  if (!queues) return tl::unexpected<Error>(queues.error());
  request.queues = *std::move(queues);
  if (!view.options.rest.empty()) {
    auto rest = parse_queues("--rest", view.options.rest);
    if (!rest) return tl::unexpected<Error>(rest.error());
    request.rest_queues = *std::move(rest);
    std::sort(request.rest_queues.begin(), request.rest_queues.end());
    return request;
  }
  for (std::uint32_t queue = 0; queue < nic.active_rx_queues(); ++queue) {
    const auto& mine = request.queues;
    if (std::find(mine.begin(), mine.end(), queue) == mine.end()) {
      request.rest_queues.push_back(queue);
    }
  }
  return request;
}

// What was reached, as sentences.
std::vector<std::string> account_of(const SolveRequest& request, const Solution& solution) {
  const auto matter = std::count_if(request.flows.begin(), request.flows.end(),
                                    [](const ListedFlow& listed) { return !listed.rest; });
  std::vector<std::string> lines;
  lines.push_back(fmt::format("{} flow{} on {} queue{}, at most {} on one (an even share is {})",
                              matter, matter == 1 ? "" : "s", request.queues.size(),
                              request.queues.size() == 1 ? "" : "s", solution.fullest,
                              solution.even_share));
  if (solution.by == SolveBy::rules) {
    lines.push_back(
        fmt::format("by {} rule{}", solution.rules.size(), solution.rules.size() == 1 ? "" : "s"));
  } else {
    lines.push_back(
        fmt::format("by {}, after {} key{}",
                    solution.key.empty() ? "the table, the key stays" : "another key and a table",
                    solution.keys_tried, solution.keys_tried == 1 ? "" : "s"));
  }
  if (solution.rest_among > 0) {
    lines.push_back(fmt::format("{} of the other flows named stay{} among them",
                                solution.rest_among, solution.rest_among == 1 ? "s" : ""));
  }
  lines.push_back(request.rest_queues.empty()
                      ? std::string("all else shares these queues: the interface has no others")
                  : solution.unknown_share == 0
                      ? std::string("all else goes elsewhere")
                      : fmt::format("of all else, {:.1f} % would fall on these queues",
                                    100 * solution.unknown_share));
  lines.push_back("proven by steering each flow on the interface so set");
  return lines;
}

std::string json_of(const Nic& nic, const SolveRequest& request, const Solution& solution) {
  Json out{{"format", 1}, {"nic", nic.name}, {"by", name_of(solution.by)}};
  out["best"] = solution.is_best();
  out["even_share"] = solution.even_share;
  out["fullest"] = solution.fullest;
  out["rest_among"] = solution.rest_among;
  out["unknown_share"] = solution.unknown_share;
  out["keys_tried"] = solution.keys_tried;
  if (!solution.key.empty()) out["key"] = key_text(solution.key);
  if (!solution.table.empty()) out["table"] = solution.table;
  if (!solution.with_ports.empty()) out["with_ports"] = solution.with_ports;
  out["flows"] = Json::array();
  for (std::size_t i = 0; i < request.flows.size(); ++i) {
    Json flow{{"flow", to_text(request.flows[i].flow)}, {"rest", request.flows[i].rest}};
    if (solution.queue_of[i] != kUnknownQueue) flow["queue"] = solution.queue_of[i];
    out["flows"].push_back(std::move(flow));
  }
  out["policy"] = policy_text(nic, request, solution);
  return out.dump(2) + "\n";
}

}  // namespace

Result<std::vector<std::uint32_t>> parse_queues(std::string_view option, std::string_view text) {
  const auto wrong = [&] {
    return fail(
        ErrorCode::usage,
        fmt::format("{} \"{}\" is neither a number of queues, such as 4, nor a list, such as "
                    "0-3 or 0,2",
                    option, printable(text)));
  };
  std::vector<std::uint32_t> queues;
  const auto add = [&](std::uint32_t first, std::uint32_t last) {
    for (auto queue = first; queue <= last; ++queue) queues.push_back(queue);
  };
  if (const auto count = parse_number<std::uint32_t>(text)) {
    if (*count == 0 || *count > kMostQueues) return wrong();
    add(0, *count - 1);
    return queues;
  }
  for (const auto part : split(text, ',')) {
    const auto dash = part.find('-');
    const auto first = parse_number<std::uint32_t>(part.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : parse_number<std::uint32_t>(part.substr(dash + 1));
    if (!first || !last || *first > *last || *last >= kMostQueues) return wrong();
    add(*first, *last);
  }
  return queues;
}

Result<std::string> rss_solve(const RssView& view) {
  const auto nic = nic_of(view);
  if (!nic) return tl::unexpected<Error>(nic.error());
  const auto request = request_of(view, **nic);
  if (!request) return tl::unexpected<Error>(request.error());
  const auto solution = solve(**nic, *request);
  if (!solution) return tl::unexpected<Error>(solution.error());
  if (view.options.json) return json_of(**nic, *request, *solution);
  std::string text;
  for (const auto& line : account_of(*request, *solution)) text += fmt::format("# {}\n", line);
  return text + policy_text(**nic, *request, *solution);
}

}  // namespace holdfast
