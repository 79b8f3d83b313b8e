#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <charconv>

#include "cli/agent_verbs.h"
#include "cli/bench_command.h"
#include "cli/change_verbs.h"
#include "cli/input_options.h"
#include "cli/probe_command.h"
#include "cli/rss_command.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

const std::vector<std::string> kShown{"nics", "vectors", "queues", "cpus", "flows", "writers"};
const std::vector<std::string> kProfiles{"trading", "ena-trading", "high-pps"};
const std::vector<std::string> kSeverities{"critical", "warning", "advice", "note"};
const std::vector<std::string> kShells{"bash", "zsh"};
const std::vector<std::string> kPolicyVerbs{"init", "check", "show"};
const std::vector<std::string> kRegimeVerbs{"replay", "release"};

struct Parsed {
  ShowOptions show;
  AuditOptions audit;
  CaptureOptions capture;
  ExecOptions exec;
  LeaseOptions lease;
  RegimeOptions regime;
  RssOptions rss;
  ProbeVerb probe;
  BenchVerb bench;
  PolicyOptions policy;
  PlanOptions plan;
  CompletionOptions completion;
  ServeOptions serve;
  ChangeVerbs change;
  AgentVerbs agent;
  std::string show_interval, audit_interval, capture_interval = "1s";
  std::string profile, fail_on;
};

void add_input(CLI::App& verb, InputOptions& input, std::string& interval, const char* about) {
  add_host(verb, input);
  verb.add_option("--interval", interval, about)->type_name("TIME");
}

void build_show(CLI::App& app, Parsed& parsed) {
  auto& verb = *app.add_subcommand("show", "what is on this host, and where its interrupts go");
  verb.add_option("what", parsed.show.what,
                  "nics, vectors, queues, cpus, flows or writers (default: an overview)")
      ->check(CLI::IsMember(kShown));
  verb.add_option("interface", parsed.show.interfaces, "only these interfaces");
  add_input(verb, parsed.show.input, parsed.show_interval,
            "watch for so long and show where interrupts ran in that time");
  verb.add_flag("--all", parsed.show.all, "also virtual interfaces and other devices' vectors");
  verb.add_flag("--json", parsed.show.json, "the whole snapshot as JSON");
}

void build_audit(CLI::App& app, Parsed& parsed) {
  auto& verb = *app.add_subcommand("audit", "what is wrong with this host, worst first");
  add_input(verb, parsed.audit.input, parsed.audit_interval,
            "time between the two samples of counters (default 1s)");
  verb.add_option("--profile", parsed.profile, "judge by a profile: trading, ena-trading, high-pps")
      ->type_name("PROFILE")
      ->check(CLI::IsMember(kProfiles));
  verb.add_option(
          "--fail-on", parsed.fail_on,
          "exit with 3 when a finding is at least so severe: critical, warning, advice, note")
      ->type_name("SEVERITY")
      ->check(CLI::IsMember(kSeverities));
  verb.add_flag("--list", parsed.audit.list, "print the table of rules instead");
  verb.add_flag("--brief", parsed.audit.brief, "one line for each finding");
  verb.add_flag("--json", parsed.audit.json, "the findings as JSON");
}

void build_capture(CLI::App& app, Parsed& parsed) {
  auto& verb = *app.add_subcommand("capture", "all that show and audit read, in one file");
  verb.add_option("--output,-o", parsed.capture.output,
                  "the file to write (default: holdfast-HOSTNAME-TIME.tar.gz)")
      ->type_name("FILE");
  verb.add_option("--root", parsed.capture.root, "capture the host whose root is this folder")
      ->type_name("DIR");
  verb.add_option("--interval", parsed.capture_interval,
                  "time between the two samples of counters (default 1s)")
      ->type_name("TIME");
  verb.add_flag("--redact", parsed.capture.redact,
                "leave out names and addresses that point to you (see holdfast-capture(1))");
  verb.add_flag("--force", parsed.capture.force, "replace the file if it exists");
}

