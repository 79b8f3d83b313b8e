// Storm: many changes by one actor, or of one object, told as one event. Pure: time is a parameter.
//
// An actor that writes 5,000 times a second would fill the store and hide what else happens. Its
// first changes are told one by one; what follows within the same span is kept and told as one,
// with how many there were and where each object ended.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/instant.h"
#include "model/event.h"

namespace holdfast {

struct StormOptions {
  std::size_t most = 20;  // told one by one per span
  double span_seconds = 1;
  std::size_t most_keys = 1024;    // actors and objects that are counted at the same time
  std::size_t objects_named = 16;  // in the evidence of a summary
};

class Storm {
 public:
  explicit Storm(StormOptions options = {}) : options_(options) {}

  /// What is to be told now: the event itself, or nothing while there is a storm. Only kinds
  /// `change` and `moved` are ever kept back.
  std::vector<Event> take(Event event, Instant now);
  /// The summaries of the spans that have ended; to be called at least once a span. A summary is of
  /// kind `storm`: object, `to` and times are those of the last change, `from` is what that object
  /// was when the storm began, `count` is all of them.
  std::vector<Event> flush(Instant now);
  /// Are there changes that were not told yet?
  bool is_holding() const;

 private:
  struct Held {
    std::string first_from;
    std::string last_to;
  };
  struct Span {
    Instant began;
    std::size_t told = 0;
    std::uint64_t count = 0;  // held
    bool exact = true;
    Event last;
    std::map<std::string, Held> objects;
  };
  Event summary_of(const Span& span) const;
  bool is_over(const Span& span, Instant now) const;

  StormOptions options_;
  std::map<std::string, Span> spans_;
};

}  // namespace holdfast
