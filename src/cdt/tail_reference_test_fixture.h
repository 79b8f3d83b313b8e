// The rows of tests/tca_reference/tail and what other programs answered about them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cdt/factor.h"

namespace holdfast {

class TailReference {
 public:
  TailReference() {
    std::ifstream rows(kFolder + "rows.csv");
    std::string line, word;
    std::getline(rows, line);
    std::vector<std::string> names;
    for (std::istringstream words(line); std::getline(words, word, ',');) names.push_back(word);
    while (std::getline(rows, line)) {
      std::istringstream words(line);
      for (const auto& name : names) {
        std::getline(words, word, ',');
        columns_[name].push_back(std::stod(word));
      }
    }
    std::ifstream answers(kFolder + "answers.txt");
    while (std::getline(answers, line)) {
      std::istringstream words(line);
      words >> word;
      auto& values = answers_[word];
      for (std::string value; words >> value;) {
        values.push_back(value == "NA" ? 0 : std::stod(value));
      }
    }
    for (const auto* name : {"host", "session", "venue", "side"}) {
      for (const double code : column(name)) {
        codes_[name].push_back(static_cast<std::uint32_t>(code));
      }
    }
    for (std::size_t i = 0; i < column("d").size(); ++i) {
      codes_["host_session"].push_back(codes_["host"][i] * 5 + codes_["session"][i]);
    }
  }

  const std::vector<double>& column(const std::string& name) const { return columns_.at(name); }
  const std::vector<double>& answer(const std::string& name) const { return answers_.at(name); }
  double number(const std::string& name) const { return answer(name).at(0); }
  /// host (8 levels), session (5), venue (3), side (2), host_session (40).
  Factor factor(const std::string& name, std::uint32_t levels) const {
    return {codes_.at(name), levels};
  }

 private:
  inline static const std::string kFolder =
      std::string(HOLDFAST_SOURCE_DIR) + "/tests/tca_reference/tail/";
  std::map<std::string, std::vector<double>> columns_, answers_;
  std::map<std::string, std::vector<std::uint32_t>> codes_;
};

inline const TailReference& tail_reference() {
  static const TailReference reference;
  return reference;
}

/// How far `found` is from `expected`, in parts of the latter.
inline double off_by(double found, double expected) {
  return std::fabs(found - expected) / std::max(1e-300, std::fabs(expected));
}

}  // namespace holdfast
