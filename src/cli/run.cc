#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <limits>

#include "agent/agent.h"
#include "agent/control.h"
#include "agent/feed.h"
#include "agent/live_agent_host.h"
#include "agent/service_notify.h"
#include "bpf/affinity_watcher.h"
#include "bpf/packet_watcher.h"
#include "bpf/thread_watcher.h"
#include "cli/agent_outputs.h"
#include "cli/file_policy_source.h"
#include "cli/verbs.h"
#include "host/errno_name.h"
#include "host/reading.h"
#include "host/watchers.h"
#include "metrics/exposition.h"

namespace holdfast {
namespace {

Result<void> make_folder(const std::string& path, const char* option) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && ::access(path.c_str(), W_OK) == 0) return {};
  return fail(
      ErrorCode::denied,
      fmt::format("{}: cannot be written: run as root, or give another folder ({})", path, option));
}

/// A file that an option names, by its reader.
template <class Read>
auto read_option(const char* option, const std::string& path, Read read)
    -> decltype(read(std::string_view())) {
  constexpr std::size_t kLargest = std::size_t{32} << 20U;
  std::string text;
  const auto file = open_at(AT_FDCWD, path.c_str(), O_RDONLY);
  const auto got = file ? read_regular(file->fd(), text, kLargest)
                        : ReadResult<void>(tl::unexpected(file.error()));
  if (!got) {
    return fail(ErrorCode::usage, fmt::format("{} {}: {}", option, path, errno_name(got.error())));
  }
  auto value = read(std::string_view(text));
  if (value) return value;
  return fail(ErrorCode::usage, fmt::format("{}: {}", path, value.error().sentence));
}

/// SIGINT, SIGTERM and SIGHUP as something to wait on.
Result<Descriptor> agent_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  Descriptor descriptor;
  if (::sigprocmask(SIG_BLOCK, &signals, nullptr) == 0) {
    descriptor = Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  if (!descriptor) return fail(ErrorCode::failed, "signals cannot be waited for");
  return descriptor;
}

/// Kept descriptors are three for each vector of the policy: a host of 1,000 needs more than 1,024.
void allow_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// The server of the dashboard as a process of its own, which gives up its privileges and ends with
/// this one. The agent itself has no TCP socket.
/// Its process; 0 when there is none.
std::uint32_t start_server(const RunOptions& options) {
  std::vector<std::string> words{"holdfast",    "serve",
                                 "--feed",      options.run_folder + "/" + kFeedName,
                                 "--state-dir", options.state_folder};
  for (const auto& address : options.listen) {
    words.emplace_back("--listen");
    words.push_back(address);
  }
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) fmt::print(stderr, "holdfast: no process for the server: there is no dashboard\n");
  if (child != 0) return child > 0 ? static_cast<std::uint32_t>(child) : 0;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(0);  // it ended before that took hold
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execv("/proc/self/exe", arguments.data());
  ::_exit(127);
}

enum class Wish { none, end, reload };

Wish wish_of(int signals) {
  signalfd_siginfo got{};
  Wish wish = Wish::none;
  while (::read(signals, &got, sizeof got) == sizeof got) {
    wish = got.ssi_signo == SIGHUP ? Wish::reload : Wish::end;
    if (wish == Wish::end) return wish;
  }
  return wish;
}

