#include "sim/scenario/declaration_loader.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/expression_parser.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

constexpr auto kind_words = std::to_array<std::string_view>(
    {"array", "atomic", "mutex", "rwlock", "condvar", "semaphore", "barrier", "once", "channel"});

class DeclarationLoader {
 public:
  explicit DeclarationLoader(LoadContext& context) : context_(context), reader_(context.reader) {}

  void section(const JsonNode& node) {
    if (!reader_.object(node, "an object of declarations")) return;
    for (const JsonMember& member : node.members) {
      if (member.repeated || !name(member)) continue;
      declaration_.name = member.key;
      declaration_.array = false;
      declaration_.first = static_cast<ObjectId>(context_.scenario.objects.size());
      pending_guards_ = nullptr;
      if (!declare(member.value)) continue;
      const std::size_t count = context_.scenario.objects.size() - index(declaration_.first);
      declaration_.count = static_cast<std::uint32_t>(count);
      if (pending_guards_) {
        guards_.push_back({context_.scenario.declarations.size(), pending_guards_});
      }
      context_.scenario.declarations.push_back(declaration_);
    }
  }

  // Requires context.shared.
  void guards() {
    for (const auto& [mutex, list] : guards_) {
      if (!reader_.list(*list, "a list of names of plain memory")) continue;
      for (const JsonNode& item : list->items) {
        guard(context_.scenario.declarations[mutex], item);
      }
    }
  }

 private:
  bool name(const JsonMember& member) {
    if (!is_name(member.key)) {
      context_.problems.report(member.key_begin,
                               "expected a name (at most 250 letters, digits and _; not true "
                               "or false), found " +
                                   in_quotes(member.key));
      return false;
    }
    return true;
  }

  bool declare(const JsonNode& node) {
    switch (node.kind) {
      case JsonNode::Kind::integer:
      case JsonNode::Kind::boolean:
        declaration_.kind = ObjectKind::plain;
        return value(node);
      case JsonNode::Kind::text:
        return word(node);
      case JsonNode::Kind::list:
        declaration_.kind = ObjectKind::plain;
        return values(node);
      case JsonNode::Kind::object:
        return object(node);
      case JsonNode::Kind::null:
      case JsonNode::Kind::unusable:
        break;
    }
    reader_.mismatch(node, "a declaration, such as 0, \"mutex\" or {\"atomic\": 0}");
    return false;
  }

  // Objects that need nothing further. Any other text is the value of plain memory.
  bool word(const JsonNode& node) {
    static constexpr std::array<std::pair<std::string_view, ObjectKind>, 5> words = {
        {{"mutex", ObjectKind::mutex},
         {"rwlock", ObjectKind::rwlock},
         {"condvar", ObjectKind::condvar},
         {"once", ObjectKind::once},
         {"channel", ObjectKind::channel}}};
    for (const auto& [spelling, kind] : words) {
      if (node.text != spelling) continue;
      ObjectDeclaration made;
      made.kind = kind;
      if (kind == ObjectKind::channel) made.count = 1;
      return add(node, made, 1);
    }
    declaration_.kind = ObjectKind::plain;
    return value(node);
  }

  bool object(const JsonNode& node) {
    const JsonMember* key = nullptr;
    for (const JsonMember& member : node.members) {
      for (const std::string_view word : kind_words) {
        if (member.key != word || member.repeated) continue;
        if (key != nullptr) {
          context_.problems.report(member.key_begin, "expected one kind of object, found " +
                                                         in_quotes(key->key) + " and " +
                                                         in_quotes(member.key));
          return false;
        }
        key = &member;
      }
    }
    if (key == nullptr) {
      if (node.members.empty()) {
        reader_.mismatch(node, "a declaration, such as {\"atomic\": 0}");
      } else {
        reader_.known_keys(node, kind_words, "a declaration");
      }
      return false;
    }
    if (key->key == "array") return array(node, ObjectKind::plain);
    const std::array<std::string_view, 1> only = {key->key};
    reader_.known_keys(node, only, "a declaration of " + in_quotes(key->key));
    return object_of_kind(key->key, key->value);
  }

