// DeltaAgent: one delta thread's work: events of its streams in, MoldUDP64 datagrams out, those of
// a turn sent together.
//
// What a drop consumer loses is never sent: the numbers of the events behind it show the gap. At
// the end of what was published the streams' own numbers show it, also while nothing more comes.
#pragma once

#include <variant>
#include <vector>

#include "gateway/serve_threads.h"
#include "gateway/stream_lines.h"
#include "stream/sending_end.h"

namespace holdfast {

class DeltaAgent {
 public:
  /// The delta thread of that number. Errors of StreamLines::make. Before the rings' publisher.
  static Result<DeltaAgent> make(ServeShared& shared, std::size_t number);

  TurnOutcome do_work(Instant now);
  RingHeader* ring_to_sleep_on() const;

 private:
  using Consumer = std::variant<DropConsumer<GatewaySlot>, BlockConsumer<GatewaySlot>>;
  struct Reader {
    Consumer consumer;
    RingHeader* ring;
    std::vector<std::int16_t> local_of;  // of each stream of the gateway; -1: it is another's
    std::uint64_t mark = 0;              // what was published when `marks` were read
  };
  struct Stream {
    std::uint16_t number;
    SendingEnd end;
    std::uint64_t mark = 1;  // the next sequence, when it was read
  };
  DeltaAgent(ServeShared& shared, std::size_t number, StreamLines lines);

  void attach(GatewayRing& ring, const ReaderLayout& layout);
  std::uint64_t take(Reader& reader);
  void send_event(Reader& reader, const FeedEvent& event);
  void read_marks();
  bool has_reached_marks() const;
  void keep_up(Instant now, bool is_last);
  void tell_lost(std::uint16_t stream, SequenceRange lost);
  void show_counts();

  ServeShared* shared_;
  std::size_t number_;
  StreamLines lines_;
  std::vector<Reader> readers_;
  std::vector<Stream> streams_;
  NoteWriter notes_;
  Instant next_look_;
  std::optional<Instant> ended_;
};

}  // namespace holdfast
