// The table of programs that are known to set what holdfast looks after (KERNEL §23).
#pragma once

#include <span>
#include <string_view>

#include "model/writer.h"

namespace holdfast {

struct KnownWriter {
  std::string_view name;
  WriterKind kind;
  /// Of its process: the whole comm, or with a '*' at its end the beginning. The kernel keeps 15
  /// bytes of a name. Empty: it is only known by its unit.
  std::string_view comm;
  /// Its units, separated by blanks; empty when it has none.
  std::string_view units;
  std::string_view owns;
};

std::span<const KnownWriter> known_writers();

/// Is `name` the row's process name (a comm, or the name of an interpreter's script)?
bool is_process_of(const KnownWriter& writer, std::string_view name);

}  // namespace holdfast
