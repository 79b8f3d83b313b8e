"""One host: its description in, its tree and its queue map out."""

import os
import re
import runpy

from . import answers, counters, cpu_set, nics, pci, processes, stack, vectors
from .topology import Topology
from .tree import Tree

ACTION = re.compile(r"(?:edge|level|fasteoi)\s+(.*)$")


class Host:
    """`folder`: with host.py and pasted/. build() fills `tree` and `expected`, the lines of the queue map."""

    def __init__(self, folder):
        self.folder = folder
        self.spec = runpy.run_path(os.path.join(self.folder, "host.py"))["HOST"]
        self.topology = Topology(self.spec["cpus"])
        self.tree = Tree()
        self.expected = []

    def pasted(self, name):
        with open(os.path.join(self.folder, "pasted", name), encoding="utf-8") as file:
            return file.read()

    def rows(self):
        rows = []
        for part in self.spec["interrupts"]:
            if isinstance(part, list):
                rows.append(vectors.Row(*part))
            elif "pasted" in part:
                columns = part.get("columns", self.topology.count)
                rows += vectors.parse_rows(self.pasted(part["pasted"]), columns)
            else:
                rows += vectors.ruled_rows(part, self.topology)
        return sorted((r for r in rows if r.numbered), key=lambda r: int(r.label)) + [r for r in rows if not r.numbered]

    def build(self):
        rows = self.rows()
        verbatim = self.spec.get("interrupts_verbatim")
        text = self.pasted(verbatim) if verbatim else vectors.render(rows, self.topology, self.spec.get("gap", 2))
        self.tree.file("proc/interrupts", text)
        everyone = cpu_set.to_mask(cpu_set.parse(self.spec.get("default_smp_affinity", cpu_set.to_list(self.topology.all()))),
                                   self.topology.count)
        self.tree.file("proc/irq/default_smp_affinity", everyone)
        self.build_vectors(rows)
        self.topology.write(self.tree)
        index_of = {nic["name"]: nic["ifindex"] for nic in self.spec["nics"]}
        for nic in self.spec["nics"]:
            nics.write_nic(self.tree, nic, self.topology)
            asked = {**answers.links(nic, index_of), **nic.get("answers", {})}
            if "first_napi" in nic:
                asked.update(answers.napis(nic, nic["first_napi"]))
            answers.write(self.tree, {**nic, "answers": asked}, self.pasted)
        for function in self.spec.get("functions", []):
            pci.write_function(self.tree, function, self.topology)
        self.build_processes()
        counters.write(self.tree, self.topology, rows, self.spec)
        if "softirqs_verbatim" in self.spec:
            self.tree.file("proc/softirqs", self.pasted(self.spec["softirqs_verbatim"]))
        stack.write_sysctls(self.tree, self.spec)
        stack.write_addresses(self.tree, self.spec["nics"])
        stack.write_sockets(self.tree, self.spec.get("sockets", []))
        stack.write_devices(self.tree, self.spec["nics"])
        self.build_system()
        return self.tree

    def build_vectors(self, rows):
        """Each NIC claims the actions that its "vectors" patterns name; the rest belongs to none."""
        others = 0
        positions = {}
        for row in (row for row in rows if row.numbered):
            action = ACTION.search(row.rest)
            claim = self.claim(int(row.label), action.group(1).strip() if action else "")
            if claim:
                nic, role, rx, tx = claim
                rule = {"node": nic.get("node", -1), **nic.get("affinity", {}), **nic.get("affinity_of_role", {}).get(role, {})}
                key = (nic["name"], "tx" if role == "tx" else "rx" if role in ("rx", "combined") else role)
                position = positions.get(key, 0)
                positions[key] = position + 1
                masks = vectors.affinity_of(row, rule, position, self.topology)
                masks.update(nic.get("irqs", {}).get(row.label, {}))
                nic.setdefault("msi_irqs", []).append(int(row.label))
                if tx is not None:
                    nic.setdefault("tx_cpus", {})[int(tx)] = int(masks["effective"])
                if rx is not None or tx is not None:
                    nic.setdefault("queue_vectors", []).append(
                        (int(row.label), None if rx is None else int(rx), None if tx is None else int(tx)))
                self.expected.append(f'{row.label} {nic["name"]} {role} {rx or "-"} {tx or "-"}')
            else:
                masks = vectors.affinity_of(row, self.spec.get("other_affinity", {}), others, self.topology)
                others += 1
            vectors.write_irq(self.tree, int(row.label), self.topology, masks)
        for nic in self.spec["nics"]:
            reserved = cpu_set.parse(nic.get("reserved_irqs", ""))  # allocated, without a handler
            for irq in reserved:
                masks = {"requested": cpu_set.to_list(self.topology.cpus_of_node(nic.get("node", -1))), "effective": "",
                         "node": nic.get("node", -1)}
                vectors.write_irq(self.tree, irq, self.topology, masks)
            shared = cpu_set.parse(nic.get("more_irqs", ""))  # of the same function, another interface's
            nic["msi_irqs"] = sorted(set(nic.get("msi_irqs", []) + reserved + shared))

    def claim(self, irq, action):
        for nic in self.spec["nics"]:
            if "own_irqs" in nic and irq not in cpu_set.parse(nic["own_irqs"]):
                continue
            for pattern, role, rx, tx in nic.get("vectors", []):
                match = re.fullmatch(pattern, action)
                if match:
                    # A queue is "1" (the pattern's group), "1-16" (the group less 16) or none.
                    def queue(form):
                        group, _, less = (form or "").partition("-")
                        return str(int(match.group(int(group))) - int(less or 0)) if group else None
                    return nic, role, queue(rx), queue(tx)
        return None

    def build_processes(self):
        for cpu in cpu_set.parse(self.spec.get("ksoftirqd", "0-1")):
            thread = processes.kernel_thread(14 + 6 * cpu, f"ksoftirqd/{cpu}", cpu, str(cpu), stime=4)
            processes.write_process(self.tree, thread, self.topology)
        for process in self.spec.get("processes", []):
            processes.write_process(self.tree, process, self.topology)

    def build_system(self):
        spec = self.spec
        self.tree.file("proc/cmdline", spec["cmdline"])
        self.tree.file("proc/version", f'Linux version {spec["kernel"]} ({spec.get("compiler", "gcc")}) {spec.get("build", "#1 SMP PREEMPT_DYNAMIC")}')
        everyone = cpu_set.to_mask(self.topology.all(), self.topology.count)
        self.tree.file("sys/devices/virtual/workqueue/cpumask", spec.get("workqueue_cpumask", everyone))
        self.tree.file("sys/kernel/mm/transparent_hugepage/enabled", spec.get("thp", "always [madvise] never"))
        self.tree.file("sys/devices/system/clocksource/clocksource0/current_clocksource", spec.get("clocksource", "tsc"))
        for path, content in spec.get("files", {}).items():
            self.tree.file(path, "\n".join(content) if isinstance(content, list) else content)
        for path, target in spec.get("links", {}).items():
            self.tree.link(path, target)
