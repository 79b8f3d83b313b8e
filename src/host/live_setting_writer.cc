#include "host/live_setting_writer.h"

#include <linux/netlink.h>

#include "host/config_file_write.h"
#include "host/ethtool_ioctl.h"
#include "host/ethtool_set.h"
#include "host/flow_rule_write.h"
#include "host/irqbalance_bans.h"
#include "host/rss_write.h"
#include "host/setting_file_write.h"
#include "host/systemd_unit.h"
#include "host/thread_write.h"
#include "host/write_refusal.h"

namespace holdfast {
namespace {

/// The error of a mechanism that does not know the setting, with the object and value before it.
Result<void> named(const Setting& wanted, const Result<void>& done) {
  if (done) return done;
  return refused(wanted, done.error().code, done.error().sentence);
}

Result<void> write_bans(const Setting& wanted) {
  const auto irqs = parse_ban_list(wanted.value);
  if (!irqs) return refused(wanted, irqs.error().code, irqs.error().sentence);
  SocketBans bans;
  const auto daemon = bans.daemon();
  if (!daemon) return refused(wanted, ErrorCode::absent, "irqbalance is not running");
  return named(wanted, bans.replace(*daemon, *irqs));
}

Result<void> write_service(const Setting& wanted) {
  constexpr std::pair<std::string_view, UnitState> kStates[] = {
      {"running", UnitState::running},
      {"stopped", UnitState::stopped},
      {"masked", UnitState::masked},
  };
  for (const auto& [name, state] : kStates) {
    if (name == wanted.value) return named(wanted, set_unit_state("irqbalance.service", state));
  }
  return refused(wanted, ErrorCode::usage, "expected running, stopped or masked");
}

}  // namespace

struct LiveSettingWriter::Mechanisms {
  explicit Mechanisms(const std::string& root_folder) : root(root_folder), files(root_folder) {}
  std::string root;
  HostFiles files;
  NetlinkSocket generic{NETLINK_GENERIC};
  EthtoolSet ethtool{generic};
  EthtoolIoctl ioctl;
  EthtoolCall call = [this](const std::string& interface, void* argument) {
    return ioctl.call(interface, argument);
  };
};

LiveSettingWriter::LiveSettingWriter(const std::string& root)
    : mechanisms_(std::make_unique<Mechanisms>(root)) {}
LiveSettingWriter::~LiveSettingWriter() = default;

Result<void> LiveSettingWriter::write(const Setting& wanted) {
  switch (wanted.object.kind) {
    case SettingKind::channels:
    case SettingKind::rings:
    case SettingKind::feature:
    case SettingKind::coalesce: return mechanisms_->ethtool.write(wanted);
    case SettingKind::rss_key:
    case SettingKind::rss_table:
    case SettingKind::rss_hash_fields: return write_rss(mechanisms_->call, wanted);
    case SettingKind::flow_rule: return write_flow_rule(mechanisms_->call, wanted);
    case SettingKind::irqbalance_service: return write_service(wanted);
    case SettingKind::irqbalance_ban: return write_bans(wanted);
    case SettingKind::thread_affinity:
    case SettingKind::thread_scheduling: return write_thread(mechanisms_->files, wanted);
    case SettingKind::file: return write_config_file(mechanisms_->root, wanted);
    case SettingKind::threaded_napi:
    case SettingKind::napi_defer_hard_irqs:
    case SettingKind::gro_flush_timeout:
    case SettingKind::default_smp_affinity:
    case SettingKind::vector:
    case SettingKind::device_irq:
    case SettingKind::xps:
    case SettingKind::rps:
    case SettingKind::rps_flow_count:
    case SettingKind::sysctl: break;
  }
  return write_setting_file(mechanisms_->files, wanted);
}

}  // namespace holdfast
