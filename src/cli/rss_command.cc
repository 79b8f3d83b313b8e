#include "cli/rss_command.h"

#include <CLI/CLI.hpp>

#include "cli/input_options.h"

namespace holdfast {

const std::vector<std::string> kRssVerbs{"where", "collisions", "asymmetric", "solve", "verify"};
const std::vector<std::string> kSolveBy{"rules", "key", "table"};

void build_rss(CLI::App& app, RssOptions& options) {
  auto& verb = *app.add_subcommand(
      "rss", "which queue a flow lands on, who shares it, and how to part those that matter");
  verb.add_option("what", options.what, "where, collisions, asymmetric, solve or verify")
      ->required()
      ->check(CLI::IsMember(kRssVerbs));
  verb.add_option("flow", options.flows,
                  "\"udp 10.0.0.9:5000 to 239.1.1.1:30001\", from the remote end to the local one "
                  "(default: this host's sockets)");
  verb.add_option("--flows", options.list,
                  "a file of flows, one a line; of verify --send: how many to send (default 1000)")
      ->type_name("FILE");
  verb.add_option("--pcap", options.capture,
                  "a packet capture (pcap, pcapng): the flows that come in, with their rates")
      ->type_name("FILE");
  verb.add_option("--interface", options.interface,
                  "where flows come in whose local address no interface has, such as multicast")
      ->type_name("NAME");
  verb.add_option("--queues", options.queues,
                  "of solve: for the flows that matter, 4 (the first four) or a list such as 0-3")
      ->type_name("QUEUES");
  verb.add_option("--rest", options.rest,
                  "of solve: for all other flows (default: the interface's other queues)")
      ->type_name("QUEUES");
  verb.add_option("--by", options.by,
                  "of solve: rules (ntuple), key (and table) or table (default: rules where the "
                  "interface takes them)")
      ->type_name("WAY")
      ->check(CLI::IsMember(kSolveBy));
  verb.add_flag("--symmetric", options.symmetric,
                "of solve: both directions of a flow must land on one queue");
  verb.add_option("--seconds", options.seconds, "of verify: how long to watch (default 10)")
      ->type_name("N")
      ->check(CLI::Range(0.1, 86400.0));
  verb.add_option("--send", options.send,
                  "of verify: send UDP packets of many flows there, for another host that watches "
                  "(default port 9)")
      ->type_name("ADDRESS[:PORT]");
  verb.add_option("--packets", options.packets, "of verify --send: of each flow (default 8)")
      ->type_name("N")
      ->check(CLI::Range(1U, 1'000'000U));
  verb.add_option("--rate", options.rate, "of verify --send: packets a second (default 4000)")
      ->type_name("N")
      ->check(CLI::Range(1.0, 1e6));
  add_host(verb, options.input);
  verb.add_flag("--json", options.json, "as JSON");
}

}  // namespace holdfast
