#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "gateway/option_words.h"
#include "gateway/verb_parser.h"
#include "verbs/whole_number.h"

namespace holdfast {
namespace {

constexpr std::size_t kUdpOverIpv4 = 28, kUdpOverIpv6 = 48;  // bytes of headers

class ReplayParser final : public VerbParser {
 public:
  CLI::App& build(CLI::App& app) override;
  Result<GatewayCommand> command() const override;

 private:
  void build_input(CLI::App& verb);
  void build_lines(CLI::App& verb);
  void build_faults(CLI::App& verb);
  Result<void> read_lines(ReplayCommand& out) const;
  Result<void> read_faults(ReplayCommand& out) const;
  Result<void> read_input(ReplayCommand& out) const;

  ReplayCommand command_;
  std::string format_ = "auto", speed_ = "1", destination_, group_, second_line_, interface_,
              second_interface_, re_request_, loss_, duplicate_, reorder_, delay_;
  std::uint64_t mtu_ = 1500, limit_ = 0, history_mib_ = 16, delay_us_ = 1000;
  double linger_ = -1, max_gap_ = 0;
};

void ReplayParser::build_input(CLI::App& verb) {
  verb.add_option("file", command_.file,
                  "a capture (pcap, pcapng) or a BinaryFILE; - is standard input")
      ->required();
  verb.add_option("--format", format_, "auto (by the first bytes, the default), binaryfile or pcap")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"auto", "binaryfile", "pcap"}));
  verb.add_option("--speed", speed_,
                  "times as fast as it was recorded (2.5), or max (default: 1, as it was)")
      ->type_name("FACTOR");
  verb.add_option("--max-gap", max_gap_, "wait no longer than so many seconds for a packet")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.000001, 86'400.0));
  verb.add_option("--session", command_.session,
                  "of a capture: the one to send; of a BinaryFILE: its name (default REPLAY)")
      ->type_name("NAME");
  verb.add_option("--destination", destination_, "of a capture: send what was sent there")
      ->type_name("ADDRESS:PORT");
  verb.add_option("--mtu", mtu_, "of the way, for a BinaryFILE's messages (default 1500 bytes)")
      ->type_name("BYTES")
      ->check(CLI::Range(128U, 65'535U));
  verb.add_option("--loop", command_.rounds, "send it N times (default 1; 0: without end)")
      ->type_name("N")
      ->check(whole_number_from(0));
  verb.add_option("--limit", limit_, "end after so many packets")
      ->type_name("N")
      ->check(whole_number_from(1));
}

void ReplayParser::build_lines(CLI::App& verb) {
  verb.add_option("--group", group_, "a multicast group, or a host's address, to send to")
      ->type_name("ADDRESS:PORT")
      ->required();
  verb.add_option("--second-line", second_line_,
                  "the same packets to there, with faults of its own")
      ->type_name("ADDRESS:PORT");
  verb.add_option("--interface", interface_, "the way out (default: the routes')")
      ->type_name("NAME");
  verb.add_option("--second-interface", second_interface_,
                  "that of the second line (default: as the first)")
      ->type_name("NAME");
  verb.add_option("--ttl", command_.ttl, "of multicast (default 1)")
      ->type_name("N")
      ->check(CLI::Range(0U, 255U));
  verb.add_option("--re-request", re_request_, "where missed messages are asked for, by UDP")
      ->type_name("ADDRESS:PORT");
  verb.add_option("--history", history_mib_,
                  "MiB of messages that can be asked for again (default 16)")
      ->type_name("MIB")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{4096}));
  verb.add_option("--linger", linger_,
                  "seconds for which the session's end is sent, behind all (default: 1 for a "
                  "BinaryFILE, 0 for a capture)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 3600.0));
}

