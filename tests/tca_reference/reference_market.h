// hdfe_data.csv as a test uses it, and how close to R's answers is close enough.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "cdt/cluster_codes.h"
#include "cdt/hdfe_design.h"
#include "reference_files.h"

namespace holdfast {

inline constexpr double kLinearAlgebra = 1e-9;  // relative
inline constexpr double kIterative = 1e-7;

class ReferenceMarket : public testing::Test {
 protected:
  ReferenceMarket() {
    const std::size_t rows = data_.at("row").size();
    outcome_.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      outcome_[i] = data_["impact"][i] + data_["timing"][i] + data_["routing"][i];
    }
  }

  [[nodiscard]] HdfeInput input(const std::string& effects) const {
    HdfeInput result{.regressors = {data_.at("d"), data_.at("spread"), data_.at("participation")},
                     .names = {"d", "spread", "participation"},
                     .effects = {host_.view(), session_.view()}};
    if (effects == "fe_b") {
      result.effects = {host_.view(), bucket_.view(), symbol_.view()};
    }
    return result;
  }
  [[nodiscard]] std::vector<double> answer(const std::string& name) const {
    const auto at = answers_.find(name);
    EXPECT_NE(at, answers_.end()) << name;
    return at == answers_.end() ? std::vector<double>{} : at->second;
  }
  void expect_answer(const std::string& name, const std::vector<double>& values,
                     double tolerance = kLinearAlgebra) const {
    const std::vector<double> wanted = answer(name);
    ASSERT_EQ(values.size(), wanted.size()) << name;
    // A covariance is small beside the variances that it stands with: relative to the largest of
    // the answer.
    double scale = 0;
    for (const double value : wanted) {
      scale = std::max(scale, std::abs(value));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_NEAR(values[i], wanted[i], tolerance * scale) << name << " [" << i << "]";
    }
  }

  ReferenceTable data_ = read_table("hdfe_data.csv");
  std::map<std::string, std::vector<double>> answers_ = read_answers("hdfe_answers.txt");
  OwnedFactor host_ = factor_of(data_["host"]);
  OwnedFactor session_ = factor_of(data_["session"]);
  OwnedFactor bucket_ = factor_of(data_["bucket"]);
  OwnedFactor symbol_ = factor_of(data_["symbol"]);
  OwnedFactor host_session_ = crossed(host_, session_);
  OwnedFactor symbol_session_ = crossed(symbol_, session_);
  std::vector<double> outcome_;
};

}  // namespace holdfast
