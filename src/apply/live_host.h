// LiveHost: the host that we run on, as `apply` sees it.
#pragma once

#include <memory>
#include <vector>

#include "apply/host_port.h"
#include "host/snapshot.h"
#include "model/demand.h"
#include "model/setting.h"

namespace holdfast {

/// What to read so that these can be planned, verified and put back; the sockets of every process
/// and other programs' files are left alone unless they matter.
SnapshotScope scope_of(const Demands& demands);
SnapshotScope scope_of(const std::vector<Setting>& settings);

class LiveHost final : public HostPort {
 public:
  explicit LiveHost(SnapshotScope scope);
  ~LiveHost() override;

  Result<void> write(const Setting& wanted) override;
  HostSnapshot read() override;
  Instant now() override;
  void wait(double seconds) override;  // a signal ends it

 private:
  struct Parts;
  SnapshotScope scope_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
