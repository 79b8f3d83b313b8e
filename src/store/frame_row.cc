#include "store/frame_row.h"

#include <fmt/format.h>

#include <concepts>
#include <string_view>

namespace holdfast {
namespace {

// The one list of columns: what is written and what is read cannot differ.
template <class Frame, class Visit>
void visit_columns(Frame& frame, Visit visit) {
  auto& jitter = frame.jitter;
  auto& own = frame.own;
  auto& gates = frame.gates;
  visit(frame.at_ns), visit(frame.at.ns), visit(frame.seconds);
  visit(frame.vam_requested), visit(frame.vam_effective), visit(frame.vam_delivered);
  visit(frame.active_vectors), visit(frame.drifted_vectors), visit(frame.pending_vectors);
  visit(frame.untargeted_vectors), visit(frame.nrs.value), visit(frame.nrs.source);
  visit(frame.sad), visit(frame.sad_normalised), visit(frame.sad_delta), visit(frame.leak);
  visit(jitter.hj50_ns), visit(jitter.hj95_ns), visit(jitter.hj99_ns), visit(jitter.hj95x_ns);
  visit(jitter.hj95_low_ns), visit(jitter.hj95_high_ns), visit(jitter.ratio);
  visit(jitter.count), visit(jitter.negative), visit(jitter.source), visit(jitter.clock);
  visit(frame.interrupts), visit(frame.packets), visit(frame.softnet_dropped);
  visit(frame.softnet_squeezed), visit(frame.interrupts_per_packet);
  visit(frame.iowait_idle_disks), visit(frame.steal), visit(frame.vector_budget);
  visit(own.cpu), visit(own.resident_bytes), visit(own.longest_turn_ns), visit(own.events_dropped);
  visit(frame.regime), visit(frame.seconds_in_regime);
  visit(gates.burst_pacing), visit(gates.aggression_cap), visit(gates.queue_safe);
  visit(gates.conservative), visit(frame.softirq_delay);
  visit(frame.canary);
}

struct Binder {
  Statement& insert;
  int& index;
  void operator()(std::integral auto value) {
    insert.bind(index++, static_cast<std::int64_t>(value));
  }
  void operator()(Regime value) { insert.bind(index++, static_cast<std::int64_t>(value)); }
  void operator()(double value) { insert.bind(index++, value); }
  void operator()(const std::optional<double>& value) { insert.bind(index++, value); }
  void operator()(const std::optional<SoftirqDelay>& delay) {
    for (const auto figure :
         {&SoftirqDelay::p50_ns, &SoftirqDelay::p95_ns, &SoftirqDelay::p99_ns}) {
      (*this)(delay ? std::optional(*delay.*figure) : std::nullopt);
    }
    if (delay) insert.bind(index, static_cast<std::int64_t>(delay->count));
    ++index;
  }
  void operator()(const std::string& value) {
    if (!value.empty()) insert.bind(index, std::string_view(value));
    ++index;
  }
};

struct Reader {
  const Statement& row;
  int& column;
  bool& sound;
  template <std::integral Number>
  void operator()(Number& value) {
    value = static_cast<Number>(row.integer(column++));
  }
  void operator()(Regime& value) {
    const auto number = row.integer(column++);
    if (number < 0 || number > static_cast<std::int64_t>(Regime::safe_contain))
      sound = false;
    else
      value = static_cast<Regime>(number);
  }
  void operator()(double& value) { value = row.real(column++); }
  void operator()(std::optional<double>& value) { value = row.optional_real(column++); }
  void operator()(std::optional<SoftirqDelay>& value) {
    SoftirqDelay delay;
    const bool there = row.optional_real(column).has_value();
    for (auto* figure : {&delay.p50_ns, &delay.p95_ns, &delay.p99_ns}) (*this)(*figure);
    (*this)(delay.count);
    value = there ? std::optional(delay) : std::nullopt;
  }
  void operator()(std::string& value) { value = row.text(column++); }
};

}  // namespace

Result<void> insert_frame(Statement& insert, const MetricFrame& frame, std::int64_t id,
                          std::int64_t host) {
  int index = 3;
  insert.bind(1, id).bind(2, host);
  visit_columns(frame, Binder{insert, index});
  return insert.run();
}

Result<MetricFrame> frame_of(const Statement& row) {
  MetricFrame frame;
  int column = 0;
  bool sound = true;
  visit_columns(frame, Reader{row, column, sound});
  if (!sound) {
    return fail(ErrorCode::malformed, fmt::format("the frame of {} ns has a regime that this "
                                                  "holdfast does not know",
                                                  frame.at_ns));
  }
  return frame;
}

}  // namespace holdfast