  bool object_of_kind(std::string_view kind, const JsonNode& node) {
    if (kind == "atomic") {
      declaration_.kind = ObjectKind::atomic;
      if (node.kind == JsonNode::Kind::list) return values(node);
      if (node.kind == JsonNode::Kind::object) return array(node, ObjectKind::atomic);
      return value(node);
    }
    if (kind == "mutex") return mutex(node);
    if (kind == "rwlock") return counted(node, ObjectKind::rwlock);
    if (kind == "condvar") return counted(node, ObjectKind::condvar);
    if (kind == "semaphore") return number(node, ObjectKind::semaphore, "the initial count", 0);
    if (kind == "barrier") return number(node, ObjectKind::barrier, "a number of threads", 1);
    if (kind == "channel") return channel(node);
    ObjectDeclaration once;
    once.kind = ObjectKind::once;
    if (!reader_.object(node, "an empty object")) return false;
    reader_.known_keys(node, {}, "a once flag");
    return add(node, once, 1);
  }

  bool add(const JsonNode& node, const ObjectDeclaration& made, std::int64_t count) {
    std::vector<ObjectDeclaration>& objects = context_.scenario.objects;
    if (static_cast<std::size_t>(count) > shared_object_limit - objects.size()) {
      context_.problems.report(node.begin, "expected no more than " +
                                               std::to_string(shared_object_limit) +
                                               " shared objects in a file");
      return false;
    }
    declaration_.kind = made.kind;
    objects.insert(objects.end(), static_cast<std::size_t>(count), made);
    return true;
  }

  std::optional<Value> initial(const JsonNode& node) {
    if (node.kind == JsonNode::Kind::integer) return Value::of(node.integer);
    if (node.kind == JsonNode::Kind::boolean) return Value::of(node.boolean);
    if (node.kind == JsonNode::Kind::text) return Value::of(context_.intern(node.text));
    reader_.mismatch(node, "an initial value (an integer, a boolean or a text)");
    return std::nullopt;
  }

  bool value(const JsonNode& node) {
    const std::optional<Value> found = initial(node);
    if (!found) return false;
    ObjectDeclaration cell;
    cell.kind = declaration_.kind;
    cell.initial = *found;
    return add(node, cell, 1);
  }

  bool values(const JsonNode& node) {
    declaration_.array = true;
    if (node.items.empty()) {
      reader_.mismatch(node, "at least one initial value");
      return false;
    }
    bool usable = true;
    for (const JsonNode& item : node.items) {
      if (!value(item)) usable = false;
      if (context_.problems.full()) return false;
    }
    return usable;
  }

  // {"array": 3, "value": 0}
  bool array(const JsonNode& node, ObjectKind kind) {
    static constexpr std::array<std::string_view, 2> keys = {"array", "value"};
    declaration_.kind = kind;
    declaration_.array = true;
    reader_.known_keys(node, keys, "an array");
    const JsonNode* size = node.find("array");
    if (size == nullptr) {
      reader_.mismatch(node, "an initial value, a list of them, or {\"array\": n, \"value\": 0}");
      return false;
    }
    const auto count = reader_.integer(*size, "a number of cells", 1, shared_object_limit);
    ObjectDeclaration cell;
    cell.kind = kind;
    cell.initial = Value::of(std::int64_t{0});
    if (const JsonNode* given = node.find("value")) {
      const std::optional<Value> found = initial(*given);
      if (!found) return false;
      cell.initial = *found;
    }
    return count && add(node, cell, *count);
  }

  // The `count` of an object, which makes an array of it; 1 if there is none.
  std::optional<std::int64_t> count_of(const JsonNode& node) {
    const JsonNode* count = node.find("count");
    if (count == nullptr) return 1;
    declaration_.array = true;
    return reader_.integer(*count, "a number of objects", 1, shared_object_limit);
  }