void build_exec(CLI::App& app, ExecOptions& options) {
  auto& verb = *app.add_subcommand("exec", "start a program where the policy puts its thread");
  verb.add_option("--policy", options.policy, "the policy, or a folder of policies")
      ->type_name("POLICY")
      ->required();
  verb.add_option("--thread", options.thread, "the name of a thread in the policy")
      ->type_name("NAME")
      ->required();
  verb.add_option("command", options.command, "after --, the program and its arguments")
      ->required();
}

void build_lease(CLI::App& app, LeaseOptions& options) {
  auto& verb = *app.add_subcommand(
      "lease", "keep irqbalance off the policy's interrupts until this is ended");
  verb.add_option("policy", options.policy, "the policy, or a folder of policies")->required();
  verb.add_flag("--quiet,-q", options.quiet, "say nothing but errors");
}

void build_policy(CLI::App& app, Parsed& parsed) {
  auto& verb = *app.add_subcommand(
      "policy", "write a first policy, check one, or show what it asks of this host");
  verb.add_option("what", parsed.policy.what, "init, check or show")
      ->required()
      ->check(CLI::IsMember(kPolicyVerbs));
  verb.add_option("policy", parsed.policy.path,
                  "of check and show: a policy, or a folder of policies")
      ->type_name("FILE|DIR");
  verb.add_option("--profile", parsed.profile,
                  "of init: trading, ena-trading or high-pps (default: the host as it is)")
      ->type_name("PROFILE")
      ->check(CLI::IsMember(kProfiles));
  verb.add_option("--output,-o", parsed.policy.output, "of init: the file to write")
      ->type_name("FILE");
  verb.add_flag("--force", parsed.policy.force, "of init: replace the file if it exists");
  add_host(verb, parsed.policy.input);
  verb.add_flag("--json", parsed.policy.json, "the policy as it is resolved, as JSON");
}

void build_plan(CLI::App& app, Parsed& parsed) {
  auto& verb = *app.add_subcommand("plan", "the steps that would bring this host to a policy");
  verb.add_option("policy", parsed.plan.policy, "a policy, or a folder of policies")
      ->required()
      ->type_name("POLICY");
  auto* from = verb.add_option("--from", parsed.plan.input.from,
                               "plan for the host of a capture file instead of this one")
                   ->type_name("FILE");
  verb.add_option("--root", parsed.plan.input.root, "plan for the host whose root is this folder")
      ->type_name("DIR")
      ->excludes(from);
  verb.add_option("--only", parsed.plan.only,
                  "only these kinds of settings: vectors, or names with commas between")
      ->type_name("KINDS");
  verb.add_flag("--json", parsed.plan.json, "the plan as JSON, which apply takes");
}

void build_serve(CLI::App& app, ServeOptions& options) {
  auto& verb = *app.add_subcommand(
      "serve", "the dashboard, /metrics and the API, without privileges, from the agent's feed");
  verb.add_option("--listen", options.listen,
                  "where to listen; may be given again (default 127.0.0.1:9470 and [::1]:9470)")
      ->type_name("ADDRESS:PORT")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_option("--feed", options.feed, "the agent's socket (default /run/holdfast/feed.sock)")
      ->type_name("PATH");
  verb.add_option("--state-dir", options.state_dir,
                  "the agent's record, for what is older than an hour (default /var/lib/holdfast)")
      ->type_name("DIR");
  verb.add_option("--token-file", options.token_file,
                  "whoever reads must show the token in this file")
      ->type_name("FILE");
  verb.add_option("--tls-cert", options.tls_cert, "the server's certificate chain, PEM")
      ->type_name("FILE");
  verb.add_option("--tls-key", options.tls_key, "its private key, PEM")->type_name("FILE");
  verb.add_option("--webhook", options.webhook,
                  "post drifts and transitions as JSON to this address (http or https)")
      ->type_name("URL");
  verb.add_option("--webhook-ca", options.webhook_ca,
                  "whom https is believed by (default /etc/ssl/certs/ca-certificates.crt)")
      ->type_name("FILE");
  verb.add_option("--user", options.user, "whom to become when started as root (default nobody)")
      ->type_name("USER");
}

