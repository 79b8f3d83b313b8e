// AfXdpReceiver: UDP packets from an AF_XDP socket, read where the kernel put them.
//
// user_ns is one reading of the clock for a batch: its packets were all had at that moment. Nothing
// else uses the address and port, so they are not bound: packets that go the kernel's way (other
// queues, fragments) reach whoever has.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "bpf/packet_record.h"
#include "host/descriptor.h"
#include "net/af_xdp_socket.h"
#include "net/packet_receiver.h"
#include "net/redirect_program.h"

namespace holdfast {

class AfXdpReceiver final : public PacketReceiver {
 public:
  AfXdpReceiver(const ReceiverOptions& options, Descriptor group,
                std::unique_ptr<AfXdpSocket> socket, RedirectProgram program,
                std::vector<std::string> notes)
      : options_(options),
        group_(std::move(group)),
        socket_(std::move(socket)),
        program_(std::move(program)),
        notes_(std::move(notes)) {}

  std::string_view name() const override;
  const std::vector<std::string>& notes() const override { return notes_; }
  const Error& error() const override { return error_; }
  ReceiveOutcome receive(PacketBatch& batch, std::int64_t wait_ns) override;
  ReceiverCounts counts() const override;

 private:
  ReceiveOutcome nothing_there(std::uint32_t& count, std::uint32_t& first, std::int64_t wait_ns);
  ReceiveOutcome fail_with(std::errc error);
  void take(const xdp_desc& descriptor, std::int64_t now_ns, PacketBatch& batch);

  ReceiverOptions options_;
  Descriptor group_;
  std::unique_ptr<AfXdpSocket> socket_;
  RedirectProgram program_;  // detached before the socket goes
  std::vector<std::string> notes_;
  Error error_;
  bool has_failed_ = false;
  ReceiverCounts counts_;
  std::array<std::uint64_t, kMostReceived> lent_;
  std::size_t lent_count_ = 0;
  ClockOffsets offsets_;
  std::int64_t offsets_hold_until_ns_ = 0;
};

}  // namespace holdfast
