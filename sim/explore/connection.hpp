#pragma once
// One end of a connection between two processes, over two pipes: messages, each a kind and bytes.
// It must not know what they say.

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace heddle {

// The other end is gone.
class ConnectionLost : public std::runtime_error {
 public:
  ConnectionLost() : std::runtime_error("the other process is gone") {}
};

class Connection {
 public:
  struct Message {
    std::uint64_t kind = 0;
    std::string bytes;
  };
  // The two ends of a new connection. Throws std::system_error.
  struct Ends;
  static Ends make();

  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;
  ~Connection() { close(); }

  // Throws ConnectionLost.
  void send(std::uint64_t kind, std::string_view bytes = {});
  // The next message; waits for it. Throws ConnectionLost.
  Message receive();
  // Waits until there is a message, or the other end is gone: so long at most. Whether it is so.
  bool is_ready(std::chrono::milliseconds wait) const;
  void close();

 private:
  Connection(int in, int out) : in_(in), out_(out) {}
  void write(std::string_view bytes);
  void read(char* bytes, std::size_t size);

  int in_;  // descriptors; -1: closed
  int out_;
};

struct Connection::Ends {
  Connection one;
  Connection other;
};

}  // namespace heddle
