#include "reference_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace holdfast {

namespace {

std::ifstream opened(const std::string& name) {
  std::ifstream file(HOLDFAST_SOURCE_DIR "/tests/tca_reference/" + name);
  EXPECT_TRUE(file.is_open()) << name;
  return file;
}

std::vector<std::string> cells(const std::string& line, char separator) {
  std::vector<std::string> result;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, separator);) {
    if (!cell.empty()) {
      result.push_back(cell);
    }
  }
  return result;
}

}  // namespace

ReferenceTable read_table(const std::string& name) {
  std::ifstream file = opened(name);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = cells(line, ',');
  ReferenceTable table;
  while (std::getline(file, line)) {
    const std::vector<std::string> values = cells(line, ',');
    for (std::size_t i = 0; i < names.size(); ++i) {
      table[names[i]].push_back(std::stod(values.at(i)));
    }
  }
  return table;
}

std::map<std::string, std::vector<double>> read_answers(const std::string& name) {
  std::ifstream file = opened(name);
  std::map<std::string, std::vector<double>> answers;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> words = cells(line, ' ');
    for (std::size_t i = 1; i < words.size(); ++i) {
      answers[words[0]].push_back(std::stod(words[i]));
    }
  }
  return answers;
}

OwnedFactor factor_of(std::span<const double> column) {
  OwnedFactor factor;
  for (const double value : column) {
    factor.codes.push_back(static_cast<std::uint32_t>(value));
    factor.levels = std::max(factor.levels, factor.codes.back() + 1);
  }
  return factor;
}

OwnedFactor crossed(const OwnedFactor& a, const OwnedFactor& b) {
  OwnedFactor factor{.levels = a.levels * b.levels};
  for (std::size_t i = 0; i < a.codes.size(); ++i) {
    factor.codes.push_back(a.codes[i] * b.levels + b.codes[i]);
  }
  return factor;
}

}  // namespace holdfast