/// Is there something of the first of them?
bool wait_for(const std::vector<int>& fds, Instant until) {
  std::vector<pollfd> waiting;
  waiting.reserve(fds.size());
  for (const int fd : fds) waiting.push_back({fd, POLLIN, 0});
  const std::int64_t left_ns = until.ns - monotonic_now().ns;
  const timespec bound{left_ns > 0 ? left_ns / 1'000'000'000 : 0,
                       left_ns > 0 ? left_ns % 1'000'000'000 : 0};
  return ::ppoll(waiting.data(), waiting.size(), &bound, nullptr) != 0 && waiting[0].revents != 0;
}

/// Turns until a signal ends them.
void live(Agent& agent, UnixServer& control, const Feed& feed, int signals) {
  const auto watchdog = watchdog_seconds();
  std::int64_t next_word_ns = 0;
  bool ready = false;
  bool signalled = true;
  while (true) {
    const Wish wish = signalled ? wish_of(signals) : Wish::none;
    if (wish == Wish::end) break;
    if (wish == Wish::reload) agent.reload();
    const Instant due = agent.do_work(monotonic_now());
    control.do_work(nullptr, [&agent](std::string_view line, const Peer& peer) {
      return answer_control(agent, line, peer);
    });
    if (!std::exchange(ready, true)) notify_service("READY=1\nSTATUS=watching");
    if (const std::int64_t now_ns = monotonic_now().ns; watchdog && now_ns >= next_word_ns) {
      next_word_ns = now_ns + static_cast<std::int64_t>(*watchdog * 0.3e9);
      notify_service("WATCHDOG=1");
    }
    std::vector<int> fds{signals};
    for (const auto& more : {agent.wake_fds(), control.fds(), feed.fds()}) {
      fds.insert(fds.end(), more.begin(), more.end());
    }
    signalled = wait_for(fds, due);
  }
  notify_service("STOPPING=1");
  agent.stop();
}

/// None when BPF is not wanted.
std::shared_ptr<PacketTracer> tracer_of(const RunOptions& options) {
  if (options.no_bpf) return nullptr;
  PacketTracerOptions traced;
  traced.delays = options.jitter != "none";
  if (options.jitter == "bpf") traced.most_packets = std::numeric_limits<double>::infinity();
  return std::make_shared<PacketTracer>(traced);
}

std::vector<std::unique_ptr<Watcher>> watchers_of(const RunOptions& options) {
  WatchOptions watch;
  const auto highest = options.no_bpf ? AffinityProbe::Rung::none : AffinityProbe::Rung::requests;
  watch.before_fanotify.emplace_back([highest](auto actors, auto processes) {
    return std::make_unique<AffinityWatcher>(AffinityProbe(possible_cpus(), highest),
                                             std::move(actors), std::move(processes));
  });
  watch.before_fanotify.emplace_back([&options](auto actors, auto processes) {
    return std::make_unique<ThreadWatcher>(ThreadProbe(possible_cpus(), !options.no_bpf),
                                           std::move(actors), std::move(processes));
  });
  return open_watchers(watch);
}

Result<UnixServer> open_socket(const std::string& folder, const char* name, bool for_group) {
  UnixServerOptions options;
  options.path = folder + "/" + name;
  if (for_group) {
    options.mode = 0660;
    options.groups = {"holdfast", "nogroup", "nobody"};  // that of the server's user
  }
  return UnixServer::open(std::move(options));
}

Result<void> run(const RunOptions& options) {
  if (auto made = make_folder(options.run_folder, "--run-dir"); !made) return made;
  if (!options.no_store) {
    if (auto made = make_folder(options.state_folder, "--state-dir"); !made) return made;
  }
  auto signals = agent_signals();
  if (!signals) return tl::unexpected(signals.error());
  allow_descriptors();
  auto control = open_socket(options.run_folder, kControlName, false);
  if (!control) return tl::unexpected(control.error());
  auto feed_server = open_socket(options.run_folder, kFeedName, true);
  if (!feed_server) return tl::unexpected(feed_server.error());
  Feed feed(*std::move(feed_server), prometheus_text);
  auto outputs = AgentOutputs::open(options, feed);
  if (!outputs) return tl::unexpected(outputs.error());

  const auto tracer = tracer_of(options);
  LiveAgentHost host(tracer);
  host.read_gateways(options.gateway_gauges);
  auto watchers = watchers_of(options);
  if (tracer) watchers.push_back(std::make_unique<PacketWatcher>(tracer));
  ::malloc_trim(0);  // libbpf has read all the kernel's types, and let go of them
  std::optional<FilePolicySource> policy;
  if (!options.policy.empty()) {
    policy.emplace(options.policy);
    // A mistake in the policy at the start is told at once; later ones leave the old one in force.
    if (auto read = policy->read(); !read) return tl::unexpected(read.error());
  }
  AgentOptions agent_options;
  if (!options.canary.empty()) {
    auto canary = read_option("--canary", options.canary, canary_from_json);
    if (!canary) return tl::unexpected(canary.error());
    agent_options.canary = *std::move(canary);
  }
  if (!options.calibration.empty()) {
    auto calibration =
        read_option("--calibration", options.calibration, tail_calibration_from_json);
    if (!calibration) return tl::unexpected(calibration.error());
    outputs->calibration = *std::move(calibration);
  }
  agent_options.version = HOLDFAST_VERSION;
  agent_options.pid = static_cast<std::uint32_t>(::getpid());
  agent_options.first_event = outputs->next_event_number();
  SocketBans bans;
  Agent agent(host, policy ? &*policy : nullptr, &bans, std::move(watchers), *outputs,
              std::move(agent_options));
  outputs->agent = &agent;
  if (const auto server = options.no_serve ? 0 : start_server(options)) host.take_along(server);
  live(agent, *control, feed, signals->fd());
  outputs->end();
  return {};
}

}  // namespace

int run_agent(const RunOptions& options) {
  if (const auto done = run(options); !done) return report(done.error());
  return kDone;
}

}  // namespace holdfast
