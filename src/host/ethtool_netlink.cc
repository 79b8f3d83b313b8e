#include "host/ethtool_netlink.h"

#include <linux/ethtool_netlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>

#include "base/check.h"
#include "host/ethtool_schema.h"

namespace holdfast {
namespace {

NetlinkRequest request_about(const std::string& interface, std::uint16_t family,
                             const EthtoolCommand& command, int flags) {
  NetlinkRequest request = generic_request(family, command.number, flags);
  nlattr* header = nla_nest_start(request.get(), command.header | NLA_F_NESTED);
  HOLDFAST_CHECK(header != nullptr);
  HOLDFAST_CHECK(nla_put_string(request.get(), ETHTOOL_A_HEADER_DEV_NAME, interface.c_str()) == 0);
  nla_nest_end(request.get(), header);
  return request;
}

/// Takes the next name off `names` if it is `name`; sound because the kernel lists all the sets of
/// one reply by ascending bit.
bool take(const std::vector<std::string>* names, std::size_t& next, const std::string& name) {
  if (!names || next >= names->size() || (*names)[next] != name) return false;
  ++next;
  return true;
}

/// The function is a set of bits on the wire, and one of them is on.
void name_hash_function(Record& record) {
  for (auto& [name, value] : record.fields) {
    if (name != "hfunc") continue;
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) value = texts->front();
  }
}

}  // namespace

std::vector<Record> features_from_bitsets(const Record& reply) {
  std::vector<Record> features;
  const auto* names = reply.texts("names");
  if (!names) return features;
  constexpr std::string_view kSets[] = {"hw", "wanted", "active", "nochange"};
  const std::vector<std::string>* sets[std::size(kSets)];
  for (std::size_t set = 0; set < std::size(kSets); ++set) sets[set] = reply.texts(kSets[set]);
  std::size_t next[std::size(kSets)] = {};
  features.reserve(names->size());
  for (const auto& name : *names) {
    Record& feature = features.emplace_back();
    feature.fields.reserve(1 + std::size(kSets));
    feature.set("name", name);
    for (std::size_t set = 0; set < std::size(kSets); ++set) {
      feature.set(kSets[set], std::uint64_t{take(sets[set], next[set], name)});
    }
  }
  return features;
}

ReadResult<std::vector<Record>> EthtoolNetlink::ask_rss(std::uint16_t family,
                                                        const std::string& interface) {
  const EthtoolCommand& command = *find_ethtool_command("rss-get");
  auto contexts =
      ask_generic(socket_, request_about(interface, family, command, NLM_F_DUMP), command.schema);
  // Kernels before 6.11 tell the default context only, and not by a dump.
  if (!contexts && contexts.error() == std::errc::operation_not_supported) {
    contexts =
        ask_generic(socket_, request_about(interface, family, command, NLM_F_ACK), command.schema);
  }
  if (!contexts) return contexts;
  // The dump passes over a device without RSS.
  if (contexts->empty()) return tl::unexpected(std::errc::operation_not_supported);
  for (auto& context : *contexts) name_hash_function(context);
  return contexts;
}

ReadResult<std::vector<Record>> EthtoolNetlink::ask(std::string_view name,
                                                    const std::string& interface) {
  const EthtoolCommand* command = find_ethtool_command(name);
  if (!command) return tl::unexpected(std::errc::operation_not_supported);
  const auto family = family_.id(socket_);
  if (!family) return tl::unexpected(family.error());
  if (name == "rss-get") return ask_rss(*family, interface);
  auto records =
      ask_generic(socket_, request_about(interface, *family, *command, NLM_F_ACK), command->schema);
  if (!records || name != "features-get" || records->empty()) return records;
  return features_from_bitsets(records->front());
}

}  // namespace holdfast
