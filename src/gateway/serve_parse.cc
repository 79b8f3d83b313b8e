#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iterator>

#include "gateway/option_words.h"
#include "gateway/sending_parse.h"
#include "gateway/verb_parser.h"
#include "net/socket_address.h"

namespace holdfast {
namespace {

constexpr std::string_view kPolicyNames[] = {"other", "fifo", "rr"};

template <std::size_t N>
CLI::Validator one_of(const std::string_view (&names)[N]) {
  return CLI::IsMember(std::vector<std::string>(std::begin(names), std::end(names)));
}

Error wrong(std::string_view option, std::string_view text, std::string_view expected) {
  return {ErrorCode::usage, fmt::format("{} {}: expected {}", option, text, expected)};
}

Result<Endpoint> place_of(std::string_view option, const std::string& text, bool group) {
  const auto endpoint = parse_endpoint(text);
  if (endpoint && (group ? endpoint->port != 0 && is_multicast(*endpoint) : true)) return *endpoint;
  return tl::unexpected<Error>(wrong(option, text,
                                     group ? "a multicast group and a port, such as 239.1.1.1:4000"
                                           : "ADDRESS:PORT, such as 127.0.0.1:4100"));
}

Result<void> read_optional(std::string_view option, const std::string& text,
                           std::optional<Endpoint>& out, bool group = false) {
  if (text.empty()) return {};
  const auto endpoint = place_of(option, text, group);
  if (!endpoint) return tl::unexpected(endpoint.error());
  out = *endpoint;
  return {};
}

Result<std::uint64_t> ring_of(std::string_view option, std::uint64_t events) {
  if (is_ring_size(events)) return events;
  return tl::unexpected<Error>(
      wrong(option, fmt::to_string(events), "a power of two from 64 to 16777216, such as 8192"));
}

Result<void> read_pace(const std::string& text, FeedSourceOptions& source) {
  if (text == "max" || text == "recorded") {
    source.pace = text == "max" ? PaceKind::max : PaceKind::recorded;
    return {};
  }
  std::string_view number = text;
  if (number.ends_with("/s")) number.remove_suffix(2);
  const auto rate = decimal(number);
  if (!rate || *rate < 1 || *rate > 1e9) {
    return tl::unexpected<Error>(
        wrong("--rate", text, "messages a second (500000/s), recorded or max"));
  }
  source.pace = PaceKind::rate;
  source.rate = *rate;
  return {};
}

class ServeParser final : public VerbParser {
 public:
  CLI::App& build(CLI::App& app) override;
  Result<GatewayCommand> command() const override;

 private:
  void build_source(CLI::App& app);
  void build_streams(CLI::App& app);
  void build_threads(CLI::App& app);
  void build_watching(CLI::App& app);
  Result<void> read_source(ServeCommand& out) const;
  Result<void> read_streams(ServeCommand& out) const;
  Result<void> read_threads(ServeCommand& out) const;
  Result<void> read_ports(ServeCommand& out) const;

