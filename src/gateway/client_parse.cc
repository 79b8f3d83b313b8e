#include "gateway/client_parse.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

namespace holdfast {
namespace {

constexpr std::array kReceiveNames{"socket", "busy-poll", "af_xdp"};

Result<Endpoint> endpoint_of(std::string_view option, const std::string& text) {
  const auto endpoint = parse_endpoint(text);
  if (endpoint && endpoint->port != 0) return *endpoint;
  return fail(ErrorCode::usage,
              fmt::format("client: {} \"{}\" is no address with a port, as 239.1.1.1:4000 is",
                          option, text));
}

Result<void> read_server(std::string_view option, const std::string& text,
                         std::optional<Endpoint>& to) {
  if (text.empty()) return {};
  auto endpoint = endpoint_of(option, text);
  if (!endpoint) return tl::unexpected(endpoint.error());
  to = *std::move(endpoint);
  return {};
}

Result<void> check_text(std::string_view option, const std::string& text, std::size_t most) {
  if (text.size() <= most) return {};
  return fail(ErrorCode::usage,
              fmt::format("client: {} \"{}\" has more than {} characters", option, text, most));
}

}  // namespace

struct ClientParser::Words {
  ClientCommand command;
  std::string group, second_line, interface, second_interface, re_request, snapshot;
  std::string receive = "socket";
  std::uint64_t messages = 0;
  double seconds = 0;
};

ClientParser::ClientParser() : words_(std::make_unique<Words>()) {}
ClientParser::~ClientParser() = default;

void ClientParser::build(CLI::App& app) {
  auto& words = *words_;
  auto& command = words.command;
  auto& verb = *app.add_subcommand("client", "follow one stream, keep its books, compare them");
  const auto place = [&verb](const char* name, std::string& to, const char* what) {
    return verb.add_option(name, to, what)->type_name("ADDRESS:PORT");
  };
  place("--group", words.group, "the stream's multicast group")->required();
  place("--second-line", words.second_line, "a group that carries the same: the first copy counts");
  verb.add_option("--interface", words.interface, "where to join (default: the routes say)")
      ->type_name("NAME");
  verb.add_option("--second-interface", words.second_interface,
                  "where to join the second line (default: as the first)")
      ->type_name("NAME");
  place("--re-request", words.re_request, "the server to ask for lost messages (UDP)");
  place("--snapshot", words.snapshot, "the server to get whole books from (TCP)");
  verb.add_option("--session", command.session, "the stream's session (default: what comes)")
      ->type_name("NAME");
  verb.add_option("--username", command.username, "for the snapshot server")->type_name("NAME");
  verb.add_option("--password", command.password, "for the snapshot server")->type_name("TEXT");
  verb.add_option("--receive", words.receive,
                  "socket (waits, the default), busy-poll or af_xdp (both spin)")
      ->type_name("WAY")
      ->check(CLI::IsMember(std::vector<std::string>(kReceiveNames.begin(), kReceiveNames.end())));
  verb.add_option("--queue", command.queue, "of the interface, for af_xdp")->type_name("N");
  verb.add_flag("--join-by-re-request", command.joins_by_re_request,
                "in mid-session: ask for all from the first message on, in place of a snapshot");
  verb.add_option("--window", command.window, "messages to keep behind a gap (default: 65536)")
      ->type_name("N")
      ->check(CLI::Range(64U, 1U << 24U));
  verb.add_option("--write", command.write, "write the messages to this file (BinaryFILE)")
      ->type_name("FILE");
  verb.add_flag("--json", command.json, "the summary as one JSON object");
  verb.add_flag("--check-digest", command.check_digest,
                "compare the books with the server's at the end");
  verb.add_option("--digest-every", command.digest_every, "and each N messages")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  verb.add_option("--messages", words.messages, "end after so many messages")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  verb.add_option("--seconds", words.seconds, "end after so many seconds")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
}

Result<ClientCommand> ClientParser::command() const {
  auto command = words_->command;
  const auto& words = *words_;
  for (const auto& [option, text] :
       {std::pair{"--group", &words.group}, std::pair{"--second-line", &words.second_line}}) {
    if (text->empty()) continue;
    auto line = endpoint_of(option, *text);
    if (!line) return tl::unexpected(line.error());
    command.lines.push_back(*std::move(line));
  }
  command.interfaces = {words.interface,
                        words.second_interface.empty() ? words.interface : words.second_interface};
  command.receive = static_cast<ClientReceive>(std::ranges::find(kReceiveNames, words.receive) -
                                               kReceiveNames.begin());
  if (words.messages > 0) command.messages = words.messages;
  if (words.seconds > 0) command.seconds = words.seconds;
  for (const auto& read :
       {read_server("--re-request", words.re_request, command.re_request),
        read_server("--snapshot", words.snapshot, command.snapshot),
        check_text("--session", command.session, 10), check_text("--username", command.username, 6),
        check_text("--password", command.password, 10)}) {
    if (!read) return tl::unexpected(read.error());
  }
  const bool asks = command.check_digest || command.digest_every > 0;
  if (asks && !command.snapshot) {
    return fail(ErrorCode::usage, "client: digests are asked of the snapshot server: --snapshot");
  }
  if (command.receive == ClientReceive::af_xdp && command.lines.size() > 1 &&
      command.interfaces[0] == command.interfaces[1]) {
    return fail(ErrorCode::usage,
                "client: with af_xdp each line needs an interface of its own: --second-interface");
  }
  return command;
}

}  // namespace holdfast
