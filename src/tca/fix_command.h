// holdfast-tca fix: the order tables out of logs of FIX.
#pragma once

#include <string>
#include <vector>

#include "fix/fix_orders.h"

namespace CLI {
class App;
}

namespace holdfast {

struct FixCommand {
  std::vector<std::string> logs;  // files; "-": standard input
  FixOrderOptions orders;
  std::string output;         // a folder
  std::string json;           // a file, or "-"; empty: none
  bool skips_damage = false;  // a damaged message is counted, not refused
};

/// Adds the verb, which fills `command`.
void build_fix(CLI::App& app, FixCommand& command);

struct FixInput {
  std::string file, sha256;
  std::uint64_t bytes = 0;
};

/// What was read, and from where.
struct FixReading {
  std::vector<FixInput> inputs;
  FixTables tables;
  std::size_t damaged = 0;
  std::string first_damage;  // "fix.log: line 7: …"; empty: none
};

/// docs/schema/fix.schema.json.
std::string fix_json(const FixReading& reading);
std::string fix_text(const FixCommand& command, const FixReading& reading);

}  // namespace holdfast
