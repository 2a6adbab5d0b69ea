#pragma once
// A scenario as the loader leaves it: typed, names resolved, positions kept as sites. The JSON text
// is gone. The compiler and the machine give it its meaning; this file must not know how.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/model/operation.hpp"
#include "sim/model/program.hpp"
#include "sim/model/texts.hpp"
#include "sim/model/value.hpp"

namespace heddle::scenario {

// A local of a thread body: parameters first, then loop variables and assigned names, each body
// numbered from 0.
using Slot = std::uint32_t;

struct Expression {
  enum class Kind : std::uint8_t {
    literal,       // value
    local,         // slot
    list_element,  // slot[operands[0]]: one handle of a list of handles
    cell,          // object: a scalar in shared memory
    element,       // object + operands[0], of `count` cells
    spawn_index,   // `index` inside the args of a spawn
    negate,
    logical_not,
    add,
    subtract,
    multiply,
    divide,
    remainder,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    logical_and,
    logical_or,
  };
  Kind kind{};
  bool atomic = false;      // cell, element: an atomic, read by a seq_cst load
  std::uint32_t count = 0;  // element
  Slot slot = 0;
  ObjectId object = no_object;
  Value value;
  std::vector<Expression> operands;
};

// A shared object, or one of an array of `count` objects.
struct Reference {
  ObjectId object = no_object;  // the first of the array
  std::uint32_t count = 1;
  std::optional<Expression> element;  // the index, if one was written
};

// The target of an assignment: a local, or a cell of shared memory.
struct Target {
  std::optional<Slot> local;  // else `cell`
  Reference cell;
  bool atomic = false;
};

struct Statement;
using Block = std::vector<Statement>;

struct Spawn {
  std::uint32_t body = 0;
  std::vector<Expression> arguments;
  std::optional<Expression> times;
  std::optional<Slot> handle;  // the handle, or with `times` the list of handles
};
struct Join {
  Slot handle = 0;
  std::optional<Expression> element;
};
struct JoinAll {};
struct Sleep {
  std::int64_t duration_ns = 0;
};
struct Yield {};
// A part of a text with expressions in it.
struct TextPiece {
  std::string text;  // if there is no expression
  std::optional<Expression> expression;
};
struct Print {
  using Piece = TextPiece;
  std::vector<Piece> pieces;
};
struct Set {
  struct Assignment {
    Target target;
    Expression value;
  };
  std::vector<Assignment> assignments;
};
// lock, unlock, try_lock and their shared forms; acquire, release, try_acquire; arrive; notify_one,
// notify_all; close.
struct Simple {
  OperationKind kind{};
  Reference object;
  std::optional<Expression> count;  // release
  std::optional<Target> into;       // try_...
  std::int64_t timeout_ns = no_timeout;
};
struct With {
  Reference lock;
  bool shared = false;
  Block body;
};
struct Wait {
  Reference condvar;
  Reference mutex;
  std::optional<Expression> until;
  std::int64_t timeout_ns = no_timeout;
  std::optional<Target> into;
};
struct CallOnce {
  Reference once;
  Block body;
};
struct Send {
  Reference channel;
  Expression value;
};
struct Recv {
  Reference channel;
  std::optional<Target> into;
  std::optional<Block> otherwise;  // "else"
  std::int64_t timeout_ns = no_timeout;
};
struct TryRecv {
  Reference channel;
  std::optional<Target> into;
  std::optional<Target> ok;
};
struct ForEach {
  Target variable;
  Reference channel;
  Block body;
};
// load, store, fetch_..., exchange
struct Atomic {
  OperationKind kind{};
  Reference cell;
  MemoryOrder order = MemoryOrder::seq_cst;
  std::optional<Expression> value;
  std::optional<Target> into;
};
struct CompareExchange {
  Reference cell;
  MemoryOrder order = MemoryOrder::seq_cst;
  Expression expected;
  Expression desired;
  std::optional<Target> into;    // whether it succeeded
  std::optional<Target> actual;  // the value that was there
};
struct Fence {
  MemoryOrder order = MemoryOrder::seq_cst;
};
struct If {
  Expression condition;
  Block then;
  Block otherwise;
};
struct While {
  std::optional<Expression> condition;  // none: {"loop": ...}
  Block body;
};
struct Repeat {
  Expression times;
  Block body;
};
struct For {
  Target variable;
  Expression first;
  Expression last;
  bool inclusive = false;
  Block body;
};
struct Break {};
struct Continue {};
struct Return {};
struct Panic {
  TextId message{};               // as it was written
  std::vector<TextPiece> pieces;  // of the message; empty: it is shown as it stands
};
struct Assert {
  Expression condition;
  TextId message{};               // as it was written; the same as `text` if there is none
  std::vector<TextPiece> pieces;  // of the message; empty: it is shown as it stands
  TextId text{};                  // the condition as it was written
};
struct Await {
  Expression condition;  // over shared memory and locals of the thread
  TextId text{};         // the condition as it was written
};
struct Choose {
  Target into;
  std::vector<Expression> from;
};
struct Atomically {
  Block body;  // Set, Atomic, CompareExchange, Assert, If, loops over locals
};

struct Statement {
  SiteId site = no_site;
  std::variant<Spawn, Join, JoinAll, Sleep, Yield, Print, Set, Simple, With, Wait, CallOnce, Send,
               Recv, TryRecv, ForEach, Atomic, CompareExchange, Fence, If, While, Repeat, For,
               Break, Continue, Return, Panic, Assert, Await, Choose, Atomically>
      action;
};

struct Body {
  std::string name;
  TextId label{};
  std::vector<std::string> locals;  // their names by slot; parameters first
  std::uint32_t parameters = 0;
  Block block;
  SiteId site = no_site;  // where the thread ends
};

// A name of the `shared` section.
struct Declaration {
  std::string name;
  ObjectKind kind{};
  ObjectId first = no_object;
  std::uint32_t count = 1;
  bool array = false;  // declared as an array, even of one element
};

// A condition or an observed expression over shared memory, with the text it was written as.
struct Watch {
  SiteId site = no_site;
  std::string text;
  Expression expression;
  const Declaration* whole =
      nullptr;  // observed: a bare name; its value is a list if it names an array
};

// One row of `expect.outcomes`.
struct ExpectedOutcome {
  enum class Grade : std::uint8_t { allowed, interesting, forbidden };
  Grade grade = Grade::allowed;
  std::optional<Status> status;
  std::optional<std::vector<std::string>> output;
  struct Match {
    std::size_t watch = 0;      // index into Scenario::observe
    std::vector<Value> values;  // one, or an array's; of type `nothing` for JSON's null
  };
  std::vector<Match> values;
  std::string note;
};

struct Expectation {
  std::optional<std::vector<std::string>> bugs;  // kinds, sorted, each once
  std::vector<ExpectedOutcome> outcomes;
  bool judges_outcomes = false;  // `outcomes` was given
  std::optional<std::uint64_t> distinct_outcomes;
};

// Something that is no error, and yet hardly meant so.
struct LoadWarning {
  std::string kind;  // "unread-local"
  std::size_t line = 0;
  std::size_t column = 0;
  std::string pointer;     // JSON pointer
  std::string message;     // for people
  std::string suggestion;  // the word that was probably meant, or empty
};

struct Scenario {
  std::string file;
  std::string name;
  std::string about;
  std::vector<Declaration> declarations;   // in file order
  std::vector<ObjectDeclaration> objects;  // by ObjectId
  std::vector<Guard> guards;
  std::vector<Body> bodies;     // in file order; an implicit main comes last
  std::uint32_t main = 0;       // index into bodies
  Settings settings;            // time: as in the file, or unbounded
  bool has_time_model = false;  // the file names a time model
  bool observes_output = true;
  std::vector<Watch> observe;  // by default every plain and atomic declaration
  std::vector<Watch> invariants;
  std::vector<Watch> finally;
  bool races_are_errors = true;
  std::optional<Expectation> expect;
  std::vector<LoadWarning> warnings;  // in the order of the file
  std::vector<std::string> sites;     // JSON pointers by SiteId
  std::uint32_t hash = 0;             // see fingerprint.hpp
  std::unique_ptr<Texts> texts = std::make_unique<Texts>();
};

}  // namespace heddle::scenario
