#include "agent/control.h"

#include <fmt/format.h>

#include <cmath>

#include "agent/feed_lines.h"
#include "model/json_node.h"

namespace holdfast {
namespace {

constexpr double kLongestPause = 30.0 * 24 * 3600;
constexpr std::string_view kVerbs[] = {"status", "pause", "resume", "reload", "release"};

std::string done(const std::string& sentence) { return text_line("done", sentence); }

}  // namespace

Result<ControlRequest> parse_control_request(std::string_view line) {
  auto request = json::read_json(line, [](const json::JsonNode& node) {
    ControlRequest read;
    if (!node.expect_object()) return read;
    read.verb = node.needed_text("verb");
    read.by = node.text("by");
    if (node.find("seconds")) {
      read.seconds =
          static_cast<double>(node.number("seconds", static_cast<std::uint64_t>(kLongestPause)));
    }
    return read;
  });
  if (!request) return fail(ErrorCode::usage, "not a request: " + request.error().sentence);
  for (const auto verb : kVerbs) {
    if (request->verb == verb) return request;
  }
  return fail(
      ErrorCode::usage,
      fmt::format("\"{}\" is no request: status, pause, resume, reload or release", request->verb));
}

std::string answer_control(Agent& agent, std::string_view line, const Peer& peer) {
  const auto request = parse_control_request(line);
  if (!request) return text_line("error", request.error().sentence);
  const std::string by =
      request->by.empty() ? fmt::format("uid {} (pid {})", peer.uid, peer.pid) : request->by;
  if (request->verb == "status") return keyed_line("status", to_json(agent.status()));
  if (request->verb == "pause") {
    agent.pause(request->seconds, by);
    return done(request->seconds ? fmt::format("paused for {:.0f} s", *request->seconds)
                                 : "paused until `holdfast pause --end`");
  }
  if (request->verb == "resume") {
    agent.resume(by);
    return done("goes on");
  }
  if (request->verb == "release") {
    agent.release_regime(by);
    return done("SAFE_CONTAIN ends with the next window");
  }
  agent.reload();
  return done("the policy is read again");
}

}  // namespace holdfast
