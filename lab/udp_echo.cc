// Sends every datagram back, from one process on each CPU, so that a NIC's transmit queues work
// too. usage: udp_echo PORT; ends by a signal.
#include <arpa/inet.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

void serve(std::uint16_t port, int cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(static_cast<std::size_t>(cpu), &cpus);
  sched_setaffinity(0, sizeof cpus, &cpus);
  const int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(socket_fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (bind(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    std::perror("udp_echo: bind");
    std::exit(1);
  }
  std::array<char, 2048> buffer;
  while (true) {
    sockaddr_in peer{};
    socklen_t length = sizeof peer;
    const ssize_t got = recvfrom(socket_fd, buffer.data(), buffer.size(), 0,
                                 reinterpret_cast<sockaddr*>(&peer), &length);
    if (got >= 0) {
      sendto(socket_fd, buffer.data(), static_cast<std::size_t>(got), 0,
             reinterpret_cast<const sockaddr*>(&peer), length);
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: udp_echo PORT\n", stderr);
    return 1;
  }
  const auto port = static_cast<std::uint16_t>(std::atoi(arguments[1]));
  const auto cpus = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  for (int cpu = 1; cpu < cpus; ++cpu) {
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      serve(port, cpu);
    }
  }
  serve(port, 0);
}
