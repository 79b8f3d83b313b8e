#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "gateway/client_summary.h"
#include "gateway/verbs.h"
#include "host/reading.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

FeedClientOptions feed_options(const ClientCommand& command) {
  FeedClientOptions options;
  options.session = command.session;
  options.lines = command.lines.size();
  options.has_re_request_server = command.re_request.has_value();
  options.has_snapshot_server = command.snapshot.has_value();
  options.joins_by_re_request = command.joins_by_re_request;
  options.window_messages = command.window;
  options.window_bytes = command.window * 64;
  options.recovery.books.hash_seed = std::random_device{}();
  options.recovery.link.username = command.username;
  options.recovery.link.password = command.password;
  options.recovery.keeps_session = command.digest_every > 0;
  // So that many clients that lost the same do not ask in step.
  options.seed = static_cast<std::uint64_t>(monotonic_now().ns) ^
                 static_cast<std::uint64_t>(::getpid()) << 32U;
  return options;
}

// How far it is, as one line on a terminal that is drawn over itself.
class Progress {
 public:
  Progress() : is_shown_(::isatty(STDERR_FILENO) != 0) {}
  void show(const FeedClient& client, Instant now) {
    if (!is_shown_ || now.ns - last_.ns < kSecondNs / 4) return;
    const auto messages = client.counts().delivered;
    const double rate = static_cast<double>(messages - messages_) / elapsed_seconds(last_, now);
    fmt::print(stderr, "\r{} {}, {:.0f} messages/s\033[K",
               client.is_synchronised() ? "synchronised at" : "stale at", client.next_sequence(),
               last_.ns == 0 ? 0.0 : rate);
    messages_ = messages;
    last_ = now;
  }
  ~Progress() {
    if (is_shown_ && last_.ns != 0) std::fputs("\r\033[K", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  bool is_shown_;
  Instant last_;
  std::uint64_t messages_ = 0;
};

class Run {
 public:
  Run(const ClientCommand& command, FeedClient& client, ClientTale& tale, ClientSockets& sockets)
      : command_(&command), client_(&client), tale_(&tale), sockets_(&sockets) {}

  Result<void> until_the_end() {
    const auto began = monotonic_now();
    if (command_->seconds) end_ = plus_seconds(began, *command_->seconds);
    Progress progress;
    while (!is_over()) {
      wait();
      if (auto worked = turn(); !worked) return worked;
      ask_on_the_way();
      progress.show(*client_, now_);
    }
    return {};
  }

  /// The last comparison, and those that are open still. false: there are no books to compare.
  Result<bool> compare() {
    // A batch may have ended within a gap; what fills it is soon here.
    const auto patience = plus_seconds(monotonic_now(), 10);
    while (!client_->is_synchronised() && now_ < patience && !StopSignal::came() &&
           !client_->has_ended()) {
      wait();
      if (auto worked = turn(); !worked) return tl::unexpected(worked.error());
    }
    const bool is_asked = client_->ask_digest(now_);
    while (client_->is_digest_pending() && !StopSignal::came()) {
      wait();
      if (auto worked = turn(); !worked) return tl::unexpected(worked.error());
    }
    return is_asked;
  }

 private:
  bool is_over() const {
    return StopSignal::came() || client_->has_ended() || tale_->has_failed() ||
           (end_ && now_ >= *end_) ||
           (command_->messages && tale_->messages() >= *command_->messages);
  }

  void wait() {
    if (sockets_->spins()) return;
    auto due = client_->next_deadline();
    if (end_) due = due ? std::min(*due, *end_) : *end_;
    const auto most = kSecondNs / 4;  // progress
    sockets_->wait(due ? std::min(due->ns - monotonic_now().ns, most) : most);
  }

  Result<void> turn() {
    now_ = monotonic_now();
    tale_->set_now(now_);
    const auto worked = sockets_->do_work(now_);
    if (!worked) return tl::unexpected(worked.error());
    return {};
  }

  void ask_on_the_way() {
    const auto every = command_->digest_every;
    if (every == 0 || tale_->messages() - asked_at_ < every) return;
    if (client_->ask_digest(now_)) asked_at_ = tale_->messages();
  }

  const ClientCommand* command_;
  FeedClient* client_;
  ClientTale* tale_;
  ClientSockets* sockets_;
  Instant now_;
  std::optional<Instant> end_;
  std::uint64_t asked_at_ = 0;
};

int judge(const ClientCommand& command, const ClientTale& tale, bool is_compared) {
  if (tale.unequal() > 0) {
    report_gateway({ErrorCode::failed, "client: the books are not those of the server"});
    return kGatewayUnequal;
  }
  if (command.check_digest && (!is_compared || tale.unknown() > 0)) {
    return report_gateway({ErrorCode::failed,
                           is_compared
                               ? "client: the server did not tell its digest in 10 s, so the books "
                                 "were not compared"
                               : "client: the books are stale, so they were not compared"});
  }
  if (tale.is_whole() == false) {
    return report_gateway(
        {ErrorCode::failed, "client: the session is over, and messages of it were not to be had"});
  }
  return kGatewayDone;
}

}  // namespace

int run_client(const ClientCommand& command) {
  std::signal(SIGPIPE, SIG_IGN);
  auto tale = ClientTale::make(command.write, command.messages);
  if (!tale) return report_gateway(tale.error());
  FeedClient client(feed_options(command), **tale);
  auto sockets = ClientSockets::open(command, client);
  if (!sockets) return report_gateway(sockets.error());
  for (const auto& receiver : sockets->receivers()) {
    for (const auto& note : receiver->notes()) fmt::print(stderr, "holdfast-gateway: {}\n", note);
  }
  const StopSignal stop;
  Run run(command, client, **tale, *sockets);
  if (auto ran = run.until_the_end(); !ran) return report_gateway(ran.error());
  bool is_compared = false;
  if (command.check_digest) {
    const auto compared = run.compare();
    if (!compared) return report_gateway(compared.error());
    is_compared = *compared;
  }
  const auto text =
      command.json ? client_summary_json(client, **tale, *sockets) : client_summary(client, **tale);
  std::fputs(text.c_str(), stdout);
  if (auto finished = (*tale)->finish(); !finished) return report_gateway(finished.error());
  return judge(command, **tale, is_compared);
}

}  // namespace holdfast
