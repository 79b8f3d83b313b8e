#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/rss_verify.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWrongShown = 10;

std::string or_dash(const std::optional<std::uint64_t>& number) {
  return number ? fmt::to_string(*number) : "-";
}

std::string queue_table(const QueueWatch& watch, const Screen& screen) {
  Table table({{"queue", true, false},
               {"foretold", true, false},
               {"came", true, false},
               {"counted by the driver", true, false}});
  for (const auto& row : watch.checked.queues) {
    table.add({{fmt::to_string(row.queue.value), Style::bold},
               {fmt::to_string(row.foretold)},
               {fmt::to_string(row.came)},
               {or_dash(row.counted)}});
  }
  if (watch.checked.unrecorded > 0) {
    table.add({{"none"}, {"-"}, {fmt::to_string(watch.checked.unrecorded)}, {"-"}});
  }
  return table.to_text(screen);
}

std::string wrong_table(const QueueWatch& watch, const Screen& screen) {
  Table table({{"flow", false, true},
               {"foretold", true, false},
               {"came on", true, false},
               {"packets", true, false},
               {"elsewhere", true, false}});
  for (const auto& one : watch.checked.wrong) {
    table.add({{to_text(one.flow), Style::red},
               {fmt::to_string(one.foretold.value)},
               {fmt::to_string(one.came_on.value)},
               {fmt::to_string(one.packets)},
               {fmt::to_string(one.elsewhere)}});
    if (&one - watch.checked.wrong.data() + 1 == static_cast<std::ptrdiff_t>(kWrongShown)) break;
  }
  std::string text = table.to_text(screen);
  if (watch.checked.wrong_flows > kWrongShown) {
    text += fmt::format("and {} more\n", watch.checked.wrong_flows - kWrongShown);
  }
  return text;
}

}  // namespace

std::string to_text(const QueueWatch& watch, const Screen& screen) {
  std::string text;
  if (watch.checked.packets > 0) text += queue_table(watch, screen);
  if (!watch.checked.wrong.empty()) text += "\n" + wrong_table(watch, screen);
  if (!watch.checked.unjudged.empty()) {
    Table table({{"not judged", true, false}, {"because", false, true}});
    for (const auto& one : watch.checked.unjudged) {
      table.add({{fmt::to_string(one.packets)}, {one.reason}});
    }
    text += "\n" + table.to_text(screen);
  }
  return text + (text.empty() ? "" : "\n") + watch.verdict.sentence + "\n";
}

std::string to_json(const QueueWatch& watch) {
  const auto& checked = watch.checked;
  Json out{{"format", 1}, {"nic", watch.nic}, {"seconds", watch.seconds}};
  out["outcome"] = name_of(watch.verdict.outcome);
  out["sentence"] = watch.verdict.sentence;
  out["packets"] = checked.packets;
  out["flows"] = checked.flows;
  out["right"] = checked.right;
  out["elsewhere"] = checked.strays;
  out["wrong_flows"] = checked.wrong_flows;
  out["unrecorded"] = checked.unrecorded;
  out["missed"] = watch.missed;
  out["changes"] = watch.changes;
  out["queues"] = Json::array();
  for (const auto& row : checked.queues) {
    Json queue{{"queue", row.queue.value}, {"foretold", row.foretold}, {"came", row.came}};
    if (row.counted) queue["counted"] = *row.counted;
    out["queues"].push_back(std::move(queue));
  }
  out["wrong"] = Json::array();
  for (const auto& one : checked.wrong) {
    out["wrong"].push_back({{"flow", to_text(one.flow)},
                            {"foretold", one.foretold.value},
                            {"came_on", one.came_on.value},
                            {"packets", one.packets},
                            {"elsewhere", one.elsewhere}});
  }
  out["not_judged"] = Json::array();
  for (const auto& one : checked.unjudged) {
    out["not_judged"].push_back({{"reason", one.reason}, {"packets", one.packets}});
  }
  return out.dump(2) + "\n";
}

}  // namespace holdfast
