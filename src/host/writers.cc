#include "host/writers.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "host/known_writers.h"
#include "host/writer_files.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxInterpreters = 256;  // whose command line is read

bool is_interpreter(std::string_view comm) {
  for (const std::string_view name : {"python", "platform-python", "perl", "ruby"}) {
    if (comm.starts_with(name)) return true;
  }
  return comm == "sh" || comm == "bash" || comm == "dash";
}

/// The name of the script that an interpreter runs, out of its first arguments; or empty.
std::string script_of(HostSource& source, ThreadId process) {
  const auto arguments = read_command_line(source, process);
  for (std::size_t i = 1; i < arguments.size() && i < 6; ++i) {
    const std::string& argument = arguments[i];
    if (argument.empty() || argument.front() == '-') continue;
    return argument.substr(argument.rfind('/') + 1);
  }
  return {};
}

/// Programs by the name to look for in the table: their comm, or the script of an interpreter.
std::multimap<std::string, ThreadId> programs_of(HostSource& source,
                                                 const ProcessTable& processes) {
  std::multimap<std::string, ThreadId> programs;
  std::size_t interpreters = 0;
  for (const ProcessStat& process : processes.processes) {
    if (process.kernel) continue;
    programs.emplace(process.comm, process.id);
    if (!is_interpreter(process.comm) || ++interpreters > kMaxInterpreters) continue;
    if (auto script = script_of(source, process.id); !script.empty()) {
      programs.emplace(std::move(script), process.id);
    }
  }
  return programs;
}

void find_running(const std::multimap<std::string, ThreadId>& programs, const KnownWriter& known,
                  Writer& writer) {
  for (const auto& [name, process] : programs) {
    if (!is_process_of(known, name)) continue;
    // Of the rows that a name matches, the exact one is meant: scx_layered is not "scx_*".
    if (known.comm.ends_with('*')) {
      bool is_another = false;
      for (const KnownWriter& other : known_writers()) is_another |= other.comm == name;
      if (is_another) continue;
    }
    writer.running = true;
    writer.process = process;
    writer.evidence = fmt::format("process {} {}", process.value, name);
    return;
  }
}

void find_enabled(const UnitLinks& units, const KnownWriter& known, Writer& writer) {
  for (const auto unit : words_of(known.units)) {
    const std::string link = units.wanted_by(unit);
    if (link.empty()) continue;
    writer.enabled = true;
    if (!writer.evidence.empty()) writer.evidence += ", ";
    writer.evidence += link;
    return;
  }
}

}  // namespace

std::vector<Writer> read_writers(HostSource& source, const ProcessTable& processes,
                                 const UnitLinks& units, Diagnostics& diagnostics) {
  std::vector<Writer> writers;
  const auto programs = programs_of(source, processes);
  for (const KnownWriter& known : known_writers()) {
    Writer writer;
    writer.name = known.name;
    writer.kind = known.kind;
    writer.owns = known.owns;
    find_running(programs, known, writer);
    find_enabled(units, known, writer);
    if (writer.running || writer.enabled) writers.push_back(std::move(writer));
  }
  for (Writer& writer : read_writer_files(source, units, diagnostics)) {
    writers.push_back(std::move(writer));
  }
  return writers;
}

}  // namespace holdfast
