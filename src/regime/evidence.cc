#include "regime/evidence.h"

#include <fmt/format.h>

namespace holdfast {
namespace {

// Four digits: a figure just below its threshold must not look like the threshold.
std::string figure(double value) { return fmt::format("{:.4g}", value); }

std::string windows_text(std::uint32_t windows) {
  return fmt::format("{} window{}", windows, windows == 1 ? "" : "s");
}

std::string compared(const Figures& figures, const char* sign, double vam,
                     const std::optional<double>& jitter, std::uint32_t windows) {
  auto out = fmt::format("VAM {} {} {} in {}", figure(figures.vam.value_or(0)), sign, figure(vam),
                         windows_text(windows));
  if (jitter && figures.jitter) {
    out += fmt::format("; jitter {} {} {}", figure(*figures.jitter), sign, figure(*jitter));
  } else if (jitter) {
    out += "; jitter not measured";
  }
  return out;
}

std::string now(const Figures& figures) {
  auto out =
      figures.vam ? fmt::format("VAM {}", figure(*figures.vam)) : std::string("no active vector");
  if (figures.jitter) out += fmt::format("; jitter {}", figure(*figures.jitter));
  return out;
}

}  // namespace

std::string evidence_above(const Figures& figures, double vam, std::optional<double> jitter,
                           std::uint32_t windows) {
  return compared(figures, "≥", vam, jitter, windows);
}

std::string evidence_below(const Figures& figures, double vam, double jitter,
                           std::uint32_t windows) {
  return compared(figures, "<", vam, jitter, windows);
}

std::string evidence_of_reentries(const std::string& evidence, std::uint32_t times,
                                  double seconds) {
  return fmt::format("{}; DRIFTED again {} time{} within {} s of a repair", evidence, times,
                     times == 1 ? "" : "s", figure(seconds));
}

std::string evidence_of_yield(const Figures& figures) {
  return fmt::format("the agent gave up a fight; {}", now(figures));
}

std::string evidence_of_release(const Figures& figures) {
  return fmt::format("released by an operator; {}", now(figures));
}

std::string evidence_of_restoration(const Figures& figures, const RegimeSettings& settings,
                                    std::uint32_t windows) {
  return fmt::format("topology restored; {}",
                     evidence_below(figures, settings.warn.leave, settings.jitter.leave, windows));
}

}  // namespace holdfast
