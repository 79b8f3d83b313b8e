// The lab's hand inside the guest: serves one virtio-serial port, one request at a time.
//
//   harness -> agent   RUN <bytes>\n<script of sh>
//                      PUT <bytes> <path>\n<content>
//                      GET 0 <path>\n
//   agent -> harness   READY\n                      once, at the start
//                      OUT <bytes>\n<…>  ERR <bytes>\n<…>   as they come
//                      END <code>\n                 exit status, 128 + signal, or errno of PUT and
//                      GET
//
// A script ends when its shell does: children that it left in the background keep running, unheard.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

int port = -1;

void send_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = write(port, bytes.data(), bytes.size());
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else {
      usleep(10000);  // the other end is not there yet
    }
  }
}

void send_frame(const char* kind, std::string_view bytes) {
  send_bytes(std::string(kind) + " " + std::to_string(bytes.size()) + "\n");
  send_bytes(bytes);
}

std::string receive(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t got = 0;
  while (got < count) {
    const ssize_t some = read(port, bytes.data() + got, count - got);
    if (some > 0) {
      got += static_cast<std::size_t>(some);
    } else {
      usleep(10000);
    }
  }
  return bytes;
}

std::string receive_line() {
  std::string line;
  for (std::string byte = receive(1); byte != "\n"; byte = receive(1)) {
    line += byte;
  }
  return line;
}

/// Passes on what is there; false at the end of the stream.
bool pass_on(int pipe, const char* kind) {
  std::array<char, 32768> buffer;
  const ssize_t got = read(pipe, buffer.data(), buffer.size());
  if (got <= 0) {
    return false;
  }
  send_frame(kind, {buffer.data(), static_cast<std::size_t>(got)});
  return true;
}

[[noreturn]] void become_shell(const std::string& path, int out, int err) {
  setsid();
  const int none = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(none, 0);
  dup2(out, 1);
  dup2(err, 2);
  execl("/bin/sh", "sh", path.c_str(), static_cast<char*>(nullptr));
  _exit(127);
}

/// Until the shell has ended and what it wrote is passed on.
int follow(pid_t shell, int out, int err) {
  std::array<pollfd, 2> pipes{
      {{.fd = out, .events = POLLIN, .revents = 0}, {.fd = err, .events = POLLIN, .revents = 0}}};
  int status = 0;
  bool ended = false;
  while (true) {
    const int ready = poll(pipes.data(), pipes.size(), ended ? 0 : 5);
    for (pollfd& one : pipes) {
      if (ready > 0 && one.revents != 0 && !pass_on(one.fd, one.fd == out ? "OUT" : "ERR")) {
        one.fd = -one.fd;  // poll passes over it from now on
      }
    }
    if (ended && ready <= 0) {
      return status;
    }
    ended = ended || waitpid(shell, &status, WNOHANG) == shell;
  }
}

int run(const std::string& script) {
  std::string path = "/tmp/.lab-XXXXXX";
  const int file = mkostemp(path.data(), O_CLOEXEC);
  if (file < 0 || write(file, script.data(), script.size()) < 0) {
    return 126;
  }
  close(file);
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0) {
    return 126;
  }
  const pid_t shell = fork();
  if (shell == 0) {
    become_shell(path, out[1], err[1]);
  }
  close(out[1]);
  close(err[1]);
  const int status = follow(shell, out[0], err[0]);
  close(out[0]);
  close(err[0]);
  unlink(path.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int put(const std::string& path, const std::string& content) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  if (file == nullptr) {
    return errno;
  }
  const bool whole = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  return std::fclose(file) == 0 && whole ? 0 : EIO;
}

int get(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return errno;
  }
  while (pass_on(file, "OUT")) {
  }
  close(file);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2 || (port = open(arguments[1], O_RDWR | O_CLOEXEC)) < 0) {
    std::fputs("usage: agent PORT\n", stderr);
    return 1;
  }
  send_bytes("READY\n");
  while (true) {
    const std::string line = receive_line();
    std::array<char, 8> verb{};
    std::array<char, 512> path{};
    std::size_t size = 0;
    if (std::sscanf(line.c_str(), "%7s %zu %511s", verb.data(), &size, path.data()) < 2) {
      continue;
    }
    const std::string body = receive(size);
    const std::string_view name(verb.data());
    const int code = name == "RUN"   ? run(body)
                     : name == "PUT" ? put(path.data(), body)
                                     : get(path.data());
    send_bytes("END " + std::to_string(code) + "\n");
  }
}
