// Which interrupts the kernel places itself, by the name that the driver gave.
//
// Newer kernels say it by the mode of smp_affinity; older ones, 6.1 among them, show 0644 and
// refuse the write with EIO (seen in the lab, case 06). These drivers always ask for managed
// vectors:
//
// - nvme (nvme_setup_irqs): "nvme0q1" and up; queue 0 is the admin queue, and not managed
// - virtio_blk (init_vq): "virtio1-req.0"
#pragma once

#include <string_view>

namespace holdfast {

bool is_managed_action(std::string_view action);

}  // namespace holdfast
