"""sys/devices/system/{cpu,node}: packages, cores, SMT threads, caches, idle states."""

from . import cpu_set


class Topology:
    """`numbering`: "far" gives the second threads the upper half of the numbers (Intel's and
    AMD's BIOS), "near" gives a core's threads neighbouring numbers (most clouds)."""

    def __init__(self, spec):
        self.packages = spec.get("packages", 1)
        self.cores = spec["cores"]  # of one package
        self.threads = spec.get("threads", 1)
        self.nodes = spec.get("nodes", self.packages)
        self.numbering = spec.get("numbering", "far")
        self.llc_cores = spec.get("llc_cores", self.cores)  # cores that share a last-level cache
        self.count = self.packages * self.cores * self.threads
        self.spec = spec
        self.isolated = cpu_set.parse(spec.get("isolated", ""))
        self.nohz_full = cpu_set.parse(spec.get("nohz_full", ""))

    def all(self):
        return list(range(self.count))

    def core_of(self, cpu):
        """The core's number over all packages."""
        if self.numbering == "near":
            return cpu // self.threads
        return cpu % (self.packages * self.cores)

    def siblings_of(self, cpu):
        return [c for c in self.all() if self.core_of(c) == self.core_of(cpu)]

    def package_of(self, cpu):
        return self.core_of(cpu) // self.cores

    def node_of(self, cpu):
        return self.core_of(cpu) * self.nodes // (self.packages * self.cores)

    def cpus_of_node(self, node):
        return self.all() if node < 0 else [c for c in self.all() if self.node_of(c) == node]

    def write(self, tree):
        base = "sys/devices/system/cpu"
        everything = cpu_set.to_list(self.all())
        for name in ("online", "possible", "present"):
            tree.file(f"{base}/{name}", everything)
        tree.file(f"{base}/offline", "\n")
        tree.file(f"{base}/isolated", cpu_set.to_list(self.isolated) or "\n")
        nohz = cpu_set.to_list(self.nohz_full)
        none = self.spec.get("nohz_full_when_none", "(null)")  # None: a kernel without NO_HZ_FULL
        if nohz or none:
            tree.file(f"{base}/nohz_full", nohz or none)
        smt = "on" if self.threads > 1 else "notsupported"
        tree.file(f"{base}/smt/control", smt)
        tree.file(f"{base}/smt/active", str(int(self.threads > 1)))
        tree.file(f"{base}/cpuidle/current_driver", self.spec.get("idle_driver", "none"))
        for cpu in self.all():
            self._write_cpu(tree, f"{base}/cpu{cpu}", cpu)
        self._write_nodes(tree)

    def _write_cpu(self, tree, base, cpu):
        cluster = self.core_of(cpu) // self.llc_cores
        sharers = [c for c in self.all() if self.core_of(c) // self.llc_cores == cluster]
        tree.file(f"{base}/topology/physical_package_id", str(self.package_of(cpu)))
        tree.file(f"{base}/topology/core_id", str(self.core_of(cpu) % self.cores))
        tree.file(f"{base}/topology/thread_siblings_list", cpu_set.to_list(self.siblings_of(cpu)))
        tree.file(f"{base}/cache/index3/level", "3")
        tree.file(f"{base}/cache/index3/shared_cpu_list", cpu_set.to_list(sharers))
        if self.spec.get("governor"):
            tree.file(f"{base}/cpufreq/scaling_governor", self.spec["governor"])
        for number, (_, latency_us) in enumerate(self.spec.get("idle_states", [])):
            state = f"{base}/cpuidle/state{number}"
            tree.file(f"{state}/latency", str(latency_us))
            tree.file(f"{state}/disable", "0")

    def _write_nodes(self, tree):
        base = "sys/devices/system/node"
        nodes = range(self.nodes)
        tree.file(f"{base}/online", cpu_set.to_list(nodes))
        tree.file(f"{base}/possible", cpu_set.to_list(nodes))
        tree.file(f"{base}/has_cpu", cpu_set.to_list(nodes))
        for node in nodes:
            cpus = self.cpus_of_node(node)
            tree.file(f"{base}/node{node}/cpulist", cpu_set.to_list(cpus))
            tree.file(f"{base}/node{node}/cpumap", cpu_set.to_mask(cpus, self.count))
            far = self.spec.get("distance", 21)
            distances = " ".join("10" if other == node else str(far) for other in nodes)
            tree.file(f"{base}/node{node}/distance", distances)
