#include "cli/bench_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/printable.h"
#include "cli/change_verbs.h"
#include "cli/command_line.h"
#include "probe/probe_message.h"

namespace holdfast {

const std::vector<std::string> kBenchFigures{"p50", "p99", "p999"};
const std::vector<std::string> kBenchLayers{"kind", "step"};

namespace {

constexpr double kHighestRate = 1e6;
constexpr std::uint32_t kLongestPacket = 65507;  // of UDP over IPv4
constexpr std::uint32_t kMostRounds = 1000;
constexpr double kShortestWindow = 0.05;

Result<Endpoint> endpoint_of(const char* option, const std::string& text) {
  if (auto endpoint = parse_endpoint(text)) return *endpoint;
  return fail(ErrorCode::usage,
              fmt::format("bench: {} \"{}\" is no address and port such as 10.0.0.2:9000 or "
                          "[2001:db8::1]:9000",
                          option, printable(text)));
}

void add_traffic(CLI::App& verb, BenchVerb& bench) {
  BenchOptions& options = bench.options;
  verb.add_option("--peer", bench.peer,
                  "measure round trips to this host, where `holdfast probe reflect` runs")
      ->type_name("ADDRESS:PORT");
  verb.add_option("--listen", bench.listen,
                  "measure what another host sends here by `holdfast probe send`")
      ->type_name("ADDRESS:PORT");
  verb.add_option("--rate", options.rate, "of --peer: packets per second (default 2000)")
      ->type_name("N")
      ->check(CLI::Range(10.0, kHighestRate));
  verb.add_option("--size", options.size_bytes, "bytes of payload (default 288)")
      ->type_name("BYTES")
      ->check(CLI::Range(static_cast<std::uint32_t>(kProbeMessageBytes), kLongestPacket));
  verb.add_option("--receiver", bench.receiver,
                  "the way of receiving, as of `probe` (default blocking)")
      ->type_name("NAME");
  verb.add_option("--interface", options.interface, "where packets come in: for AF_XDP")
      ->type_name("NAME");
  verb.add_option_function<std::uint32_t>(
          "--cpu", [&options](const std::uint32_t& cpu) { options.cpu = CpuId{cpu}; },
          "the receiver's CPU")
      ->type_name("CPU")
      ->check(CLI::Range(0U, CpuSet::kMaxCpus - 1));
  verb.add_option_function<std::uint32_t>(
          "--sender-cpu", [&options](const std::uint32_t& cpu) { options.sender_cpu = CpuId{cpu}; },
          "the sender's CPU")
      ->type_name("CPU")
      ->check(CLI::Range(0U, CpuSet::kMaxCpus - 1));
}

}  // namespace

void build_bench(CLI::App& app, BenchVerb& bench) {
  BenchOptions& options = bench.options;
  auto& verb = *app.add_subcommand(
      "bench", "which step of a policy brings what: each measured off and on, then all undone");
  verb.add_option("policy", options.policy, "the policy, or a folder of policies")->required();
  add_traffic(verb, bench);
  verb.add_option("--rounds", options.rounds, "windows off and on of each layer (default 5)")
      ->type_name("N")
      ->check(CLI::Range(1U, kMostRounds));
  verb.add_option("--seconds", bench.seconds, "of one window (default 2s)")->type_name("TIME");
  verb.add_option("--patience", bench.patience,
                  "how long after a change nothing may come, e.g. while a link is trained (default "
                  "30s)")
      ->type_name("TIME");
  verb.add_option("--layers", bench.layers,
                  "what is switched at once: the steps of one kind of an interface (kind, the "
                  "default), or each step")
      ->type_name("WHAT")
      ->check(CLI::IsMember(kBenchLayers));
  verb.add_option("--figure", bench.figure, "what a layer is judged by (default p99)")
      ->type_name("FIGURE")
      ->check(CLI::IsMember(kBenchFigures));
  verb.add_flag("--undo-useless", options.undo_useless,
                "a layer that does not help is off while later ones are measured");
  verb.add_option("--risk", bench.risk,
                  "the worst that a step may do, again and again: safe (default), resets-queues or "
                  "drops-link")
      ->type_name("RISK")
      ->check(CLI::IsMember(kRisks));
  verb.add_option("--only", options.only, "only these kinds of settings, e.g. vectors")
      ->type_name("KINDS");
  verb.add_option("--wait", bench.wait,
                  "how long to wait for interrupts that must come (default 2s)")
      ->type_name("TIME");
  verb.add_option("--wait-lock", bench.wait_lock,
                  "how long to wait for another apply to end (default: not at all)")
      ->type_name("TIME");
  verb.add_flag("--json", options.json, "as JSON");
}

Result<BenchOptions> chosen_bench(BenchVerb verb) {
  BenchOptions& options = verb.options;
  const auto wrong = [](std::string_view sentence) {
    return fail(ErrorCode::usage, fmt::format("bench: {}", sentence));
  };
  if (verb.peer.empty() == verb.listen.empty()) {
    return wrong(
        verb.peer.empty()
            ? "no traffic to measure; give --peer ADDRESS:PORT (there runs holdfast probe reflect) "
              "or --listen ADDRESS:PORT (another host runs holdfast probe send)"
            : "--peer and --listen are two kinds of traffic; give one of them");
  }
  const auto target =
      verb.peer.empty() ? endpoint_of("--listen", verb.listen) : endpoint_of("--peer", verb.peer);
  if (!target) return tl::unexpected(target.error());
  options.target = *target;
  options.is_round_trip = !verb.peer.empty();
  const auto receivers = parse_receiver_choices(verb.receiver.empty() ? "blocking" : verb.receiver);
  if (!receivers) return wrong(receivers.error().sentence);
  if (receivers->size() > 1) return wrong("one way of receiving at a time");
  options.receiver = receivers->front();
  const auto seconds = seconds_of("bench: --seconds", verb.seconds, 2);
  const auto patience = seconds_of("bench: --patience", verb.patience, 30);
  const auto wait = seconds_of("bench: --wait", verb.wait, 2);
  const auto wait_lock = seconds_of("bench: --wait-lock", verb.wait_lock, 0);
  for (const auto* time : {&seconds, &patience, &wait, &wait_lock}) {
    if (!*time) return tl::unexpected(time->error());
  }
  if (*seconds < kShortestWindow) return wrong("--seconds is too short; at least 50ms");
  options.seconds = *seconds;
  options.patience_seconds = *patience;
  options.wait_seconds = *wait;
  options.wait_lock_seconds = *wait_lock;
  options.ceiling = parse_risk(verb.risk).value_or(Risk::safe);
  options.by = verb.layers == "step" ? LayersBy::step : LayersBy::kind;
  options.figure = parse_bench_figure(verb.figure).value_or(BenchFigure::p99);
  return options;
}

}  // namespace holdfast
