// `canary show` and `canary reveal`: what stands in the ledger, and whether the schedules follow
// from the seed.
#include <fmt/format.h>

#include "base/printable.h"
#include "ledger/sha256_text.h"
#include "tca/canary_file.h"
#include "tca/canary_verbs.h"
#include "tca/output.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

Result<std::string> seed_of(const CanaryCommand& command, const CanaryLedger& ledger) {
  if (!command.seed_file.empty()) return read_seed(command.seed_file);
  if (!ledger.seed.empty()) return ledger.seed;
  return read_seed(CanaryFiles{command.folder}.seed());
}

// Every schedule made again, beside the hash that was published and the file that is there.
Result<std::string> verify(const CanaryCommand& command, const CanaryLedger& ledger) {
  const auto& plan = *ledger.plan;
  const auto seed = seed_of(command, ledger);
  if (!seed) return tl::unexpected(seed.error());
  const auto wrong = [](const std::string& sentence) {
    return fail(ErrorCode::malformed, sentence);
  };
  if (sha256_text(*seed) != plan.seed_sha256) {
    return wrong(
        fmt::format("the seed is not the one whose SHA-256 {} was published", plan.seed_sha256));
  }
  std::size_t hosts = 0;
  for (const auto& unit : plan.units) {
    for (const auto& host : unit.hosts) {
      const auto text = to_json(schedule_of(plan, *seed, host)) + "\n";
      const auto planned = ledger.schedule_sha256.find(host);
      if (planned == ledger.schedule_sha256.end() || sha256_text(text) != planned->second) {
        return wrong(fmt::format("the schedule of {} does not follow from the seed", host));
      }
      const auto path = CanaryFiles{command.folder}.schedule(host);
      const auto file = read_text_file(path, 2 * text.size() + 1);
      if (!file && file.error().code == ErrorCode::absent) continue;
      if (!file || *file != text) return wrong(path + ": it was changed after it was planned");
      ++hosts;
    }
  }
  return fmt::format("the schedules follow from the seed; {} of their files are here, unchanged\n",
                     hosts);
}

std::string ledger_text(const CanaryLedger& ledger) {
  const auto& plan = *ledger.plan;
  std::string text = fmt::format("{}, planned {}: seed's SHA-256 {}\n", printable(plan.name),
                                 printable(ledger.planned_at), plan.seed_sha256);
  for (const auto& unit : plan.units) {
    text += fmt::format("  {}: {}, {} pairs\n", unit.name,
                        unit.hosts.size() == 2 ? unit.hosts[0] + " and " + unit.hosts[1]
                                               : unit.hosts[0] + " by itself",
                        pairs_of(plan, unit).size());
  }
  text += fmt::format("{} lines, the last with SHA-256 {}; {} pairs recorded{}\n", ledger.lines,
                      ledger.head, ledger.pairs.size(),
                      ledger.torn_lines > 0
                          ? fmt::format("; {} lines were left without their end", ledger.torn_lines)
                          : "");
  for (const auto& one : ledger.decisions) {
    text += fmt::format("  {}: {} after {} pairs\n", printable(one.at), printable(one.verdict),
                        one.pairs);
  }
  if (!ledger.torn.empty()) text += printable(ledger.torn) + "\n";
  if (!ledger.seed.empty()) text += fmt::format("seed: {}\n", printable(ledger.seed));
  return text;
}

Result<void> reveal(const CanaryCommand& command) {
  const CanaryFiles files{command.folder};
  auto writer = LedgerWriter::open(files, LedgerWriter::Make::no);
  if (!writer) return tl::unexpected(writer.error());
  if (!writer->notice().empty()) fmt::print(stderr, "holdfast-tca: {}\n", writer->notice());
  const auto& ledger = writer->ledger();
  if (auto planned = expect_plan(ledger, files.ledger()); !planned) return planned;
  if (!ledger.seed.empty()) {
    return fail(ErrorCode::usage, files.ledger() + ": the seed was revealed already");
  }
  const auto seed = seed_of(command, ledger);
  if (!seed) return tl::unexpected(seed.error());
  if (auto sound = verify(command, ledger); !sound) return tl::unexpected(sound.error());
  if (auto put = writer->append(reveal_line(ledger, wall_time_now(), *seed)); !put) return put;
  fmt::print("revealed: {}\n", printable(*seed));
  return {};
}

}  // namespace

int run_canary_show(const CanaryCommand& command) {
  const CanaryFiles files{command.folder};
  const auto open = read_ledger(files);
  if (!open) return report_tca(open.error());
  const auto& ledger = (*open)->ledger;
  if (auto planned = expect_plan(ledger, files.ledger()); !planned) {
    return report_tca(planned.error());
  }
  std::string verified;
  if (command.verify) {
    const auto told = verify(command, ledger);
    if (!told) return report_tca(told.error());
    verified = *told;
  }
  const auto state = canary_state(ledger);
  return write_outputs([&] { return ledger_text(ledger) + canary_text(state) + verified; },
                       {{command.json, [&] { return canary_json(ledger, state); }}});
}

int run_canary_reveal(const CanaryCommand& command) {
  const auto done = reveal(command);
  return done ? kVerbDone : report_tca(done.error());
}

int run_canary(const CanaryCommand& command) {
  if (command.action == "plan") return run_canary_plan(command);
  if (command.action == "record") return run_canary_record(command);
  if (command.action == "decide") return run_canary_decide(command);
  return command.action == "show" ? run_canary_show(command) : run_canary_reveal(command);
}

}  // namespace holdfast
