// FeaturesPage: the writer of the shared page that trading processes read without a system call.
// Its layout, and the reader, are include/holdfast/features.h.
//
// A seqlock of 64-bit words with acquire and release; the file keeps its inode over restarts, so
// that a process which mapped it once goes on seeing it. One writer, one thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "model/metric_frame.h"

namespace holdfast {

inline constexpr const char* kFeaturesPath = "/run/holdfast/features";

/// What the page says; absent figures are NaN there.
struct Features {
  Regime regime = Regime::aligned;
  Gates gates;
  std::int64_t regime_since_ns = 0;  // CLOCK_MONOTONIC
  std::uint64_t events = 0;          // drift events since the page was made
  std::optional<double> vam_effective, vam_delivered, nrs_ewma, sad_delta;
  std::optional<double> hj95_ns, hj95x_ratio;
  std::optional<double> tail_uplift_bps, tail_uplift_low_bps;  // calibrated; only ever tightens
  std::string policy, policy_version;                          // cut to the page's room
};

class FeaturesPage {
 public:
  /// Makes the file, or takes over the one that is there (the sequence goes on; a write that a
  /// killed writer left half done is ended, and says that nothing is known). unsupported: another
  /// layout's file is in the way. denied: a link, another user's file, or one with a second name.
  /// That there is one writer, the caller sees to: a lock on a file that anybody may read could be
  /// held by anybody.
  static Result<FeaturesPage> open(const std::string& path);
  FeaturesPage(FeaturesPage&& other) noexcept;
  FeaturesPage& operator=(FeaturesPage&& other) noexcept;
  ~FeaturesPage();  // marks the page stopped: readers fall to the conservative gate at once

  /// Wait-free. `now_ns`: CLOCK_MONOTONIC.
  void write(const Features& features, std::int64_t now_ns);

 private:
  explicit FeaturesPage(void* page) : page_(page) {}
  void* page_;
};

}  // namespace holdfast
