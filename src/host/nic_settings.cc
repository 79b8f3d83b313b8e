#include "host/nic_settings.h"

#include <fmt/format.h>

#include <utility>

#include "host/errno_name.h"
#include "host/ethtool_facts.h"
#include "host/netdev_facts.h"
#include "host/steering_facts.h"

namespace holdfast {
namespace {

/// Asks about one NIC and keeps the diagnostics.
class Inquiry {
 public:
  Inquiry(HostSource& source, Nic& nic, Diagnostics& diagnostics)
      : source_(source), nic_(nic), diagnostics_(diagnostics) {}

  std::optional<std::vector<Record>> ask(std::string_view family, std::string_view command) {
    auto answer = source_.ask({family, command, nic_.name});
    if (answer) return std::move(*answer);
    complain(family, command, answer.error());
    return std::nullopt;
  }
  /// The first record of the answer.
  std::optional<Record> ask_one(std::string_view family, std::string_view command) {
    auto records = ask(family, command);
    if (!records || records->empty()) return std::nullopt;
    return std::move(records->front());
  }
  void malformed(std::string_view question, std::string sentence) {
    diagnose(diagnostics_, ErrorCode::malformed, fmt::format("{} {}", question, nic_.name), 0,
             std::move(sentence));
  }

 private:
  void complain(std::string_view family, std::string_view command, std::errc error) {
    if (error == std::errc::operation_not_supported) return;
    if (error == std::errc::no_such_device) return;  // unplugged meanwhile, or moved to a namespace
    // Drivers answer a classification verb that they do not know with either.
    if (error == std::errc::invalid_argument && family == "ethtool-ioctl") return;
    const bool denied =
        error == std::errc::operation_not_permitted || error == std::errc::permission_denied;
    if (denied && std::exchange(told_denied_, true)) return;
    diagnose(diagnostics_, denied ? ErrorCode::denied : ErrorCode::failed,
             fmt::format("{} {} {}", family, command, nic_.name), 0, errno_name(error));
  }

  HostSource& source_;
  Nic& nic_;
  Diagnostics& diagnostics_;
  bool told_denied_ = false;
};

void read_ethtool(Inquiry& inquiry, Nic& nic) {
  if (const auto answer = inquiry.ask_one("ethtool", "channels-get")) {
    nic.channels = decode_channels(*answer);
  }
  if (const auto answer = inquiry.ask_one("ethtool", "rings-get")) {
    nic.rings = decode_rings(*answer);
  }
  if (const auto answer = inquiry.ask_one("ethtool", "coalesce-get")) {
    nic.coalesce = decode_coalesce(*answer);
  }
  if (const auto answer = inquiry.ask_one("ethtool", "tsinfo-get")) {
    nic.timestamping = decode_timestamping(*answer);
  }
  if (const auto answer = inquiry.ask_one("ethtool-ioctl", "statistics")) {
    nic.statistics = decode_nic_statistics(*answer);
  }
}

void read_rss(Inquiry& inquiry, Nic& nic) {
  auto answer = inquiry.ask("ethtool", "rss-get");
  if (!answer) answer = inquiry.ask("ethtool-ioctl", "rxfh");
  if (!answer || answer->empty()) return;
  nic.rss = decode_rss(*answer);
  for (const auto& record : *answer) {
    const std::string* key = record.text("hkey");
    if (key && !parse_hexadecimal(*key)) {
      inquiry.malformed("ethtool rss-get",
                        fmt::format("hkey \"{:.60}\", expected bytes as \"6d:5a\"", *key));
    }
  }
  // A device that offers one function and neither key nor table hashes nothing (virtio without
  // VIRTIO_NET_F_RSS).
  const RssContext& context = nic.rss.front();
  if (context.key.empty() && context.indirection.empty()) {
    nic.rss.clear();
    return;
  }
  const auto* told = answer->front().records("flow-hash");
  if (told && !told->empty()) {
    nic.hash_fields = decode_hash_fields(told->front());
  } else if (const auto fields = inquiry.ask_one("ethtool-ioctl", "rxfh-fields")) {
    nic.hash_fields = decode_hash_fields(*fields);
  }
}

void read_ntuple(Inquiry& inquiry, Nic& nic) {
  const auto answer = inquiry.ask_one("ethtool-ioctl", "rxclass-rules");
  if (!answer) return;
  nic.ntuple = decode_ntuple(*answer);
  nic.ntuple_capacity = answer->number32("capacity");
}

void read_netdev(Inquiry& inquiry, Nic& nic) {
  if (const auto answer = inquiry.ask("netdev", "queue-get")) decode_queues(*answer, nic);
  if (const auto answer = inquiry.ask("netdev", "napi-get")) nic.napis = decode_napis(*answer);
  if (const auto answer = inquiry.ask_one("netdev", "dev-get")) {
    nic.xdp_features = answer->number("xdp-features");
  }
}

}  // namespace

void read_nic_settings(HostSource& source, Nic& nic, Diagnostics& diagnostics) {
  Inquiry inquiry(source, nic, diagnostics);
  if (const auto answer = inquiry.ask_one("rt-link", "getlink")) {
    decode_link_settings(*answer, nic);
  }
  if (nic.kind == NicKind::loopback) return;
  if (const auto answer = inquiry.ask("ethtool", "features-get")) {
    nic.features = decode_features(*answer);
  }
  if (nic.kind != NicKind::physical && nic.kind != NicKind::veth) return;
  if (const auto answer = inquiry.ask_one("ethtool-ioctl", "drvinfo")) decode_driver(*answer, nic);
  read_ethtool(inquiry, nic);
  read_rss(inquiry, nic);
  read_ntuple(inquiry, nic);
  read_netdev(inquiry, nic);
}

std::vector<NamedCount> read_nic_statistics(HostSource& source, std::string_view name) {
  const auto answer = source.ask({"ethtool-ioctl", "statistics", name});
  if (!answer || answer->empty()) return {};
  return decode_nic_statistics(answer->front());
}

}  // namespace holdfast
