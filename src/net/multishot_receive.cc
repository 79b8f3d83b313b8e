#include "net/multishot_receive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "host/errno_name.h"
#include "net/io_uring_refusal.h"
#include "net/udp_socket.h"

namespace holdfast {
namespace {

constexpr unsigned kRequests = 8, kCompletions = 4 * ProvidedBuffers::kCount;
constexpr std::uint64_t kReceiveTag = 1;
constexpr int kMostEndMs = 1000;

/// The work of receiving is done when this thread asks for it (6.1), else (6.0) at whichever system
/// call of its comes next. A flag in the ring says that there is some. The thread that enables the
/// ring owns it: which one that is, is not known here yet.
int set_up(io_uring& ring, bool defers_work) {
  const unsigned ways[] = {IORING_SETUP_DEFER_TASKRUN, IORING_SETUP_COOP_TASKRUN};
  for (const unsigned way : std::span(ways).subspan(defers_work ? 0 : 1)) {
    io_uring_params params{};
    params.flags = way | IORING_SETUP_TASKRUN_FLAG | IORING_SETUP_SINGLE_ISSUER |
                   IORING_SETUP_R_DISABLED | IORING_SETUP_CQSIZE;
    params.cq_entries = kCompletions;
    const int error = -io_uring_queue_init_params(kRequests, &ring, &params);
    if (error != EINVAL) return error;
  }
  return EINVAL;
}

bool is_passing(int error) {
  return error == ENOBUFS || error == EAGAIN || error == EINTR || error == ECANCELED;
}

}  // namespace

Result<std::unique_ptr<MultishotReceive>> MultishotReceive::make(int socket, bool defers_work) {
  std::unique_ptr<MultishotReceive> result(new MultishotReceive(socket));
  if (const int error = set_up(result->ring_, defers_work); error != 0) {
    return tl::unexpected(io_uring_refusal(error));
  }
  result->has_ring_ = true;
  result->layout_.msg_controllen = kControlBytes;
  if (const auto watched = result->watch_end(); !watched) return tl::unexpected(watched.error());
  if (const auto provided = result->buffers_.provide(result->ring_); !provided) {
    return tl::unexpected(provided.error());
  }
  return result;
}

Result<void> MultishotReceive::watch_end() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return fail(ErrorCode::failed, fmt::format("no pipe ({})", errno_name(last_error())));
  }
  ring_gone_ = Descriptor(ends[0]);
  const Descriptor writing_end(ends[1]);
  const int error = -io_uring_register_files(&ring_, &ends[1], 1);
  if (error == 0) return {};
  ring_gone_.reset();
  return tl::unexpected(io_uring_refusal(error));
}

// A worker of the kernel takes the ring apart, and the ring holds the socket, with its port, until
// then. The ring also has the only writing end of a pipe: when that is closed, all is.
MultishotReceive::~MultishotReceive() {
  if (has_ring_) {
    io_uring_queue_exit(&ring_);
    pollfd ring_gone{.fd = ring_gone_.fd(), .events = POLLIN, .revents = 0};
    while (ring_gone_ && ::poll(&ring_gone, 1, kMostEndMs) < 0 && errno == EINTR) {
    }
  }
}

int MultishotReceive::start() {
  buffers_.give_back({taken_.data(), taken_count_});
  taken_count_ = 0;
  // One that ended for lack of buffers is made again when all of them are free once more, rather
  // than for the few that were just given back.
  if (is_armed_ || (is_enabled_ && io_uring_cq_ready(&ring_) != 0)) return 0;
  if (!is_enabled_) {
    if (const int error = -io_uring_enable_rings(&ring_); error != 0) return error;
    is_enabled_ = true;
  }
  return arm();
}

int MultishotReceive::arm() {
  io_uring_sqe* const request = io_uring_get_sqe(&ring_);
  if (request == nullptr) return EBUSY;
  io_uring_prep_recvmsg_multishot(request, socket_, &layout_, MSG_TRUNC);
  request->flags |= IOSQE_BUFFER_SELECT;
  request->user_data = kReceiveTag;
  const int submitted = io_uring_submit(&ring_);
  if (submitted < 0) return -submitted;
  is_armed_ = true;
  if (requests_++ != 0) ++rearms_;
  return 0;
}

void MultishotReceive::wait(std::int64_t wait_ns) {
  wait_ns = std::max<std::int64_t>(wait_ns, 0);
  __kernel_timespec time{.tv_sec = wait_ns / 1'000'000'000, .tv_nsec = wait_ns % 1'000'000'000};
  io_uring_cqe* completion = nullptr;
  (void)io_uring_wait_cqe_timeout(&ring_, &completion, &time);
}

void MultishotReceive::look() {
  io_uring_cqe* completion = nullptr;
  (void)io_uring_peek_cqe(&ring_, &completion);
}

bool MultishotReceive::take(Datagram& datagram) {
  while (taken_count_ < taken_.size()) {
    if (io_uring_cq_ready(&ring_) == 0) return false;
    const auto& cq = ring_.cq;
    const io_uring_cqe completion = cq.cqes[*cq.khead & *cq.kring_mask];
    io_uring_cq_advance(&ring_, 1);
    if (completion.user_data != kReceiveTag) continue;
    if ((completion.flags & IORING_CQE_F_MORE) == 0) is_armed_ = false;
    datagram = Datagram();
    if ((completion.flags & IORING_CQE_F_BUFFER) == 0) {
      datagram.error = completion.res < 0 ? -completion.res : 0;
      if (datagram.error == 0 || is_passing(datagram.error)) continue;
      return true;
    }
    const auto index = static_cast<std::uint16_t>(completion.flags >> IORING_CQE_BUFFER_SHIFT);
    taken_[taken_count_++] = index;
    auto* const head = io_uring_recvmsg_validate(buffers_.at(index), completion.res, &layout_);
    if (head == nullptr) continue;
    const auto* const control = static_cast<const std::uint8_t*>(io_uring_recvmsg_name(head));
    datagram.control = {control, std::min<std::size_t>(head->controllen, kControlBytes)};
    datagram.payload = {static_cast<const std::uint8_t*>(io_uring_recvmsg_payload(head, &layout_)),
                        io_uring_recvmsg_payload_length(head, completion.res, &layout_)};
    datagram.is_truncated = (head->flags & MSG_TRUNC) != 0;
    return true;
  }
  return false;
}

}  // namespace holdfast
