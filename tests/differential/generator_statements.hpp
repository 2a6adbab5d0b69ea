#pragma once
// Random statements, a family for each kind of shared object. It knows how to write single
// statements and what they roughly cost; how they are put together to threads is in generator.cpp.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/differential/generator_random.hpp"

namespace heddle::differential {

using Json = nlohmann::ordered_json;

enum class Family { plain, atomics, locks, rwlocks, condvars, channels, semaphores, sleeping };

// One or several statements that belong together.
struct Piece {
  Json statements = Json::array();
  std::size_t operations = 0;  // visible ones on the longest path
  std::size_t ways = 1;        // by how much choices of data multiply the executions
};

// What is known of a body while it is made.
struct Locals {
  std::size_t role = 0;               // even: rather gives, odd: rather takes
  std::vector<std::string> integers;  // assigned for certain so far
  std::size_t made = 0;               // for fresh names
};

class StatementGenerator {
 public:
  explicit StatementGenerator(Random& random) : random_(random) {}

  // The declarations that a family's statements need.
  Json declarations(Family family);
  Piece piece(Family family, Locals& locals);
  // Shows what a body has seen, or that it was there.
  Piece report(const Locals& locals);

 private:
  struct Text {
    std::string text;
    std::size_t reads = 0;
  };

  std::string fresh(Locals& locals);
  Text integer(const Locals& locals);
  Text condition(const Locals& locals);
  std::string order(bool loads, bool stores);

  Piece plain(Locals& locals);
  Piece assignment(const Locals& locals);
  Piece to_local(Locals& locals);
  Piece branch(Locals& locals);
  Piece failing(const Locals& locals);
  Piece choice(Locals& locals);
  Piece block(const Locals& locals);
  Piece loop(Locals& locals);
  Piece text(const Locals& locals);

  Piece atomic(Locals& locals);
  Piece update(Locals& locals);
  Piece exchange(Locals& locals);

  Piece locking(Locals& locals);
  Piece lock_pair(const Locals& locals);
  Piece lock_attempt(Locals& locals);
  Piece lock_mistake();
  Piece once();
  Piece reading_and_writing(Locals& locals);
  Piece signalling(Locals& locals);
  Piece passing(Locals& locals);
  Piece reception(Locals& locals);
  Piece reception_attempt(Locals& locals, const char* channel);
  Piece counting(Locals& locals);
  Piece sleeping(Locals& locals);
  Piece late(Locals& locals, const char* duration);

  Random& random_;
};

// A statement of one key.
Json only(const char* key, const Json& value);
// A list of statements.
Json list(std::initializer_list<Json> statements);

}  // namespace heddle::differential