  bool mutex(const JsonNode& node) {
    static constexpr std::array<std::string_view, 3> keys = {"recursive", "count", "guards"};
    if (!reader_.object(node, "an object with \"recursive\", \"count\" or \"guards\""))
      return false;
    reader_.known_keys(node, keys, "a mutex");
    ObjectDeclaration made;
    made.kind = ObjectKind::mutex;
    if (const JsonNode* recursive = node.find("recursive")) {
      made.recursive = reader_.boolean(*recursive).value_or(false);
    }
    pending_guards_ = node.find("guards");
    const auto count = count_of(node);
    return count && add(node, made, *count);
  }

  bool counted(const JsonNode& node, ObjectKind kind) {
    static constexpr std::array<std::string_view, 1> keys = {"count"};
    if (!reader_.object(node, "an object with \"count\"")) return false;
    reader_.known_keys(node, keys, phrase(kind));
    ObjectDeclaration made;
    made.kind = kind;
    const auto count = count_of(node);
    return count && add(node, made, *count);
  }

  bool number(const JsonNode& node, ObjectKind kind, std::string_view expected,
              std::int64_t least) {
    const auto count = reader_.integer(node, expected, least, counter_limit);
    if (!count) return false;
    ObjectDeclaration made;
    made.kind = kind;
    made.count = *count;
    return add(node, made, 1);
  }

  bool channel(const JsonNode& node) {
    static constexpr std::array<std::string_view, 2> keys = {"capacity", "senders"};
    if (!reader_.object(node, "an object with \"capacity\" or \"senders\"")) return false;
    reader_.known_keys(node, keys, "a channel");
    ObjectDeclaration made;
    made.kind = ObjectKind::channel;
    made.count = 1;
    if (const JsonNode* capacity = node.find("capacity")) {
      const auto found = reader_.integer(*capacity, "a capacity", 0, counter_limit);
      made.capacity = found.value_or(0);
    }
    if (const JsonNode* senders = node.find("senders")) {
      const auto found = reader_.integer(*senders, "a number of senders", 1, counter_limit);
      made.count = found.value_or(1);
    }
    return add(node, made, 1);
  }

  void guard(const Declaration& mutex, const JsonNode& item) {
    const std::string* name = reader_.text(item, "the name of plain memory");
    if (name == nullptr) return;
    const SharedName* guarded = context_.shared.find(*name);
    if (guarded == nullptr || guarded->declaration->kind != ObjectKind::plain) {
      const auto is_plain = [](ObjectKind kind) { return kind == ObjectKind::plain; };
      context_.problems.report(
          item.begin,
          "expected the name of plain memory, " +
              (guarded ? "but " + in_quotes(*name) + " is " +
                             std::string(phrase(guarded->declaration->kind))
                       : "found " + in_quotes(*name)),
          guarded ? std::string() : nearest_word(*name, context_.shared.names_of(is_plain)));
      return;
    }
    const Declaration& memory = *guarded->declaration;
    if (mutex.array && !(memory.array && memory.count == mutex.count)) {
      context_.problems.report(item.begin, "expected an array of " + std::to_string(mutex.count) +
                                               ", as many as there are mutexes, found " +
                                               in_quotes(*name));
      return;
    }
    if (memory.count > guarded_cell_limit - context_.scenario.guards.size()) {
      context_.problems.report(item.begin, "expected no more than " +
                                               std::to_string(guarded_cell_limit) +
                                               " guarded cells in a file, those of all mutexes");
      return;
    }
    for (std::uint32_t i = 0; i < memory.count; ++i) {
      context_.scenario.guards.push_back(
          {advance(memory.first, i), mutex.array ? advance(mutex.first, i) : mutex.first});
    }
  }

  LoadContext& context_;
  JsonReader& reader_;
  Declaration declaration_;                                      // that is being loaded
  const JsonNode* pending_guards_ = nullptr;                     // of it
  std::vector<std::pair<std::size_t, const JsonNode*>> guards_;  // by declaration
};

}  // namespace

void load_declarations(const JsonNode* node, LoadContext& context) {
  DeclarationLoader loader(context);
  if (node != nullptr) loader.section(*node);
  context.shared = SharedNames(context.scenario);
  loader.guards();
}

}  // namespace heddle::scenario
