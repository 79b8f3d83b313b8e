// `canary record`: what came of pairs, into the ledger.
#include <fmt/format.h>

#include "ledger/sha256_text.h"
#include "tca/canary_file.h"
#include "tca/canary_tables.h"
#include "tca/canary_verbs.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

constexpr std::size_t kLargestSchedule = std::size_t{32} << 20U;

// As the agent reads them; each has to be the one that the plan's line has the SHA-256 of.
Result<CanarySides> sides_of(const CanaryFiles& files, const CanaryLedger& ledger) {
  CanarySides sides;
  for (const auto& unit : ledger.plan->units) {
    const auto path = files.schedule(unit.hosts.front());
    const auto text = read_text_file(path, kLargestSchedule);
    if (!text) return tl::unexpected(text.error());
    const auto hash = ledger.schedule_sha256.find(unit.hosts.front());
    if (hash == ledger.schedule_sha256.end() || sha256_text(*text) != hash->second) {
      return fail(
          ErrorCode::malformed,
          fmt::format("{}: it is not the schedule that was planned (its SHA-256 is another)",
                      path));
    }
    const auto schedule = canary_from_json(*text);
    if (!schedule) return fail(schedule.error().code, path + ": " + schedule.error().sentence);
    auto& of_unit = sides.emplace_back();
    const std::size_t step = unit.hosts.size() == 2 ? 1 : 2;
    for (std::size_t block = 0; block + step <= schedule->blocks.size(); block += step) {
      of_unit.push_back(schedule->blocks[block].arm == CanaryArm::treated);
    }
    if (of_unit.size() != pairs_of(*ledger.plan, unit).size()) {
      return fail(ErrorCode::malformed, path + ": it has other blocks than the plan");
    }
  }
  return sides;
}

Result<std::string> record(const CanaryCommand& command) {
  const CanaryFiles files{command.folder};
  auto writer = LedgerWriter::open(files, LedgerWriter::Make::no);
  if (!writer) return tl::unexpected(writer.error());
  if (!writer->notice().empty()) fmt::print(stderr, "holdfast-tca: {}\n", writer->notice());
  const auto& ledger = writer->ledger();
  if (auto planned = expect_plan(ledger, files.ledger()); !planned) {
    return tl::unexpected(planned.error());
  }
  if (!ledger.seed.empty()) {
    return fail(ErrorCode::usage, files.ledger() +
                                      ": the seed was revealed; nothing is recorded "
                                      "after that");
  }
  const auto sides = sides_of(files, ledger);
  if (!sides) return tl::unexpected(sides.error());
  const auto table = read_canary_table(command, ledger, *sides);
  if (!table) return tl::unexpected(table.error());
  const auto before = ledger.pairs.size();
  if (!table->pairs.empty()) {
    const auto line = pairs_line(ledger, wall_time_now(), table->pairs, table->inputs);
    if (auto put = writer->append(line); !put) return tl::unexpected(put.error());
  }
  return fmt::format(
      "{} new pairs of {} rows ({} of them in no block, or in a washout); {} pairs in "
      "all\n",
      table->pairs.size(), table->rows, table->outside, before + table->pairs.size());
}

}  // namespace

int run_canary_record(const CanaryCommand& command) {
  const auto told = record(command);
  if (!told) return report_tca(told.error());
  fmt::print("{}", *told);
  return kVerbDone;
}

}  // namespace holdfast
