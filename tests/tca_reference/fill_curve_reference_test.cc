// Fills with cancels beside what R's survival says (fills/ask_r.R), and Holm's p.
#include <gtest/gtest.h>

#include "cdt/fill_curve.h"
#include "cdt/holm.h"
#include "reference_files.h"

namespace holdfast {
namespace {

class FillReference : public testing::Test {
 protected:
  std::vector<FillTime> fills(int group) const {
    std::vector<FillTime> out;
    for (std::size_t row = 0; row < rows_.at("end").size(); ++row) {
      if (group >= 0 && rows_.at("group")[row] != group) continue;
      out.push_back({rows_.at("seconds")[row], static_cast<FillEnd>(rows_.at("end")[row])});
    }
    return out;
  }
  const std::vector<double>& answer(const std::string& name) const { return answers_.at(name); }

  const ReferenceTable rows_ = read_table("fills/fills.csv");
  const std::map<std::string, std::vector<double>> answers_ = read_answers("fills/answers.txt");
};

TEST_F(FillReference, IncidenceIsThatOfSurvfit) {
  const FillCurve curve(fills(-1));
  for (std::size_t i = 0; i < answer("at").size(); ++i) {
    const double at = answer("at")[i];
    EXPECT_NEAR(curve.filled_by(at), answer("filled")[i], 1e-12) << at;
    EXPECT_NEAR(curve.cancelled_by(at), answer("cancelled")[i], 1e-12) << at;
    EXPECT_NEAR(curve.kaplan_meier_by(at), answer("kaplan_meier")[i], 1e-12) << at;
  }
  EXPECT_NEAR(curve.mean_unfilled_until(5), answer("mean_unfilled_5")[0], 1e-12);
}

TEST_F(FillReference, LogRankIsThatOfSurvdiff) {
  const auto found = fill_log_rank(fills(0), fills(1));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->chi_squared, answer("log_rank")[0], 1e-9);
  EXPECT_NEAR(found->p, answer("log_rank")[1], 1e-9);
}

TEST_F(FillReference, HolmIsThatOfPAdjust) {
  const auto adjusted = holm_adjusted(answer("p"));
  for (std::size_t i = 0; i < adjusted.size(); ++i) {
    EXPECT_NEAR(adjusted[i], answer("holm")[i], 1e-15);
  }
}

}  // namespace
}  // namespace holdfast
