// Questions by the SIOCETHTOOL ioctl, for what ethtool's netlink family does not tell: driver,
// classification rules, driver statistics; RSS on kernels before 6.2, hash fields before 6.17.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/source.h"

namespace holdfast {

class EthtoolIoctl {
 public:
  EthtoolIoctl() = default;
  EthtoolIoctl(const EthtoolIoctl&) = delete;
  EthtoolIoctl& operator=(const EthtoolIoctl&) = delete;
  ~EthtoolIoctl();

  /// "drvinfo", "rxclass-rules", "rxfh-fields", "rxfh" or "statistics"; operation_not_supported
  /// for any other.
  ReadResult<std::vector<Record>> ask(std::string_view command, const std::string& interface);

  /// The interface's index now; no_such_device when there is none.
  ReadResult<std::uint32_t> index_of(const std::string& interface);

  /// SIOCETHTOOL with `argument`, one of linux/ethtool.h's structures with its command set.
  ReadResult<void> call(const std::string& interface, void* argument);

 private:
  ReadResult<int> descriptor();
  ReadResult<Record> drvinfo(const std::string& interface);
  ReadResult<Record> rules(const std::string& interface);
  ReadResult<Record> hash_fields(const std::string& interface);
  ReadResult<Record> hash(const std::string& interface);
  ReadResult<Record> statistics(const std::string& interface);
  ReadResult<std::uint32_t> statistics_count(const std::string& interface);

  int descriptor_ = -1;
};

/// One field per counter out of the driver's names (32 bytes each) and values, as many as both
/// have.
Record decode_statistics(std::span<const std::uint8_t> names,
                         std::span<const std::uint64_t> values);

}  // namespace holdfast
