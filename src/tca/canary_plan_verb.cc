// `canary plan`: everything that is fixed before the first block.
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/random.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "host/new_file.h"
#include "ledger/sha256_text.h"
#include "tca/canary_file.h"
#include "tca/canary_tables.h"
#include "tca/canary_time.h"
#include "tca/canary_verbs.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

constexpr std::size_t kSeedBytes = 32, kLargestSeed = 4096;
constexpr double kLeastWashoutSeconds = 5, kWashoutSettles = 3;

tl::unexpected<Error> refuse(const std::string& sentence) {
  return fail(ErrorCode::usage, "canary plan: " + sentence);
}

Result<std::string> new_seed() {
  std::array<unsigned char, kSeedBytes> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return fail(ErrorCode::failed, "canary plan: the kernel gave no random bytes");
  }
  std::string seed;
  for (const unsigned byte : bytes) seed += fmt::format("{:02x}", byte);
  return seed;
}

Result<void> add_units(const CanaryCommand& command, CanaryPlan& plan) {
  for (const auto& word : command.host_pairs) {
    const auto equal = word.find('=');
    const auto hosts =
        split(std::string_view(word).substr(equal == word.npos ? 0 : equal + 1), ',');
    if (equal == word.npos || hosts.size() != 2) {
      return refuse(fmt::format("--pair \"{}\" is not CLASS=HOST,HOST", word));
    }
    plan.units.push_back({word.substr(0, equal), {std::string(hosts[0]), std::string(hosts[1])}});
  }
  for (const auto& host : command.hosts) plan.units.push_back({host, {host}});
  return {};
}

Result<void> add_sessions(const CanaryCommand& command, CanaryPlan& plan) {
  for (const auto& word : command.sessions) {
    const auto slash = word.find('/');
    const auto begin = instant_of(std::string_view(word).substr(0, slash));
    const auto end =
        slash == word.npos ? std::nullopt : instant_of(std::string_view(word).substr(slash + 1));
    if (!begin || !end) {
      return refuse(
          fmt::format("--session \"{}\" is not BEGIN/END, as "
                      "2026-06-01T13:30:00Z/2026-06-01T20:00:00Z",
                      word));
    }
    plan.sessions.push_back({word.substr(0, slash), *begin, *end});
  }
  std::ranges::sort(plan.sessions, {}, &CanarySession::begin_ns);
  return {};
}

// Variances between A/A pairs times the pairs that it is to be sharpest for.
Result<void> add_variances(const CanaryCommand& command, CanaryRule& rule,
                           std::vector<LedgerInput>& inputs) {
  if (!command.baseline.empty()) {
    const auto variances = baseline_variances(command, inputs.emplace_back());
    if (!variances) return tl::unexpected(variances.error());
    rule.v_opt = *variances;
  }
  for (const auto& word : command.deviations) {
    const auto equal = word.find('=');
    const auto outcome = std::ranges::find(kCanaryOutcomes, word.substr(0, equal),
                                           [](CanaryOutcome one) { return name_of(one); });
    double deviation = 0;
    if (equal == word.npos || outcome == kCanaryOutcomes.end() ||
        !CLI::detail::lexical_cast(word.substr(equal + 1), deviation) || !(deviation > 0)) {
      return refuse(
          fmt::format("--deviation \"{}\" is not OUTCOME=NUMBER with cost, ln_hj99x, "
                      "completion, rejects or drops and a number above 0",
                      word));
    }
    rule.v_opt[index_of(*outcome)] = deviation * deviation;
  }
  for (auto& v_opt : rule.v_opt) v_opt *= static_cast<double>(command.target_pairs);
  return {};
}

Result<CanaryPlan> plan_of(const CanaryCommand& command, const std::string& seed,
                           std::vector<LedgerInput>& inputs) {
  CanaryPlan plan;
  plan.name = command.name.empty() ? std::filesystem::path(command.folder).filename().string()
                                   : command.name;
  plan.seed_sha256 = sha256_text(seed);
  plan.block_seconds = command.block_seconds;
  plan.washout_seconds = std::max(kLeastWashoutSeconds, kWashoutSettles * command.settle_seconds);
  plan.rule.alpha = plan.rule.harm_alpha = command.alpha;
  plan.rule.target_pairs = command.target_pairs;
  plan.rule.most_pairs = command.most_pairs;
  plan.rule.completion_margin = command.margin;
  plan.rule.least_worthwhile_bps = command.worthwhile_bps;
  if (auto units = add_units(command, plan); !units) return tl::unexpected(units.error());
  if (auto sessions = add_sessions(command, plan); !sessions) {
    return tl::unexpected(sessions.error());
  }
  if (auto variances = add_variances(command, plan.rule, inputs); !variances) {
    return tl::unexpected(variances.error());
  }
  if (auto sound = check_plan(plan); !sound) return tl::unexpected(sound.error());
  return plan;
}

Result<std::string> plan_canary(const CanaryCommand& command) {
  const CanaryFiles files{command.folder};
  auto seed = command.seed_file.empty() ? new_seed() : read_seed(command.seed_file);
  if (!seed) return seed;
  std::vector<LedgerInput> inputs;
  const auto plan = plan_of(command, *seed, inputs);
  if (!plan) return tl::unexpected(plan.error());
  std::error_code made;
  std::filesystem::create_directories(command.folder, made);
  if (made) return refuse(fmt::format("{}: {}", command.folder, made.message()));
  // The ledger first: it is what refuses a folder that has a canary already.
  auto writer = LedgerWriter::open(files, LedgerWriter::Make::yes);
  if (!writer) return tl::unexpected(writer.error());
  if (auto kept = write_new_file(files.seed(), *seed + "\n", Overwrite::yes, 0600); !kept) {
    return tl::unexpected(kept.error());
  }
  std::map<std::string, std::string, std::less<>> hashes;
  std::size_t pairs = 0;
  for (const auto& unit : plan->units) {
    pairs += pairs_of(*plan, unit).size();
    for (const auto& host : unit.hosts) {
      const auto text = to_json(schedule_of(*plan, *seed, host)) + "\n";
      if (auto put = write_new_file(files.schedule(host), text, Overwrite::yes, 0644); !put) {
        return tl::unexpected(put.error());
      }
      hashes[host] = sha256_text(text);
    }
  }
  const auto line = plan_line(writer->ledger(), wall_time_now(), *plan, hashes, inputs);
  if (auto put = writer->append(line); !put) return tl::unexpected(put.error());
  return fmt::format(
      "{} pairs of {} s blocks, washout {:g} s, in {}\n"
      "publish before the first block: the seed's SHA-256 {}\n"
      "                                the plan's line    {}\n"
      "the seed itself is in {}, for nobody but you\n",
      pairs, plan->block_seconds, plan->washout_seconds, files.ledger(), plan->seed_sha256,
      writer->ledger().head, files.seed());
}

}  // namespace

Result<std::string> read_seed(const std::string& path) {
  auto text = read_text_file(path, kLargestSeed);
  if (!text) return text;
  const auto seed = trim(*text);
  if (seed.empty() || seed.find('\n') != seed.npos) {
    return refuse(fmt::format("{}: a seed is one line that is not empty", path));
  }
  return std::string(seed);
}

int run_canary_plan(const CanaryCommand& command) {
  const auto told = plan_canary(command);
  if (!told) return report_tca(told.error());
  fmt::print("{}", *told);
  return kVerbDone;
}

}  // namespace holdfast
