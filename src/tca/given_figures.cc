#include "tca/given_figures.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "table/input_file.h"

namespace holdfast {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongest = 64 << 20;
constexpr double kLargest = 1e12;  // of a number that is to be drawn

// One object of the file, with its place for sentences. After the first thing that is wrong the
// rest is not looked at.
class Member {
 public:
  Member(const Json& value, std::string place, std::string& wrong)
      : value_(value), place_(std::move(place)), wrong_(wrong) {}

  bool has(const char* name) const { return find(name) != nullptr; }
  std::optional<double> number_or_null(const char* name) const {
    const auto* found = find(name);
    if (found == nullptr || found->is_null()) return std::nullopt;
    if (!found->is_number() || !(std::abs(found->get<double>()) <= kLargest)) {
      return complain(name, "is no number up to 1e12"), std::nullopt;
    }
    return found->get<double>();
  }
  double number(const char* name) const {
    const auto found = number_or_null(name);
    if (!found) complain(name, "has to be a number");
    return found.value_or(0);
  }
  std::string text(const char* name) const {
    const auto* found = find(name);
    if (found == nullptr || !found->is_string()) return complain(name, "has to be a text"), "";
    return found->get<std::string>();
  }
  std::optional<std::string> text_or_null(const char* name) const {
    const auto* found = find(name);
    if (found == nullptr || found->is_null()) return std::nullopt;
    return text(name);
  }
  /// An object.
  Member of(const char* name) const {
    static const Json kNothing = Json::object();
    const auto* found = find(name);
    if (found == nullptr || !found->is_object()) {
      complain(name, "has to be an object");
      found = &kNothing;
    }
    return {*found, fmt::format("{}{}.", place_, name), wrong_};
  }
  /// Of an array of texts; none when it is not there.
  std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> out;
    if (find(name) == nullptr) return out;
    for_each(name, [&](const Member& one) {
      if (!one.value_.is_string()) return complain(name, "has to be an array of texts");
      out.push_back(one.value_.get<std::string>());
    });
    return out;
  }
  void for_each(const char* name, const std::function<void(const Member&)>& use) const {
    const auto* found = find(name);
    if (found == nullptr || !found->is_array()) return complain(name, "has to be an array");
    for (std::size_t i = 0; i < found->size() && wrong_.empty(); ++i) {
      use(Member((*found)[i], fmt::format("{}{}[{}].", place_, name, i), wrong_));
    }
  }

 private:
  const Json* find(const char* name) const {
    if (!value_.is_object()) return nullptr;
    const auto found = value_.find(name);
    return found == value_.end() ? nullptr : &*found;
  }
  void complain(const char* name, const char* what) const {
    if (wrong_.empty()) wrong_ = fmt::format("{}{} {}", place_, name, what);
  }

  const Json& value_;
  std::string place_;
  std::string& wrong_;
};

template <class Given>
Result<Given> read_given(const std::string& path,
                         const std::function<void(Given&, const Member&)>& take) {
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto refuse = [&](const std::string& what) {
    return fail(ErrorCode::malformed, fmt::format("{}: {}", file->name(), what));
  };
  if (file->bytes() > kLongest) return refuse("is larger than 64 MB");
  const auto text = file->read(0, kLongest);
  if (!text) return tl::unexpected(text.error());
  const auto json = Json::parse(*text, nullptr, false);
  if (json.is_discarded()) return refuse("is no JSON; is the file cut off?");
  const auto sha256 = file->sha256();
  if (!sha256) return tl::unexpected(sha256.error());
  Given given;
  given.source = {file->name(), "json", *sha256, file->bytes()};
  std::string wrong;
  take(given, Member(json, "", wrong));
  if (!wrong.empty()) return refuse(wrong);
  return given;
}

// Of the rows that a verb was given: its first input.
std::optional<std::string> rows_sha256_of(const Member& file) {
  std::optional<std::string> sha256;
  if (!file.has("inputs")) return sha256;
  file.for_each("inputs", [&](const Member& one) {
    if (!sha256) sha256 = one.text_or_null("sha256");
  });
  return sha256;
}

EventOutcome outcome_of(const Member& member) {
  EventOutcome out{.outcome = member.text("outcome"),
                   .status = member.text("status"),
                   .direction = member.text_or_null("direction"),
                   .cause = member.text_or_null("cause"),
                   .betas = {},
                   .pretrend_p = member.number_or_null("pretrend_p")};
  member.for_each("betas", [&](const Member& one) {
    out.betas.push_back({one.number("k"), one.number("beta"), one.number_or_null("se"),
                         one.number_or_null("low"), one.number_or_null("high"),
                         one.number_or_null("band_low"), one.number_or_null("band_high")});
  });
  return out;
}

}  // namespace

Result<GivenEvents> read_given_events(const std::string& path) {
  return read_given<GivenEvents>(path, [](GivenEvents& out, const Member& file) {
    file.for_each("outcomes", [&](const Member& one) { out.outcomes.push_back(outcome_of(one)); });
  });
}

Result<GivenCanary> read_given_canary(const std::string& path) {
  return read_given<GivenCanary>(path, [](GivenCanary& out, const Member& file) {
    out.decision = file.text("decision");
    out.threshold = file.number_or_null("threshold_ln_e");
    file.for_each("looks", [&](const Member& one) {
      out.looks.push_back({one.number("pairs"), one.number_or_null("ln_e_cost"),
                           one.number_or_null("ln_e_hj99"), one.number_or_null("ln_e_completion"),
                           one.number_or_null("cs_low"), one.number_or_null("cs_high")});
    });
  });
}

Result<GivenGrid> read_given_grid(const std::string& path) {
  return read_given<GivenGrid>(path, [](GivenGrid& out, const Member& file) {
    out.grade = file.text_or_null("grade");
    out.grade_reasons = file.texts("grade_reasons");
    out.rows_sha256 = rows_sha256_of(file);
    file.for_each("spec_grid", [&](const Member& one) {
      out.points.push_back({.effects = one.text("effects"),
                            .pruning = one.text("pruning"),
                            .status = one.text_or_null("status"),
                            .threshold = one.number_or_null("threshold"),
                            .washout = one.number_or_null("washout_s"),
                            .estimate = one.number_or_null("estimate"),
                            .error = one.number_or_null("se"),
                            .low = one.number_or_null("low"),
                            .high = one.number_or_null("high")});
    });
  });
}

Result<GivenEffects> read_given_effects(const std::string& path) {
  return read_given<GivenEffects>(path, [](GivenEffects& out, const Member& file) {
    out.status = file.text("status");
    const auto matrix = file.of("matrix");
    const auto effect = [&](const char* channel) {
      return matrix.of(channel).of("all").number("value");
    };
    out.impact = effect("y_impact");
    out.timing = effect("y_timing");
    out.routing = effect("y_routing");
    out.error = matrix.of("all").of("all").number_or_null("error");
    out.rows_sha256 = rows_sha256_of(file);
  });
}

}  // namespace holdfast
