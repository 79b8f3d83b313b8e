// The options of the verbs that are the resident agent, or speak to one.
#pragma once

#include <string>
#include <variant>

#include "base/result.h"
#include "cli/options.h"

namespace CLI {
class App;
}

namespace holdfast {

/// Filled in by the parser; what it leaves as text is made a value by chosen_agent().
struct AgentVerbs {
  RunOptions run;
  StatusOptions status;
  EventsOptions events;
  PauseOptions pause;
  TopOptions top;
  std::string since, pause_time, top_interval;
};

void build_agent_verbs(CLI::App& app, AgentVerbs& verbs);

using AgentCommand = std::variant<std::monostate, RunOptions, StatusOptions, EventsOptions,
                                  PauseOptions, TopOptions>;
/// The chosen verb with its options; monostate when it is none of these. usage: a time that is
/// none.
Result<AgentCommand> chosen_agent(const CLI::App& app, AgentVerbs verbs);

}  // namespace holdfast