void ReplayParser::build_faults(CLI::App& verb) {
  const auto fault = [&verb](const char* name, std::string& to, const char* what) {
    verb.add_option(name, to, what)->type_name("SHARE[,SHARE]");
  };
  fault("--loss", loss_,
        "leave out this share of the packets (1%); of the second line another one");
  fault("--duplicate", duplicate_, "send this share of them twice");
  fault("--reorder", reorder_, "let later ones overtake this share of them");
  verb.add_option("--reorder-distance", command_.lines.front().faults.reorder_distance,
                  "at most so many overtake one (default 3)")
      ->type_name("PACKETS")
      ->check(CLI::Range(1U, 10'000U));
  fault("--delay", delay_, "send this share of them late");
  verb.add_option("--delay-us", delay_us_, "by at most so many microseconds (default 1000)")
      ->type_name("N")
      ->check(CLI::Range(1U, 60'000'000U));
  verb.add_option("--seed", command_.seed, "of the faults (default 1)")
      ->type_name("N")
      ->check(whole_number_from(0));
  verb.add_flag("--dry-run", command_.is_dry, "print what would be sent, and when");
  verb.add_flag("--json", command_.json, "the summary as one JSON object");
}

CLI::App& ReplayParser::build(CLI::App& app) {
  auto& verb = *app.add_subcommand(
      "replay", "send a capture or a file of messages again, with faults if wanted");
  command_.lines.resize(1);
  build_input(verb);
  build_lines(verb);
  build_faults(verb);
  return verb;
}

Result<void> ReplayParser::read_lines(ReplayCommand& out) const {
  const auto first = endpoint_of("replay", "--group", group_);
  if (!first) return tl::unexpected<Error>(first.error());
  auto& line = out.lines.front();
  line.group = *first;
  line.interface = interface_;
  line.faults.delay_ns = static_cast<std::int64_t>(delay_us_) * 1000;
  const auto second = maybe_endpoint_of("replay", "--second-line", second_line_);
  if (!second) return tl::unexpected<Error>(second.error());
  if (*second) {
    const auto& way = second_interface_.empty() ? interface_ : second_interface_;
    out.lines.push_back({**second, way, line.faults});
  } else if (!second_interface_.empty()) {
    return fail(ErrorCode::usage, "replay: --second-interface is of a --second-line");
  }
  const auto requests = maybe_endpoint_of("replay", "--re-request", re_request_);
  if (!requests) return tl::unexpected<Error>(requests.error());
  out.re_request = *requests;
  out.history_bytes = history_mib_ << 20U;
  return {};
}

Result<void> ReplayParser::read_faults(ReplayCommand& out) const {
  for (const auto& [option, text, fault] :
       {std::tuple{"--loss", &loss_, &FaultShares::loss},
        std::tuple{"--duplicate", &duplicate_, &FaultShares::duplicate},
        std::tuple{"--reorder", &reorder_, &FaultShares::reorder},
        std::tuple{"--delay", &delay_, &FaultShares::delay}}) {
    if (text->empty()) continue;
    const auto words = split(*text, ',');
    if (words.size() > out.lines.size()) {
      return fail(ErrorCode::usage,
                  fmt::format("replay: {} {}: {} shares for {} line{}", option, *text, words.size(),
                              out.lines.size(), out.lines.size() == 1 ? "" : "s"));
    }
    for (std::size_t i = 0; i < out.lines.size(); ++i) {
      const auto value = share(words[std::min(i, words.size() - 1)]);
      if (!value) {
        return fail(ErrorCode::usage,
                    fmt::format("replay: {} {}: expected a share of the packets, such as 1%, or "
                                "two, such as 1%,0.5%, one for each line",
                                option, *text));
      }
      out.lines[i].faults.*fault = *value;
    }
  }
  return {};
}

Result<void> ReplayParser::read_input(ReplayCommand& out) const {
  if (format_ == "pcap") out.format = DecodeFormat::capture;
  if (format_ == "binaryfile") out.format = DecodeFormat::binary_file;
  if (auto checked = check_length("replay", "--session", out.session, 10); !checked) return checked;
  const auto destination = maybe_endpoint_of("replay", "--destination", destination_);
  if (!destination) return tl::unexpected<Error>(destination.error());
  out.destination = *destination;
  const auto speed = decimal(speed_);
  if (speed_ != "max" && (!speed || *speed < 0.001 || *speed > 1e6)) {
    return fail(ErrorCode::usage,
                fmt::format("replay: --speed {}: expected a factor from 0.001 to 1000000, such as "
                            "2.5, or max",
                            speed_));
  }
  out.speed = speed_ == "max" ? std::nullopt : speed;
  if (max_gap_ > 0) out.max_gap_ns = static_cast<std::int64_t>(max_gap_ * 1e9);
  if (out.file == "-" && out.rounds != 1) {
    return fail(ErrorCode::usage, "replay: --loop needs a file: standard input comes once");
  }
  if (limit_ > 0) out.limit = limit_;
  if (linger_ >= 0) out.linger_ns = static_cast<std::int64_t>(linger_ * 1e9);
  out.datagram_bytes = mtu_ - kUdpOverIpv4;
  for (const auto& line : out.lines) {
    if (line.group.address.size() == 16) out.datagram_bytes = mtu_ - kUdpOverIpv6;
  }
  return {};
}

Result<GatewayCommand> ReplayParser::command() const {
  ReplayCommand out = command_;
  for (const auto read :
       {&ReplayParser::read_lines, &ReplayParser::read_faults, &ReplayParser::read_input}) {
    if (const auto done = (this->*read)(out); !done) return tl::unexpected<Error>(done.error());
  }
  return out;
}

}  // namespace

std::unique_ptr<VerbParser> make_replay_parser() { return std::make_unique<ReplayParser>(); }

}  // namespace holdfast
