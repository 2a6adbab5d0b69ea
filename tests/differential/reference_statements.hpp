#pragma once
// Turns the statements of one thread body into instructions. A statement that needs several steps
// (loops, `with`, `until`, `join_all`, a store to shared memory after an operation) is spelt out
// here, so that the machine knows only single operations.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/differential/reference_program.hpp"

namespace heddle::differential::reference {

// Keeps the order of keys, which `set` and `threads` need.
using Json = nlohmann::ordered_json;

// A literal as JSON writes it: integer, boolean or string.
Datum literal(const Json& value);
// "2ms", "500us".
std::int64_t nanoseconds(const std::string& duration);

class StatementCompiler {
 public:
  StatementCompiler(Program& program, std::size_t body);

  // The statements of the body, and the thread's end.
  void body(const Json& statements);

 private:
  // Where a result goes: a local, or a cell whose number is kept in a local.
  struct Target {
    bool local = true;
    std::size_t slot = 0;
  };
  // Something that a `break`, a `continue` or a `return` leaves: a loop, or a block that an
  // operation must end.
  struct Scope {
    bool loop = false;
    std::vector<std::size_t> breaks;     // jumps to be led to the end of the loop
    std::vector<std::size_t> continues;  // jumps to be led to its next round
    std::string leave;                   // else the operation
    std::optional<std::size_t> slot;     // and the local that holds its object
  };

  void block(const Json& statements);
  void statement(const Json& statement);
  bool control_flow(const std::string& key, const Json& statement);
  bool memory(const std::string& key, const Json& statement);
  bool locking(const std::string& key, const Json& statement);
  bool passing(const std::string& key, const Json& statement);
  bool threading(const std::string& key, const Json& statement);

  void if_else(const Json& statement);
  void while_loop(const Json& statement);
  void repeat(const Json& statement);
  void for_range(const Json& statement);
  void jump_out(bool again);
  void leave_all();
  void begin_loop();
  void end_loop(std::size_t next_round, std::size_t end);

  void set(const Json& assignments);
  void atomic(const std::string& word, const Json& statement);
  void compare_exchange(const Json& statement);
  void choose(const Json& statement);
  void print(const std::string& text);

  void plain_operation(const std::string& word, const Json& statement);
  void try_operation(const std::string& word, const Json& statement);
  void within(const std::string& enter, const std::string& leave, const Json& statement);
  void call_once(const Json& statement);
  void wait(const Json& statement);

  void recv(const Json& statement);
  void try_recv(const Json& statement);
  void for_each(const Json& statement);

  void spawn(const Json& statement);
  void spawn_times(const Json& statement);
  void spawn_one(const Json& statement, std::size_t index);
  void join(const std::string& text);
  void join_children();

  Instruction& emit(Code code);
  void local(Code code, std::size_t slot);
  Instruction& operation(const std::string& word);
  std::size_t jump(Code code, std::size_t target = 0);
  void land(std::size_t jump);
  void fail(const std::string& status);
  std::size_t here() const { return program_.code.size(); }
  std::size_t fresh_local();

  void expression(const Json& text, std::optional<std::size_t> spawn_index = std::nullopt);
  void object(const Json& text);
  std::size_t kept_object(const Json& text);
  void scoped(const std::string& leave, std::optional<std::size_t> slot, const Json& statements);
  std::optional<Target> target(const Json& statement, const std::string& key);
  Target target(const std::string& text);
  void assign(const std::optional<Target>& target);
  bool start_timer(const Json& statement);

  Program& program_;
  Body* body_;
  std::vector<Scope> scopes_;
};

}  // namespace heddle::differential::reference