void build_regime(CLI::App& app, RegimeOptions& options) {
  auto& verb =
      *app.add_subcommand("regime", "replay a tape of windows, or end the agent's SAFE_CONTAIN");
  verb.add_option("what", options.what, "replay or release")
      ->required()
      ->check(CLI::IsMember(kRegimeVerbs));
  verb.add_option("tape", options.tape, "of replay: the tape, JSON lines, the settings first")
      ->type_name("TAPE");
  verb.add_option("--run-dir", options.run_folder,
                  "of release: where the agent's sockets are (default: /run/holdfast)")
      ->type_name("DIR");
  verb.add_flag("--json", options.json, "of replay: the transitions as JSON");
}

void build(CLI::App& app, Parsed& parsed) {
  app.require_subcommand(1);
  app.set_version_flag("--version", "holdfast " HOLDFAST_VERSION);
  build_show(app, parsed);
  build_audit(app, parsed);
  build_capture(app, parsed);
  build_policy(app, parsed);
  build_plan(app, parsed);
  build_change_verbs(app, parsed.change);
  build_agent_verbs(app, parsed.agent);
  build_exec(app, parsed.exec);
  build_lease(app, parsed.lease);
  build_serve(app, parsed.serve);
  build_regime(app, parsed.regime);
  build_rss(app, parsed.rss);
  build_probe(app, parsed.probe);
  build_bench(app, parsed.bench);
  auto& completion = *app.add_subcommand("completion", "print the completion script of a shell");
  completion.add_option("shell", parsed.completion.shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember(kShells));
}

int usage(const std::string& sentence) { return report(Error{ErrorCode::usage, sentence}); }

// Fills in what CLI11 leaves as text.
std::optional<int> finish(const std::string& text, const char* verb,
                          std::optional<double>& seconds) {
  if (text.empty()) return std::nullopt;
  seconds = parse_duration(text);
  if (seconds) return std::nullopt;
  return usage(std::string(verb) + ": --interval \"" + text +
               "\" is not a time such as 1s or 250ms, up to 1h");
}

/// What a variant of options holds as a command; nullopt for monostate.
template <class Options>
std::optional<Command> one_of(const Options& options) {
  return std::visit(
      [](const auto& chosen) -> std::optional<Command> {
        if constexpr (std::is_same_v<std::decay_t<decltype(chosen)>, std::monostate>) {
          return std::nullopt;
        } else {
          return chosen;
        }
      },
      options);
}

Command chosen(const CLI::App& app, Parsed& parsed) {
  if (app.got_subcommand("show")) {
    if (const auto status =
            finish(parsed.show_interval, "show", parsed.show.input.interval_seconds)) {
      return *status;
    }
    return parsed.show;
  }
  if (app.got_subcommand("audit")) {
    if (const auto status =
            finish(parsed.audit_interval, "audit", parsed.audit.input.interval_seconds)) {
      return *status;
    }
    parsed.audit.profile = parse_profile(parsed.profile).value_or(ProfileName::any);
    for (const auto severity :
         {Severity::critical, Severity::warning, Severity::advice, Severity::note}) {
      if (name_of(severity) == parsed.fail_on) parsed.audit.fail_on = severity;
    }
    return parsed.audit;
  }
  if (app.got_subcommand("capture")) {
    std::optional<double> seconds;
    if (const auto status = finish(parsed.capture_interval, "capture", seconds)) return *status;
    parsed.capture.interval_seconds = seconds.value_or(1);
    return parsed.capture;
  }
  if (app.got_subcommand("plan")) return parsed.plan;
  if (app.got_subcommand("policy")) {
    parsed.policy.profile = parse_profile(parsed.profile).value_or(ProfileName::any);
    return parsed.policy;
  }
  if (app.got_subcommand("exec")) return parsed.exec;
  if (app.got_subcommand("lease")) return parsed.lease;
  const auto agent = chosen_agent(app, parsed.agent);
  if (!agent) return report(agent.error());
  if (auto command = one_of(*agent)) return *std::move(command);
  if (app.got_subcommand("serve")) return parsed.serve;
  if (app.got_subcommand("regime")) return parsed.regime;
  if (app.got_subcommand("rss")) return parsed.rss;
  if (app.got_subcommand("probe")) {
    auto probe = chosen_probe(parsed.probe);
    if (!probe) return report(probe.error());
    return *std::move(probe);
  }
  if (app.got_subcommand("bench")) {
    auto bench = chosen_bench(parsed.bench);
    if (!bench) return report(bench.error());
    return *std::move(bench);
  }
  const auto change = chosen_change(app, parsed.change);
  if (!change) return report(change.error());
  return one_of(*change).value_or(parsed.completion);
}

