// Complaint: what is wrong, or doubtful, at one place of a policy's text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/demand.h"

namespace holdfast {

struct Complaint {
  TextPlace place;
  std::string sentence;  // without the place
  bool warning = false;  // the policy can be used all the same
  friend bool operator==(const Complaint&, const Complaint&) = default;
};

/// "policy.yaml:12:5: key 'chanels' is not known here; did you mean 'channels'?"
std::string to_text(const Complaint& complaint);

/// Each once. After the hundredth the rest is only counted.
class Complaints {
 public:
  void error(const TextPlace& place, std::string sentence);
  void warn(const TextPlace& place, std::string sentence);
  /// By file, line and column; until then in the order in which they were found.
  void sort();
  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  const std::vector<Complaint>& all() const { return all_; }
  /// A line for each error, without a newline at the end; ends with how many were left out.
  std::string errors_text() const;

 private:
  void add(Complaint complaint);
  std::vector<Complaint> all_;
  std::size_t errors_ = 0;
  std::size_t left_out_ = 0;
};

/// The one of `known` that `text` was probably meant to be; "" when none is near.
std::string_view nearest(std::string_view text, const std::vector<std::string_view>& known);

/// "; did you mean 'channels'?", or "" when none is near.
std::string suggestion(std::string_view text, const std::vector<std::string_view>& known);

/// "a, b or c"
std::string one_of(const std::vector<std::string_view>& words);

/// `text` between quotes, cut when it is long: values of a foreign file stand in sentences.
std::string quoted(std::string_view text);

}  // namespace holdfast
