#include "cli/agent_verbs.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/command_line.h"

namespace holdfast {
namespace {

void add_run_folder(CLI::App& verb, std::string& folder) {
  verb.add_option("--run-dir", folder, "where the agent's sockets are (default: /run/holdfast)")
      ->type_name("DIR");
}

void build_run(CLI::App& app, RunOptions& options) {
  auto& verb = *app.add_subcommand("run", "the resident agent: watch, name, heal, measure");
  verb.add_option("policy", options.policy,
                  "a policy, or a folder of policies (default: none, it only observes)");
  verb.add_option("--state-dir", options.state_folder,
                  "where the store is (default: /var/lib/holdfast)")
      ->type_name("DIR");
  add_run_folder(verb, options.run_folder);
  verb.add_option("--listen", options.listen,
                  "where the dashboard is; may be given again (default 127.0.0.1:9470, [::1]:9470)")
      ->type_name("ADDRESS:PORT")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_option("--on-event", options.on_event,
                  "start this program on drifts and transitions, the event as JSON on its input")
      ->type_name("PROGRAM");
  verb.add_option("--jitter", options.jitter,
                  "measure the delays of packets by BPF: auto (not in a flood), bpf, or none "
                  "(default: auto)")
      ->check(CLI::IsMember({"auto", "bpf", "none"}));
  verb.add_flag("--no-bpf", options.no_bpf, "load no BPF programs into the kernel");
  verb.add_option("--canary", options.canary,
                  "a schedule of blocks in which to heal, and blocks in which only to watch")
      ->type_name("FILE");
  verb.add_option("--gateway-gauges", options.gateway_gauges,
                  "keep the gauges that a gateway writes there; may be given again")
      ->type_name("FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_option("--calibration", options.calibration,
                  "what drift adds to the tail, for the features page (holdfast-tca features)")
      ->type_name("FILE");
  verb.add_flag("--no-serve", options.no_serve, "start no server for the dashboard beside it");
  verb.add_flag("--no-store", options.no_store, "keep no record of events and figures");
  verb.add_flag("--quiet,-q", options.quiet, "print nothing but errors");
  verb.add_flag("--json", options.json, "print events as lines of JSON");
}

void build_status(CLI::App& app, StatusOptions& options) {
  auto& verb = *app.add_subcommand("status", "the resident agent: regime, differences, sources");
  add_run_folder(verb, options.run_folder);
  verb.add_flag("--json", options.json, "the status as JSON");
}

void build_events(CLI::App& app, AgentVerbs& verbs) {
  auto& verb = *app.add_subcommand("events", "who moved what, when, from where to where");
  verb.add_flag("--follow,-f", verbs.events.follow, "go on with what happens from now on");
  verb.add_option("--lines,-n", verbs.events.lines, "the newest so many (default: 50)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1'000'000}));
  verb.add_option("--since", verbs.since, "only those of the last 30s, 15m or 1h")
      ->type_name("TIME");
  verb.add_option("--state-dir", verbs.events.state_folder,
                  "where the store is (default: /var/lib/holdfast)")
      ->type_name("DIR");
  add_run_folder(verb, verbs.events.run_folder);
  verb.add_flag("--json", verbs.events.json, "a line of JSON for each");
}

void build_pause(CLI::App& app, AgentVerbs& verbs) {
  auto& verb = *app.add_subcommand("pause", "the agent repairs nothing for a while");
  verb.add_option("time", verbs.pause_time,
                  "for so long, e.g. 10m (default: until `holdfast pause --end`)");
  verb.add_flag("--end", verbs.pause.end, "the agent goes on");
  add_run_folder(verb, verbs.pause.run_folder);
}

void build_top(CLI::App& app, AgentVerbs& verbs) {
  auto& verb = *app.add_subcommand("top", "live view of what a resident agent sees");
  verb.add_option("--interval", verbs.top_interval, "time between two pictures (default: 1s)")
      ->type_name("TIME");
  verb.add_flag("--once", verbs.top.once, "print one picture and end; so it is without a terminal");
  add_run_folder(verb, verbs.top.run_folder);
}

Result<std::optional<double>> seconds_of(const char* what, const std::string& text) {
  if (text.empty()) return std::optional<double>();
  const auto seconds = parse_duration(text);
  if (seconds) return seconds;
  return fail(ErrorCode::usage,
              fmt::format("{} \"{}\" is not a time such as 30s or 15m, up to 1h", what, text));
}

}  // namespace

void build_agent_verbs(CLI::App& app, AgentVerbs& verbs) {
  build_run(app, verbs.run);
  build_status(app, verbs.status);
  build_events(app, verbs);
  build_pause(app, verbs);
  build_top(app, verbs);
}

Result<AgentCommand> chosen_agent(const CLI::App& app, AgentVerbs verbs) {
  if (app.got_subcommand("run")) return verbs.run;
  if (app.got_subcommand("status")) return verbs.status;
  if (app.got_subcommand("events")) {
    const auto since = seconds_of("--since", verbs.since);
    if (!since) return tl::unexpected(since.error());
    verbs.events.since_seconds = *since;
    return verbs.events;
  }
  if (app.got_subcommand("pause")) {
    const auto seconds = seconds_of("pause", verbs.pause_time);
    if (!seconds) return tl::unexpected(seconds.error());
    if (*seconds && verbs.pause.end) {
      return fail(ErrorCode::usage, "pause takes a time or --end, not both");
    }
    verbs.pause.seconds = *seconds;
    return verbs.pause;
  }
  if (app.got_subcommand("top")) {
    const auto seconds = seconds_of("--interval", verbs.top_interval);
    if (!seconds) return tl::unexpected(seconds.error());
    verbs.top.interval_seconds = seconds->value_or(verbs.top.interval_seconds);
    return verbs.top;
  }
  return std::monostate{};
}

}  // namespace holdfast
