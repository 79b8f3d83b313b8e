#include "model/writer.h"

namespace holdfast {

std::string_view name_of(WriterKind kind) {
  switch (kind) {
    case WriterKind::service: return "service";
    case WriterKind::unit: return "unit";
    case WriterKind::udev_rule: return "udev_rule";
    case WriterKind::cron: return "cron";
    case WriterKind::boot_script: return "boot_script";
    case WriterKind::link_file: return "link_file";
    case WriterKind::orchestrator: return "orchestrator";
    case WriterKind::sysctl_file: return "sysctl_file";
    case WriterKind::tool: return "tool";
  }
  return "tool";
}

}  // namespace holdfast
