// One setting written by LiveSettingWriter, for the tests in network namespaces and in the lab.
// usage: write_setting KIND NIC NAME VALUE    an empty NIC or NAME is ''; numbers of a thread or an
// interrupt: NAME@NUMBER. Exit: 0 written, 1 refused (the code and the sentence on standard error).
#include <cstdio>
#include <string>

#include "base/diagnostic.h"
#include "base/text.h"
#include "host/live_setting_writer.h"
#include "host/live_source.h"
#include "host/process_stat.h"

int main(int argc, char** argv) {
  using namespace holdfast;
  if (argc != 5) return std::fputs("usage: write_setting KIND NIC NAME VALUE\n", stderr), 2;
  const auto kind = parse_setting_kind(argv[1]);
  if (!kind) return std::fprintf(stderr, "there is no kind \"%s\"\n", argv[1]), 2;
  Setting setting;
  setting.object.kind = *kind;
  setting.object.nic = argv[2];
  setting.object.name = argv[3];
  setting.value = argv[4];
  const auto at = setting.object.name.find('@');
  if (at != std::string::npos) {
    const auto number = parse_number<std::uint32_t>(setting.object.name.substr(at + 1));
    setting.object.name.resize(at);
    if (!number) return 2;
    const bool thread =
        *kind == SettingKind::thread_affinity || *kind == SettingKind::thread_scheduling;
    if (thread) {
      setting.object.thread = ThreadId{*number};
      std::string text;
      LiveSource source;
      if (source.read_file("/proc/" + std::to_string(*number) + "/stat", text)) {
        const auto stat = parse_process_stat(text);
        setting.object.thread_start_ticks = stat ? stat->start_time_ticks : 0;
      }
    } else {
      setting.object.irq = IrqNumber{*number};
    }
  }
  LiveSettingWriter writer;
  const auto written = writer.write(setting);
  if (written) return 0;
  std::fprintf(stderr, "%s: %s\n", std::string(name_of(written.error().code)).c_str(),
               written.error().sentence.c_str());
  return 1;
}
