#include "host/setting_file_meaning.h"

#include <fmt/format.h>

namespace holdfast {

std::string meaning_for_interrupt(std::errc error, const Setting& wanted) {
  const auto& cpus = wanted.value;
  switch (error) {
    case std::errc::permission_denied: return "only root may move interrupts";
    // EPERM since 6.12, EIO before.
    case std::errc::operation_not_permitted:
    case std::errc::io_error:
      return "the kernel manages this interrupt, or its controller cannot move it: nobody may "
             "place it";
    case std::errc::no_space_on_device:
      return fmt::format(
          "CPU {} has no free interrupt vector; name other CPUs, or free vectors by "
          "fewer channels on the devices there",
          cpus);
    case std::errc::device_or_resource_busy:
      return "its last move is still under way and ends with its next interrupt; try again";
    case std::errc::not_enough_memory: return "the kernel is out of memory";
    case std::errc::invalid_argument: return fmt::format("none of the CPUs {} is online", cpus);
    case std::errc::result_out_of_range:
    case std::errc::value_too_large:
      return fmt::format("{} names a CPU beyond those that this kernel can have", cpus);
    case std::errc::no_such_file_or_directory: return "the interrupt is gone; plan again";
    case std::errc::read_only_file_system:
      return "/proc is mounted read-only here; run holdfast where it may be written";
    default: return "";
  }
}

std::string meaning_for_queue(std::errc error, const Setting& wanted) {
  const bool xps = wanted.object.kind == SettingKind::xps;
  switch (error) {
    case std::errc::permission_denied:
    case std::errc::operation_not_permitted:
      return "only who has CAP_NET_ADMIN in the interface's network namespace may set it";
    case std::errc::no_such_file_or_directory:
      return xps ? "the interface has no such transmit queue, or only one, which needs no XPS"
                 : "the interface has no such receive queue";
    case std::errc::invalid_argument:
      if (wanted.object.kind == SettingKind::rps) {
        return "the kernel gives RPS no isolated CPU (isolcpus=domain, nohz_full)";
      }
      return "the driver or the kernel does not take this value";
    case std::errc::value_too_large:
    case std::errc::result_out_of_range:
      return "it names a CPU beyond those that this kernel can have";
    case std::errc::operation_not_supported:
      if (wanted.object.kind == SettingKind::threaded_napi) {
        return "the driver has no NAPI instance now; bring the interface up first";
      }
      return "the kernel is built without it";
    case std::errc::read_only_file_system:
      return "/sys is mounted read-only here; run holdfast where it may be written";
    case std::errc::no_such_device:
    case std::errc::interrupted: return "the interface is going away";
    default: return "";
  }
}

std::string meaning_for_sysctl(std::errc error) {
  switch (error) {
    case std::errc::permission_denied:
    case std::errc::operation_not_permitted: return "it may not be written here";
    case std::errc::read_only_file_system: return "/proc/sys is mounted read-only";
    case std::errc::no_such_file_or_directory:
      return "this kernel has no such sysctl (or its module is not loaded)";
    case std::errc::invalid_argument:
    case std::errc::result_out_of_range: return "outside of what the kernel takes for it";
    default: return "";
  }
}

}  // namespace holdfast
