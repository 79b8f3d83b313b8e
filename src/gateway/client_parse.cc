#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "gateway/option_words.h"
#include "gateway/verb_parser.h"

namespace holdfast {
namespace {

constexpr std::array kReceiveNames{"socket", "busy-poll", "af_xdp"};

class ClientParser final : public VerbParser {
 public:
  CLI::App& build(CLI::App& app) override;
  Result<GatewayCommand> command() const override;

 private:
  ClientCommand command_;
  std::string group_, second_line_, interface_, second_interface_, re_request_, snapshot_;
  std::string receive_ = "socket";
  std::uint64_t messages_ = 0;
  double seconds_ = 0;
};

CLI::App& ClientParser::build(CLI::App& app) {
  auto& command = command_;
  auto& verb = *app.add_subcommand("client", "follow one stream, keep its books, compare them");
  const auto place = [&verb](const char* name, std::string& to, const char* what) {
    return verb.add_option(name, to, what)->type_name("ADDRESS:PORT");
  };
  place("--group", group_, "the stream's multicast group")->required();
  place("--second-line", second_line_, "a group that carries the same: the first copy counts");
  verb.add_option("--interface", interface_, "where to join (default: the routes say)")
      ->type_name("NAME");
  verb.add_option("--second-interface", second_interface_,
                  "where to join the second line (default: as the first)")
      ->type_name("NAME");
  place("--re-request", re_request_, "the server to ask for lost messages (UDP)");
  place("--snapshot", snapshot_, "the server to get whole books from (TCP)");
  verb.add_option("--session", command.session, "the stream's session (default: what comes)")
      ->type_name("NAME");
  verb.add_option("--username", command.username, "for the snapshot server")->type_name("NAME");
  verb.add_option("--password", command.password, "for the snapshot server")->type_name("TEXT");
  verb.add_option("--receive", receive_,
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
  verb.add_option("--messages", messages_, "end after so many messages")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  verb.add_option("--seconds", seconds_, "end after so many seconds")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  return verb;
}

Result<GatewayCommand> ClientParser::command() const {
  auto command = command_;
  for (const auto& [option, text] :
       {std::pair{"--group", &group_}, std::pair{"--second-line", &second_line_}}) {
    if (text->empty()) continue;
    auto line = endpoint_of("client", option, *text);
    if (!line) return tl::unexpected(line.error());
    command.lines.push_back(*std::move(line));
  }
  command.interfaces = {interface_, second_interface_.empty() ? interface_ : second_interface_};
  command.receive = static_cast<ClientReceive>(std::ranges::find(kReceiveNames, receive_) -
                                               kReceiveNames.begin());
  if (messages_ > 0) command.messages = messages_;
  if (seconds_ > 0) command.seconds = seconds_;
  for (const auto& [option, text, to] :
       {std::tuple{"--re-request", &re_request_, &command.re_request},
        std::tuple{"--snapshot", &snapshot_, &command.snapshot}}) {
    const auto server = maybe_endpoint_of("client", option, *text);
    if (!server) return tl::unexpected(server.error());
    *to = *server;
  }
  for (const auto& checked : {check_length("client", "--session", command.session, 10),
                              check_length("client", "--username", command.username, 6),
                              check_length("client", "--password", command.password, 10)}) {
    if (!checked) return tl::unexpected(checked.error());
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

}  // namespace

std::unique_ptr<VerbParser> make_client_parser() { return std::make_unique<ClientParser>(); }

}  // namespace holdfast