  ServeCommand command_;
  bool synth_ = false;
  std::string rate_ = "max", group_ = "239.1.1.1:4000", group_b_, topology_ = "single",
              idle_ = "yield", stream_policy_ = "drop", policy_ = "other", snapshot_, requests_,
              metrics_;
  std::uint64_t ring_ = 8192, max_batch_limit_ = 0, cpu_ = 0, history_mib_ = 16;
  double linger_ = 1, restart_snapshots_ = 0;
  SendingParser sending_;
  CLI::App* verb_ = nullptr;
};

void ServeParser::build_source(CLI::App& app) {
  auto& source = command_.options.source;
  app.add_option("file", source.file, "BinaryFILE with the messages; - is standard input");
  app.add_flag("--synth", synth_, "messages of a generator instead of a file's");
  app.add_option("--seed", source.seed, "of the generator (default 1)")->type_name("N");
  app.add_option("--messages", source.messages,
                 "of the generator, behind the day's opening (default: until it is ended)")
      ->type_name("N");
  app.add_option("--stocks", source.stocks, "of the generator (default 500)")
      ->type_name("N")
      ->check(CLI::Range(1U, 65'535U));
  app.add_option(
         "--rate", rate_,
         "messages a second (500000/s), recorded (by their timestamps) or max (the default)")
      ->type_name("RATE");
}

void ServeParser::build_streams(CLI::App& app) {
  app.add_option("--streams", command_.stream_count, "delta streams (default 1)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, kMostStreams));
  app.add_option("--group", group_,
                 "multicast group of stream 0; stream i has the address + i (default "
                 "239.1.1.1:4000)")
      ->type_name("ADDRESS:PORT");
  app.add_option("--second-line", group_b_, "the same for a second line with the same datagrams")
      ->type_name("ADDRESS:PORT");
  app.add_option("--session", command_.options.session,
                 "what the sessions' names begin with (default: the time)")
      ->type_name("NAME");
  app.add_option("--ring", ring_, "events of a stream's ring (default 8192)")->type_name("EVENTS");
  app.add_option("--application-ring", command_.options.application_ring,
                 "events of the ring before the application thread (default 8192)")
      ->type_name("EVENTS");
  app.add_option("--stream-policy", stream_policy_, "drop (the default) or block")
      ->check(one_of(kStreamPolicyNames));
  app.add_option("--config", command_.config,
                 "a file with the streams and what differs between them")
      ->type_name("FILE");
  app.add_option("--snapshot", snapshot_, "where snapshots are had, by TCP")
      ->type_name("ADDRESS:PORT");
  app.add_option("--restart-snapshots", restart_snapshots_,
                 "close that port each so many seconds for a while, for tests")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 3600.0));
  app.add_option("--re-request", requests_, "where missed messages are asked for, by UDP")
      ->type_name("ADDRESS:PORT");
  app.add_option("--history", history_mib_,
                 "MiB of each stream's messages that can be asked for again (default 16)")
      ->type_name("MIB")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{4096}));
  app.add_option("--linger", linger_, "seconds for which the session's end is sent (default 1)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 3600.0));
}

void ServeParser::build_threads(CLI::App& app) {
  app.add_option("--topology", topology_,
                 "thread-per-stream, single (the default) or single-pinned")
      ->check(one_of(kTopologyNames));
  app.add_option("--idle", idle_, "spin, yield (the default), back-off or park")
      ->check(one_of(kIdleNames));
  auto* cpu = app.add_option("--cpu", cpu_, "of the pinned thread");
  cpu->type_name("CPU")->check(CLI::Range(8191U));
  auto* scheduling =
      app.add_option("--scheduling", policy_, "its class: other (the default), fifo or rr");
  scheduling->check(one_of(kPolicyNames));
  auto* priority = app.add_option("--priority", command_.options.threads.priority,
                                  "its priority in fifo and rr");
  priority->type_name("1-99")->check(CLI::Range(1, 99));
  auto* policy = app.add_option("--policy", command_.policy,
                                "take all three from this policy of holdfast, or folder of them");
  policy->type_name("FILE")->excludes(cpu, scheduling, priority);
  app.add_option("--thread", command_.policy_thread,
                 "the name of the pinned thread there (default hf-delta)")
      ->type_name("NAME")
      ->needs(policy);
}

void ServeParser::build_watching(CLI::App& app) {
  app.add_option("--max-batch-limit", max_batch_limit_,
                 "alert, and exit 5, when more events wait at once for any thread")
      ->type_name("EVENTS")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 32U));
  app.add_option("--profile", command_.profile,
                 "warn of what is unlike this description of production")
      ->type_name("FILE");
  app.add_option("--metrics", metrics_, "where Prometheus finds /metrics, by HTTP")
      ->type_name("ADDRESS:PORT");
  app.add_option("--gauges", command_.gauges,
                 "replace this file each second with the summary so far, for holdfast run")
      ->type_name("FILE");
  auto* is_live = app.add_flag("--live", command_.live, "a screen of gauges, redrawn each second");
  app.add_flag("--json", command_.json, "a summary as JSON at the end")->excludes(is_live);
}

