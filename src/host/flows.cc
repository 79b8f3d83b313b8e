#include "host/flows.h"

#include <algorithm>

#include "host/address_owner.h"
#include "host/read_errors.h"
#include "host/socket_counts.h"
#include "host/socket_owner.h"
#include "host/socket_table.h"

namespace holdfast {
namespace {

constexpr std::string_view kTcp = "/proc/net/tcp";
constexpr std::string_view kTcp6 = "/proc/net/tcp6";

/// Is the table known to hold no connection? Where the counts cannot be read, it may hold some.
bool is_empty(HostSource& source, std::string_view path, std::string& text) {
  if (path != kTcp && path != kTcp6) return false;
  if (source.read_file("/proc/net/snmp", text) && parse_established(text) == 0U) return true;
  return path == kTcp6 && source.read_file("/proc/net/sockstat6", text) &&
         parse_tcp6_in_use(text) == 0U;
}

}  // namespace

std::vector<Flow> read_flows(HostSource& source, const ProcessTable& processes,
                             const std::vector<Nic>& nics, Diagnostics& diagnostics) {
  constexpr struct {
    std::string_view path;
    Transport transport;
  } kTables[] = {{kTcp, Transport::tcp},
                 {kTcp6, Transport::tcp},
                 {"/proc/net/udp", Transport::udp},
                 {"/proc/net/udp6", Transport::udp}};
  std::vector<Flow> flows;
  ReadErrors errors;
  std::string text;
  for (const auto& table : kTables) {
    if (is_empty(source, table.path, text)) continue;
    const auto read = source.read_file(table.path, text, HostSource::kLargeFile);
    if (!read) {
      errors.add(table.path, read.error());
      continue;
    }
    parse_socket_table(text, table.transport, table.path, flows, diagnostics);
  }
  errors.report(diagnostics);
  if (flows.empty()) return flows;
  const AddressOwner owner = read_address_owner(source, nics, diagnostics);
  for (Flow& flow : flows) flow.nic = owner.interface_of(flow.local.address);
  find_socket_owners(source, processes, flows, diagnostics);
  return flows;
}

std::vector<ThreadId> processes_of(const std::vector<Flow>& flows) {
  std::vector<ThreadId> processes;
  for (const Flow& flow : flows) {
    if (flow.process) processes.push_back(*flow.process);
  }
  std::sort(processes.begin(), processes.end());
  processes.erase(std::unique(processes.begin(), processes.end()), processes.end());
  return processes;
}

}  // namespace holdfast
