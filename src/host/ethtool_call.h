// EthtoolCall: SIOCETHTOOL on an interface, with one of linux/ethtool.h's structures, whose command
// is set. Real: EthtoolIoctl::call. Fake: FakeEthtoolDevice (host/fake_ethtool_device.h), for
// tests.
#pragma once

#include <functional>
#include <string>

#include "host/source.h"

namespace holdfast {

using EthtoolCall = std::function<ReadResult<void>(const std::string& interface, void* argument)>;

}  // namespace holdfast