Result<void> ServeParser::read_source(ServeCommand& out) const {
  auto& source = out.options.source;
  if (synth_ == !source.file.empty()) {
    return fail(ErrorCode::usage,
                "serve: what is to be served? Name a BinaryFILE, - for standard input, or --synth");
  }
  return read_pace(rate_, source);
}

Result<void> ServeParser::read_streams(ServeCommand& out) const {
  auto& options = out.options;
  StreamOptions first;
  const auto to = place_of("--group", group_, true);
  if (!to) return tl::unexpected(to.error());
  first.group = *to;
  if (const auto read = read_optional("--second-line", group_b_, first.group_b, true); !read) {
    return read;
  }
  const auto events = ring_of("--ring", ring_);
  if (!events) return tl::unexpected(events.error());
  first.ring = *events;
  first.policy = *parse_name<StreamPolicy>(kStreamPolicyNames, stream_policy_);
  options.streams = {first};
  if (const auto own = ring_of("--application-ring", options.application_ring); !own) {
    return tl::unexpected(own.error());
  }
  if (options.session.size() > 6) {
    return tl::unexpected<Error>(wrong("--session", options.session, "at most 6 letters"));
  }
  return sending_.read(*verb_, options.sending);
}

Result<void> ServeParser::read_threads(ServeCommand& out) const {
  auto& threads = out.options.threads;
  threads.topology = *parse_name<Topology>(kTopologyNames, topology_);
  threads.idle = *parse_name<IdleKind>(kIdleNames, idle_);
  threads.policy = *parse_name<SchedulingPolicy>(kPolicyNames, policy_);
  if (verb_->count("--cpu") > 0) threads.cpu = static_cast<std::uint32_t>(cpu_);
  const bool is_real_time = threads.policy != SchedulingPolicy::other;
  if (is_real_time != (threads.priority > 0)) {
    return fail(ErrorCode::usage,
                is_real_time ? fmt::format("--scheduling {} needs --priority 1 to 99", policy_)
                             : "--priority is of --scheduling fifo and rr");
  }
  out.has_topology = verb_->count("--topology") > 0;
  out.has_idle = verb_->count("--idle") > 0;
  return {};
}

Result<void> ServeParser::read_ports(ServeCommand& out) const {
  if (const auto read = read_optional("--snapshot", snapshot_, out.options.snapshot); !read) {
    return read;
  }
  out.options.history_bytes = history_mib_ << 20U;
  if (const auto read = read_optional("--re-request", requests_, out.options.requests); !read) {
    return read;
  }
  return read_optional("--metrics", metrics_, out.metrics);
}

CLI::App& ServeParser::build(CLI::App& app) {
  verb_ = app.add_subcommand(
      "serve", "an ITCH feed as streams by UDP multicast, with snapshots and re-requests");
  build_source(*verb_);
  build_streams(*verb_);
  sending_.build(*verb_, command_.options.sending);
  build_threads(*verb_);
  build_watching(*verb_);
  return *verb_;
}

Result<GatewayCommand> ServeParser::command() const {
  ServeCommand out = command_;
  for (const auto read : {&ServeParser::read_source, &ServeParser::read_streams,
                          &ServeParser::read_threads, &ServeParser::read_ports}) {
    if (const auto done = (this->*read)(out); !done) return tl::unexpected(done.error());
  }
  if (max_batch_limit_ > 0) out.options.max_batch_limit = max_batch_limit_;
  out.options.linger_ns = static_cast<std::int64_t>(linger_ * 1e9);
  out.options.restart_snapshots_ns = static_cast<std::int64_t>(restart_snapshots_ * 1e9);
  return out;
}

}  // namespace

std::unique_ptr<VerbParser> make_serve_parser() { return std::make_unique<ServeParser>(); }

}  // namespace holdfast
