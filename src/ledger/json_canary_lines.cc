// Writing: the lines that go on with a ledger.
#include <fmt/format.h>

#include "ledger/canary_ledger.h"
#include "ledger/json_canary_plan.h"
#include "ledger/sha256_text.h"
#include "model/json_parts.h"

namespace holdfast {
namespace {

using json::Json;

Json begin_line(const CanaryLedger& before, std::string_view at, const char* what) {
  return {{"line", before.lines + 1}, {"what", what}, {"at", at}, {"previous", before.head}};
}

std::string sealed(const Json& line) {
  auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.pop_back();  // the closing brace
  return fmt::format("{},\"sha256\":\"{}\"}}\n", text, sha256_text(text));
}

Json inputs_json(const std::vector<LedgerInput>& inputs) {
  Json out = Json::array();
  for (const auto& input : inputs) {
    out.push_back(Json{{"file", json::text_value(input.file)}, {"sha256", input.sha256}});
  }
  return out;
}

Json pair_json(const RecordedPair& pair) {
  Json out{{"unit", pair.unit}, {"pair", pair.pair}};
  for (const auto outcome : kCanaryOutcomes) {
    const auto& difference = pair.differences[index_of(outcome)];
    if (difference) out[std::string(name_of(outcome))] = *difference;
  }
  if (pair.treated_vam) out["treated_vam"] = *pair.treated_vam;
  return out;
}

}  // namespace

std::string plan_line(const CanaryLedger& before, std::string_view at, const CanaryPlan& plan,
                      const std::map<std::string, std::string, std::less<>>& schedule_sha256,
                      const std::vector<LedgerInput>& inputs) {
  auto line = begin_line(before, at, "plan");
  line["inputs"] = inputs_json(inputs);
  json::put_canary_plan(line, plan);
  line["schedules"] = Json::array();
  for (const auto& [host, sha256] : schedule_sha256) {
    line["schedules"].push_back(Json{{"host", host}, {"sha256", sha256}});
  }
  return sealed(line);
}

std::string pairs_line(const CanaryLedger& before, std::string_view at,
                       const std::vector<RecordedPair>& pairs,
                       const std::vector<LedgerInput>& inputs) {
  auto line = begin_line(before, at, "pairs");
  line["inputs"] = inputs_json(inputs);
  line["pairs"] = Json::array();
  for (const auto& pair : pairs) line["pairs"].push_back(pair_json(pair));
  return sealed(line);
}

std::string decision_line(const CanaryLedger& before, std::string_view at, std::string_view verdict,
                          std::size_t pairs, const std::vector<std::string>& reasons) {
  auto line = begin_line(before, at, "decision");
  line["decision"] = verdict;
  line["pairs"] = pairs;
  line["reasons"] = reasons;
  return sealed(line);
}

std::string reveal_line(const CanaryLedger& before, std::string_view at, std::string_view seed) {
  auto line = begin_line(before, at, "reveal");
  line["seed"] = seed;
  return sealed(line);
}

std::string torn_line(const CanaryLedger& before, std::string_view at) {
  auto line = begin_line(before, at, "torn");
  line["bytes"] = before.torn_bytes.size();
  line["text"] = before.torn_bytes;
  line["text_sha256"] = sha256_text(before.torn_bytes);
  return sealed(line);
}

}  // namespace holdfast
