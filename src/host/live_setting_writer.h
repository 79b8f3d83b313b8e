// LiveSettingWriter: the one place of holdfast that changes this host.
//
// One file per mechanism: setting_file_write (procfs, sysfs), ethtool_set (netlink), rss_write and
// flow_rule_write (ioctl), thread_write, config_file_write, irqbalance_bans (its socket),
// systemd_unit (the bus). What each costs the host: docs/observer.md.
#pragma once

#include <memory>
#include <string>

#include "host/setting_writer.h"

namespace holdfast {

class LiveSettingWriter final : public SettingWriter {
 public:
  /// `root`: below which procfs, sysfs and /etc are; empty for this host. Netlink, ioctls, threads,
  /// irqbalance and systemd are this host's whatever it is.
  explicit LiveSettingWriter(const std::string& root = "");
  ~LiveSettingWriter() override;

  Result<void> write(const Setting& wanted) override;

 private:
  struct Mechanisms;
  std::unique_ptr<Mechanisms> mechanisms_;
};

}  // namespace holdfast
