// ClientTale: what a client hears, told: a line for each gap and recovery, the messages in a file,
// the answers about digests.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "stream/feed_listener.h"

namespace holdfast {

class ClientTale final : public FeedListener {
 public:
  /// `most_messages`: more are not written.
  static Result<std::unique_ptr<ClientTale>> make(const std::string& file,
                                                  std::optional<std::uint64_t> most_messages);

  /// Before what happens at this moment.
  void set_now(Instant now) { now_ = now; }

  void on_message(std::uint64_t sequence, std::span<const std::uint8_t> message,
                  const BookSet& books) override;
  void on_stale(const Stale& stale) override;
  void on_synchronised(std::uint64_t sequence, const BookSet& books) override;
  void on_skipped(const SequenceRange& range) override;
  void on_session(const MoldSession& session) override;
  void on_recovery(const RecoveryResult& result) override;
  void on_digest(const DigestResult& result) override;
  void on_end(bool is_whole) override;

  /// failed: the file could not be written.
  Result<void> finish();

  std::uint64_t messages() const { return messages_; }
  const std::vector<SequenceRange>& skipped() const { return skipped_; }  // the first thousand
  const std::vector<DigestResult>& digests() const { return digests_; }   // the first thousand
  std::uint64_t unequal() const { return unequal_; }
  std::uint64_t unknown() const { return unknown_; }
  std::optional<bool> is_whole() const { return is_whole_; }  // once the session is over
  bool has_failed() const { return has_failed_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void tell(const std::string& line);
  void tell_often(const std::string& line);
  void flush();

  std::string name_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::vector<std::uint8_t> bytes_;  // that are not written yet
  std::uint64_t most_messages_ = 0;
  bool has_failed_ = false;
  Instant now_, stale_since_, second_;
  unsigned told_ = 0, untold_ = 0;  // of tell_often, in this second
  std::uint64_t messages_ = 0, unequal_ = 0, unknown_ = 0;
  std::vector<SequenceRange> skipped_;
  std::vector<DigestResult> digests_;
  std::optional<bool> is_whole_;
};

}  // namespace holdfast
