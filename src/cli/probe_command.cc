#include "cli/probe_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/printable.h"
#include "cli/command_line.h"
#include "probe/probe_message.h"

namespace holdfast {
namespace {

constexpr double kHighestRate = 20e6;
constexpr std::uint32_t kLongestPacket = 65507;  // of UDP over IPv4
constexpr std::uint32_t kLargestBurst = 65536;
constexpr std::uint32_t kMostRounds = 1000;

std::string known_receivers() {
  std::string known;
  for (const auto& choice : all_receiver_choices()) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", choice.name);
  }
  return known;
}

void add_traffic(CLI::App& verb, ProbeVerb& probe) {
  ProbeOptions& options = probe.options;
  verb.add_option("--rate", options.rate,
                  "packets per second (default: 100000 of compare, 10000 of stages, 1000 of send)")
      ->type_name("N")
      ->check(CLI::Range(0.01, kHighestRate));
  verb.add_option("--burst", options.burst, "packets at once, so that the rate stays (default 1)")
      ->type_name("N")
      ->check(CLI::Range(1U, kLargestBurst));
  verb.add_option("--size", options.size_bytes, "bytes of payload (default 288)")
      ->type_name("BYTES")
      ->check(CLI::Range(static_cast<std::uint32_t>(kProbeMessageBytes), kLongestPacket));
  verb.add_option(
          "--seconds", probe.seconds,
          "how long: 10, 500ms, 1m (default: 2s of a run, 5s of stages, 10s of send and receive)")
      ->type_name("TIME");
}

void add_receiver(CLI::App& verb, ProbeVerb& probe) {
  ProbeOptions& options = probe.options;
  verb.add_option("--receivers,--receiver", probe.receivers,
                  "ways of receiving, with commas between: " + known_receivers() +
                      " (default: all of compare, blocking of stages, spin of the others)")
      ->type_name("NAMES");
  verb.add_option("--interface", options.interface,
                  "where packets come in: for AF_XDP and multicast groups")
      ->type_name("NAME");
  verb.add_option("--queue", options.queue, "of AF_XDP: the interface's rx queue (default 0)")
      ->type_name("N");
  verb.add_option("--busy-poll", options.busy_poll_us,
                  "µs of SO_BUSY_POLL; over the gap between packets (default 50)")
      ->type_name("US")
      ->check(CLI::Range(1U, 1'000'000U));
  verb.add_flag("--hardware-stamps", options.hardware_stamps,
                "take the NIC's stamps where it gives them; it is not switched on here");
}

}  // namespace

const std::vector<std::string> kProbeVerbs{"compare", "receive", "send", "reflect", "stages"};

void build_probe(CLI::App& app, ProbeVerb& probe) {
  ProbeOptions& options = probe.options;
  auto& verb = *app.add_subcommand(
      "probe", "how long a packet takes to this host's programs, in each way of receiving it");
  verb.add_option("what", options.what, "compare, receive, send, reflect or stages")
      ->required()
      ->check(CLI::IsMember(kProbeVerbs));
  verb.add_option("address", probe.target,
                  "ADDRESS:PORT; of send: where to, of the others: where to listen");
  verb.add_flag(
      "--selftest", options.selftest,
      "of compare and stages: over a veth pair made for it; the host's network is not touched");
  verb.add_option("--rounds", options.rounds, "of compare: runs of each receiver (default 3)")
      ->type_name("N")
      ->check(CLI::Range(1U, kMostRounds));
  add_traffic(verb, probe);
  add_receiver(verb, probe);
  verb.add_option_function<std::uint32_t>(
          "--cpu", [&options](const std::uint32_t& cpu) { options.cpu = CpuId{cpu}; },
          "the receiver's CPU (of send: the sender's)")
      ->type_name("CPU")
      ->check(CLI::Range(0U, CpuSet::kMaxCpus - 1));
  verb.add_option_function<std::uint32_t>(
          "--sender-cpu", [&options](const std::uint32_t& cpu) { options.sender_cpu = CpuId{cpu}; },
          "of --selftest: the sender's CPU")
      ->type_name("CPU")
      ->check(CLI::Range(0U, CpuSet::kMaxCpus - 1));
  verb.add_flag("--round-trip", options.round_trip,
                "of send: measure what `probe reflect` sends back, at the same port here");
  verb.add_option("--reply-port", options.reply_port,
                  "where round trips come back to (default: the port that is sent to)")
      ->type_name("PORT");
  verb.add_flag("--spin", options.spin, "of reflect: look without waiting; takes a core");
  verb.add_option("--report", options.report, "write a page (HTML) with the table and plots")
      ->type_name("FILE");
  verb.add_option("--log", options.log, "write every run's delays as a HdrHistogram log")
      ->type_name("FILE");
  verb.add_flag("--force", options.force, "replace the files of --report and --log if they exist");
  verb.add_flag("--json", options.json, "as JSON");
}

Result<ProbeOptions> chosen_probe(ProbeVerb verb) {
  ProbeOptions& options = verb.options;
  const auto wrong = [&](const std::string& sentence) {
    return fail(ErrorCode::usage, fmt::format("probe {}: {}", options.what, sentence));
  };
  if (!verb.target.empty()) {
    options.target = parse_endpoint(verb.target);
    if (!options.target) {
      return wrong(
          fmt::format("\"{}\" is no address and port such as 10.0.0.2:9000 or "
                      "[2001:db8::1]:9000",
                      printable(verb.target)));
    }
  }
  const bool may_send = options.what == "compare" || options.what == "stages";
  if (options.selftest && !may_send) {
    return wrong("--selftest goes with compare and stages only");
  }
  if (options.selftest && options.target) {
    return wrong("--selftest has addresses of its own; leave the address out");
  }
  if (!options.selftest && !options.target) {
    return wrong(may_send
                     ? "give an address to listen at (somebody sends to it: holdfast probe send), "
                       "or --selftest"
                     : "the address is missing, such as 10.0.0.2:9000");
  }
  if (options.round_trip && options.what != "send") {
    return wrong("--round-trip goes with send; at the other end runs holdfast probe reflect");
  }
  if (!verb.receivers.empty()) {
    auto chosen = parse_receiver_choices(verb.receivers);
    if (!chosen) return wrong(chosen.error().sentence);
    options.receivers = *std::move(chosen);
  }
  if (options.what != "compare" && options.receivers.size() > 1) {
    return wrong("one way of receiving at a time; probe compare takes several");
  }
  if (options.what == "stages") {
    if (!options.log.empty()) return wrong("--log has no place for stages; --json has all figures");
    for (const auto& receiver : options.receivers) {
      if (receiver.method != ReceiveMethod::af_xdp) continue;
      return wrong(
          fmt::format("{} takes packets before the stack whose stages are shown; probe "
                      "compare measures it as a whole",
                      receiver.name));
    }
  }
  if (!verb.seconds.empty()) {
    options.seconds = parse_duration(verb.seconds);
    if (!options.seconds) {
      return wrong(fmt::format("--seconds \"{}\" is not a time such as 10s or 500ms, up to 1h",
                               printable(verb.seconds)));
    }
  }
  return options;
}

}  // namespace holdfast
