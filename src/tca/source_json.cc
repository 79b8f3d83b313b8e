#include "tca/source_json.h"

#include <nlohmann/json.hpp>

namespace holdfast {

nlohmann::ordered_json sources_json(const std::vector<FileSource>& sources) {
  auto out = nlohmann::ordered_json::array();
  for (const auto& source : sources) {
    out.push_back({{"table", source.table},
                   {"file", source.file},
                   {"format", source.format},
                   {"bytes", source.bytes},
                   {"rows", source.rows},
                   {"sha256", source.sha256}});
  }
  return out;
}

}  // namespace holdfast