VerbSpec spec_of(const CLI::App& app) {
  VerbSpec spec{app.get_name(), app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_lnames().empty()) continue;
    spec.options.push_back({"--" + option->get_lnames().front(),
                            option->get_description(),
                            option->get_items_expected_max() > 0,
                            {}});
  }
  return spec;
}

void set_choices(VerbSpec& verb, std::string_view option, const std::vector<std::string>& choices) {
  for (auto& entry : verb.options) {
    if (entry.name == option) entry.choices = choices;
  }
}

}  // namespace

Command parse_command_line(int argc, char** argv) {
  Parsed parsed;
  CLI::App app{
      "holdfast keeps interrupt vectors, queues, threads and network settings where a policy puts "
      "them.",
      "holdfast"};
  build(app, parsed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto verbs = app.get_subcommands();
    std::fputs((verbs.empty() ? app.help() : verbs.front()->help("holdfast")).c_str(), stdout);
    return kDone;
  } catch (const CLI::CallForVersion&) {
    std::puts("holdfast " HOLDFAST_VERSION);
    return kDone;
  } catch (const CLI::ParseError& error) {
    const int status = usage(std::string(error.what()) + "; holdfast --help lists what there is");
    // There 2 means that there are steps to do.
    const bool is_plan = argc > 1 && std::string_view(argv[1]) == "plan";
    return is_plan ? kFailure : status;
  }
  return chosen(app, parsed);
}

std::vector<VerbSpec> command_line_spec() {
  Parsed parsed;
  CLI::App app{"", ""};
  build(app, parsed);
  std::vector<VerbSpec> verbs{spec_of(app)};
  for (const CLI::App* verb : app.get_subcommands({})) {
    verbs.push_back(spec_of(*verb));
    auto& spec = verbs.back();
    if (spec.name == "show") spec.words = kShown;
    if (spec.name == "completion") spec.words = kShells;
    set_choices(spec, "--risk", kRisks);
    if (spec.name == "policy") spec.words = kPolicyVerbs;
    if (spec.name == "regime") spec.words = kRegimeVerbs;
    if (spec.name == "rss") spec.words = kRssVerbs;
    if (spec.name == "probe") spec.words = kProbeVerbs;
    set_choices(spec, "--profile", kProfiles);
    set_choices(spec, "--fail-on", kSeverities);
    set_choices(spec, "--by", kSolveBy);
    set_choices(spec, "--figure", kBenchFigures);
    set_choices(spec, "--layers", kBenchLayers);
  }
  return verbs;
}

std::optional<double> parse_duration(std::string_view text) {
  constexpr double kLongest = 3600;
  double unit = 1;
  for (const auto& [suffix, seconds] :
       {std::pair{"ms", 1e-3}, std::pair{"s", 1.0}, std::pair{"m", 60.0}, std::pair{"h", 3600.0}}) {
    if (text.ends_with(suffix)) {
      unit = seconds;
      text.remove_suffix(std::string_view(suffix).size());
      break;
    }
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const double seconds = number * unit;
  if (!(seconds > 0) || seconds > kLongest) return std::nullopt;
  return seconds;
}

}  // namespace holdfast
