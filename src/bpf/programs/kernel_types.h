// The members of kernel structures that the programs read, and no others: libbpf finds where each
// is in the kernel that it meets (CO-RE). Only for programs; the names are the kernel's.
#pragma once

#include <linux/types.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct cpumask {
  unsigned long bits[1];
};

struct irq_data {
  unsigned int irq;
};

struct task_struct {
  unsigned int flags;
  struct cpumask cpus_mask;
  int pid;
  int tgid;
  char comm[16];
  struct task_struct* real_parent;
  struct task_struct* group_leader;
};

#pragma clang attribute pop
