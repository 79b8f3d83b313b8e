#include "host/kernel_answers.h"

#include <linux/netlink.h>

#include "host/ethtool_ioctl.h"
#include "host/ethtool_netlink.h"
#include "host/irqbalance_socket.h"
#include "host/netdev_netlink.h"
#include "host/route_address.h"
#include "host/route_netlink.h"

namespace holdfast {

struct KernelAnswers::Sockets {
  NetlinkSocket generic{NETLINK_GENERIC};
  EthtoolNetlink ethtool{generic};
  NetdevNetlink netdev{generic};
  RouteNetlink route;
  RouteAddress address;
  EthtoolIoctl ioctl;
};

KernelAnswers::KernelAnswers() : sockets_(std::make_unique<Sockets>()) {}
KernelAnswers::~KernelAnswers() = default;

ReadResult<std::vector<Record>> KernelAnswers::ask(const Question& question) {
  if (question.family == "irqbalance" && question.command == "setup") {
    return ask_irqbalance(question.object);
  }
  if (question.family == "rt-addr" && question.command == "getaddr") {
    return sockets_->address.addresses();
  }
  const std::string interface(question.object);
  if (question.family == "ethtool") return sockets_->ethtool.ask(question.command, interface);
  if (question.family == "ethtool-ioctl") return sockets_->ioctl.ask(question.command, interface);
  if (question.family == "rt-link" && question.command == "getlink") {
    return sockets_->route.link(interface);
  }
  const bool qdiscs = question.family == "rt-qdisc" && question.command == "getqdisc";
  if (!qdiscs && question.family != "netdev") {
    return tl::unexpected(std::errc::operation_not_supported);
  }
  const auto index = sockets_->ioctl.index_of(interface);
  if (!index) return tl::unexpected(index.error());
  if (qdiscs) return sockets_->route.qdiscs(*index);
  return sockets_->netdev.ask(question.command, *index);
}

}  // namespace holdfast
