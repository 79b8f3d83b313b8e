#include "host/netdev_netlink.h"

#include <linux/netlink.h>
#include <netlink/attr.h>

#include "base/check.h"
#include "host/kernel_abi.h"

namespace holdfast {
namespace {

using enum AttributeForm;

constexpr std::string_view kQueueTypes[] = {"rx", "tx"};
constexpr std::string_view kThreaded[] = {"disabled", "enabled", "busy-poll"};

constexpr Attribute kDev[] = {
    {abi::kDevIfindex, "ifindex"},
    {abi::kDevXdpFeatures, "xdp-features"},
    {abi::kDevXdpZcMaxSegs, "xdp-zc-max-segs"},
    {abi::kDevXdpRxMetadataFeatures, "xdp-rx-metadata-features"},
    {abi::kDevXskFeatures, "xsk-features"},
};

constexpr Attribute kQueue[] = {
    {abi::kQueueId, "id"},
    {abi::kQueueIfindex, "ifindex"},
    {abi::kQueueType, "type", choice, kQueueTypes},
    {abi::kQueueNapiId, "napi-id"},
};

constexpr Attribute kNapi[] = {
    {abi::kNapiIfindex, "ifindex"},
    {abi::kNapiId, "id"},
    {abi::kNapiIrq, "irq"},
    {abi::kNapiPid, "pid"},
    {abi::kNapiDeferHardIrqs, "defer-hard-irqs"},
    {abi::kNapiGroFlushTimeout, "gro-flush-timeout"},
    {abi::kNapiIrqSuspendTimeout, "irq-suspend-timeout"},
    {abi::kNapiThreaded, "threaded", choice, kThreaded},
};

struct Command {
  std::string_view name;
  std::uint8_t number;
  std::uint16_t ifindex;  // the attribute that names the interface
  int flags;
  Schema schema;
};

constexpr Command kCommands[] = {
    {"dev-get", abi::kNetdevDevGet, abi::kDevIfindex, NLM_F_ACK, kDev},
    {"queue-get", abi::kNetdevQueueGet, abi::kQueueIfindex, NLM_F_DUMP, kQueue},
    {"napi-get", abi::kNetdevNapiGet, abi::kNapiIfindex, NLM_F_DUMP, kNapi},
};

const Command* find_command(std::string_view name) {
  for (const auto& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace

Schema netdev_schema(std::string_view command) {
  const Command* found = find_command(command);
  return found ? found->schema : Schema{};
}

ReadResult<std::vector<Record>> NetdevNetlink::ask(std::string_view name, std::uint32_t ifindex) {
  const Command* command = find_command(name);
  if (!command) return tl::unexpected(std::errc::operation_not_supported);
  const auto family = family_.id(socket_);
  if (!family) return tl::unexpected(family.error());
  const auto request = generic_request(*family, command->number, command->flags);
  HOLDFAST_CHECK(nla_put_u32(request.get(), command->ifindex, ifindex) == 0);
  return ask_generic(socket_, request, command->schema);
}

}  // namespace holdfast
