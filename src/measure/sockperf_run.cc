#include "measure/sockperf_run.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "measure/foreign_program.h"
#include "model/address.h"
#include "probe/sockperf_report.h"

namespace holdfast {
namespace {

constexpr std::chrono::milliseconds kUntilItListens{300};
constexpr double kMostBeside = 10;  // seconds, of its warm-up and its report

using Words = std::vector<std::string>;

void add_cpu(Words& words, const char* option, std::optional<CpuId> cpu) {
  if (!cpu) return;
  words.emplace_back(option);
  words.push_back(fmt::to_string(cpu->value));
}

Words to_server(const std::string& program, const char* verb, const Endpoint& server) {
  return {program, verb, "-i", address_text(server.address), "-p", fmt::to_string(server.port)};
}

}  // namespace

Result<ProbeResult> run_sockperf(const std::string& program, const ProbeRun& run,
                                 const IsStopped& is_stopped) {
  const Endpoint& at = run.sender->remote;
  Words serving = to_server(program, "server", at);
  add_cpu(serving, "--cpu-affinity", run.receiver_cpu);
  auto server = ForeignProgram::start(serving, run.receiver_network);
  if (!server) return tl::unexpected<Error>(server.error());
  std::this_thread::sleep_for(kUntilItListens);

  const double seconds = std::max(1.0, std::ceil(run.traffic.seconds));
  Words asking = to_server(program, "under-load", at);
  const auto add = [&](const char* option, const std::string& value) {
    asking.emplace_back(option);
    asking.push_back(value);
  };
  add("-t", fmt::format("{:.0f}", seconds));
  add("--mps", fmt::format("{:.0f}", std::max(1.0, run.traffic.pace.rate)));
  add("-b", fmt::to_string(run.traffic.pace.burst));
  add("-m", fmt::to_string(run.traffic.packet_bytes));
  add("--reply-every", "1");
  add_cpu(asking, "--sender-affinity", run.sender_cpu);
  add_cpu(asking, "--receiver-affinity", run.receiver_cpu);
  auto client = ForeignProgram::start(asking, run.sender_network);
  if (!client) return tl::unexpected<Error>(client.error());
  const auto printed = client->output(seconds + kMostBeside, is_stopped);
  if (!printed) return tl::unexpected<Error>(printed.error());
  const auto report = parse_sockperf(*printed);
  if (!report) return tl::unexpected<Error>(report.error());
  auto result = result_of(*report);
  result.packet_bytes = run.traffic.packet_bytes;
  return result;
}

}  // namespace holdfast
