#include "gateway/sending_parse.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iterator>
#include <vector>

#include "gateway/option_words.h"

namespace holdfast {

void SendingParser::build(CLI::App& verb, SendingOptions& sending) {
  verb.add_option("--interface", sending.interface, "the way out (default: the routes')")
      ->type_name("NAME");
  verb.add_option("--second-interface", sending.interface_b, "that of the second line")
      ->type_name("NAME");
  verb.add_option("--ttl", sending.ttl, "of the datagrams (default 1)")
      ->type_name("N")
      ->check(CLI::Range(0U, 255U));
  verb.add_option("--datagram", sending.datagram_bytes, "most bytes of a datagram (default 1472)")
      ->type_name("BYTES")
      ->check(CLI::Range(72U, 65'507U));
  verb.add_flag("!--no-segments", sending.segments, "do without UDP_SEGMENT");
  verb.add_option("--send", method_,
                  "socket (the default) or af_xdp, around the kernel's network stack")
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(kSendMethodNames), std::end(kSendMethodNames))));
  verb.add_option("--queue", sending.queue,
                  "send queue of the first delta thread with af_xdp (default 0)")
      ->type_name("N");
  verb.add_flag("--zero-copy", sending.zero_copy, "with af_xdp: the driver reads our memory");
  verb.add_option("--loss", loss_, "leave out this share of the datagrams, for tests")
      ->type_name("SHARE");
  verb.add_option("--loss-seed", sending.loss_seed, "which ones (default 1)")->type_name("N");
}

Result<void> SendingParser::read(const CLI::App& verb, SendingOptions& sending) const {
  sending.method = *parse_name<SendMethod>(kSendMethodNames, method_);
  const bool is_socket = sending.method == SendMethod::socket;
  for (const char* const option : {"--queue", "--zero-copy"}) {
    if (is_socket && verb.count(option) > 0) {
      return fail(ErrorCode::usage, fmt::format("{} is of --send af_xdp", option));
    }
  }
  if (!is_socket && sending.interface.empty()) {
    return fail(ErrorCode::usage,
                "--send af_xdp takes the interface that it sends by: --interface NAME");
  }
  if (loss_.empty()) return {};
  const auto lost = share(loss_);
  if (!lost) {
    return fail(ErrorCode::usage,
                fmt::format("--loss {}: expected a share of the datagrams, such as 1%", loss_));
  }
  sending.loss = *lost;
  return {};
}

}  // namespace holdfast
