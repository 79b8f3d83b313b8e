#include <fmt/format.h>

#include "plan/delivery.h"
#include "plan/make_plan.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

std::string shown(const std::string& value) { return value.empty() ? "nothing" : value; }

Difference difference_of(const Setting& wanted, std::string found, std::string sentence) {
  return {wanted.object, wanted.value, std::move(found), std::move(sentence)};
}

// The text of a file is too long for a sentence.
std::string mismatch(const Setting& wanted, const std::string& found) {
  const auto label = label_of(wanted.object);
  if (wanted.object.kind == SettingKind::file) {
    return found.empty() ? fmt::format("{} is not there", label)
                         : fmt::format("{} has another content", label);
  }
  return fmt::format("{} is {}, not {}", label, shown(found), shown(wanted.value));
}

void judge_delivery(const Setting& wanted, const Vector& vector, Delivery delivery,
                    Verdict& verdict) {
  const auto effective = vector.effective.value_or(CpuSet{}).to_list();
  const auto label = label_of(wanted.object);
  if (delivery == Delivery::wrong) {
    verdict.differences.push_back(
        difference_of(wanted, effective,
                      fmt::format("{} asks for CPU {}, and its interrupts still come to CPU {}",
                                  label, wanted.value, effective)));
  } else {
    verdict.pending.push_back(difference_of(
        wanted, effective,
        fmt::format("{} asks for CPU {}, and stays on CPU {} until its next interrupt", label,
                    wanted.value, effective)));
  }
}

}  // namespace

Verdict verify(const Demands& demands, const HostSnapshot& host,
               const std::vector<IrqCounts>& recent) {
  Verdict verdict;
  for (const auto& wanted : wanted_settings(demands, host, verdict.refusals)) {
    const auto& setting = wanted.setting;
    const auto now = value_of(host, setting.object);
    if (!now) {
      verdict.differences.push_back(
          difference_of(setting, "", fmt::format("{} is not there yet", label_of(setting.object))));
      continue;
    }
    const auto found = restricted_to(setting.object.kind, *now, setting.value);
    if (found != setting.value) {
      verdict.differences.push_back(difference_of(setting, found, mismatch(setting, found)));
      continue;
    }
    const Vector* vector = vector_of(host, setting.object);
    const auto mask = vector ? CpuSet::parse_list(setting.value) : Result<CpuSet>();
    const auto delivery = vector && mask ? delivery_of(*vector, *mask, recent) : Delivery::right;
    if (delivery != Delivery::right) {
      judge_delivery(setting, *vector, delivery, verdict);
    } else {
      ++verdict.met;
    }
  }
  return verdict;
}

}  // namespace holdfast
