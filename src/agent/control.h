// Control: what people say to the agent, a line of JSON each way on a socket that only root may
// open: {"verb":"status"}, {"verb":"pause","seconds":600,"by":"…"}, {"verb":"resume"},
// {"verb":"reload"}, {"verb":"release"}. The answer is {"status":…}, {"done":"…"} or
// {"error":"…"}.
#pragma once

#include <string>
#include <string_view>

#include "agent/agent.h"
#include "agent/unix_server.h"

namespace holdfast {

inline constexpr const char* kControlName = "control.sock";

/// What somebody asked for, or why it is no such thing.
struct ControlRequest {
  std::string verb;
  std::optional<double> seconds;
  std::string by;
};
/// usage: one sentence. Pure.
Result<ControlRequest> parse_control_request(std::string_view line);

/// Carries a line out; the answer, without its newline.
std::string answer_control(Agent& agent, std::string_view line, const Peer& peer);

}  // namespace holdfast
