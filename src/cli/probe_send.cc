#include <fmt/format.h>

#include "cli/probe_views.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

constexpr double kRate = 1000;
constexpr double kSeconds = 10;

// What the other end reflects comes to the same port here, or to --reply-port.
int run_round_trip(const ProbeOptions& options, const SenderOptions& sender) {
  const auto choice =
      options.receivers.empty() ? all_receiver_choices().front() : options.receivers.front();
  ProbeRun run;
  run.receiver = chosen_receiver(choice, receiver_of(options));
  run.receiver.local.address.assign(options.target->address.size(), 0);
  if (options.reply_port != 0) run.receiver.local.port = options.reply_port;
  run.sender = sender;
  run.receiver_cpu = options.cpu;
  run.sender_cpu = options.sender_cpu;
  run.is_round_trip = true;
  run.traffic = traffic_of(options, kRate, kSeconds);
  auto outcome = run_probe(run, is_probe_stopped);
  if (!outcome) return report(outcome.error());
  if (outcome->result.received == 0) {
    return report(Error{
        ErrorCode::failed,
        fmt::format("nothing of {} packets came back from {}: does holdfast probe reflect run "
                    "there, and may its answers come to port {} here?{}",
                    outcome->result.sent.value_or(0), to_text(sender.remote),
                    run.receiver.local.port,
                    outcome->link_note.empty() ? "" : " (" + outcome->link_note + ")")});
  }
  return show_probe(options, *std::move(outcome));
}

}  // namespace

int run_probe_send(const ProbeOptions& options) {
  SenderOptions sender;
  sender.remote = *options.target;
  sender.interface = options.interface;
  if (options.round_trip) return run_round_trip(options, sender);
  const auto traffic = traffic_of(options, kRate, kSeconds);
  const auto sent = send_probe(sender, options.cpu, traffic, is_probe_stopped);
  if (!sent) return report(sent.error());
  if (options.json) {
    fmt::print(
        "{{\"format\":1,\"to\":\"{}\",\"sent\":{},\"refused\":{},\"late\":{},"
        "\"seconds\":{:.6f}}}\n",
        to_text(sender.remote), sent->sent, sent->refused, sent->late, sent->seconds);
    return kDone;
  }
  fmt::print("sent {} packets of {} bytes to {} in {:.1f} s; {} over 10 µs late", sent->sent,
             traffic.packet_bytes, to_text(sender.remote), sent->seconds, sent->late);
  if (sent->refused > 0) {
    fmt::print("; the kernel refused {}, the last as {}", sent->refused, sent->last_refusal);
  }
  fmt::print("\n");
  return kDone;
}

}  // namespace holdfast
