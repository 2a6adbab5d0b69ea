// Objects that come and go: create, destroy, and what they are called.

#include <limits>

#include "sim/world/world.hpp"

namespace heddle {
namespace {

constexpr std::string_view too_many = "more objects than a thread may create in one execution";
constexpr std::string_view destroyed_twice = "destroyed, although it was destroyed before";
constexpr std::string_view used_after_destroy = "used after it was destroyed";
constexpr std::string_view in_use = "destroyed while it is in use";

}  // namespace

// With room of its own for what is in it.
Object World::make(const ObjectDeclaration& declaration) {
  Object object;
  object.kind = declaration.kind;
  object.recursive = declaration.recursive;
  object.count = declaration.count;
  object.life = Life::exists;
  switch (declaration.kind) {
    case ObjectKind::channel:
      object.storage = static_cast<std::uint32_t>(channels_.size());
      channels_.emplace_back(declaration.capacity);
      break;
    case ObjectKind::condvar:
    case ObjectKind::barrier:
    case ObjectKind::rwlock:
      object.storage = static_cast<std::uint32_t>(lists_.size());
      lists_.emplace_back();
      break;
    case ObjectKind::plain:
    case ObjectKind::atomic:
    case ObjectKind::mutex:
    case ObjectKind::semaphore:
    case ObjectKind::once:
    case ObjectKind::block:
      break;
  }
  return object;
}

// The declared objects stay.
void World::forget_created() {
  objects_.resize(initial_objects_.size());
  values_.resize(initial_values_.size());
  channels_.erase(channels_.begin() + static_cast<std::ptrdiff_t>(declared_channels_),
                  channels_.end());
  lists_.resize(declared_lists_);
  destroyed_ = 0;
}

std::size_t World::created_slot(ObjectId id) const {
  const std::size_t slot = initial_objects_.size() + created_.number(id);
  ensure(slot < objects_.size() && objects_[slot].life != Life::not_created,
         "an object that was not created in this execution");
  return slot;
}

void World::put(ObjectId id, const ObjectDeclaration& declaration) {
  const std::size_t slot = initial_objects_.size() + created_.add(id);
  if (slot >= objects_.size()) {
    objects_.resize(slot + 1);
    values_.resize(slot + 1);
  }
  objects_[slot] = make(declaration);
  values_[slot] = declaration.initial;
}

void World::perform_create(const Alternative& taken, Thread& state, Event& event) {
  const Operation& operation = *taken.operation;
  ensure(operation.declaration != nullptr, "a create without a declaration");
  if (index(taken.thread) >= most_creators || state.created >= most_created) {
    fail_at(event, Status::fault, too_many);
    return;
  }
  if (thread_count_ > 1) may_race_ = true;
  const ObjectId id = created_object(taken.thread, state.created++);
  put(id, *operation.declaration);
  const std::size_t number = created_.number(id);
  if (number >= created_labels_.size()) created_labels_.resize(number + 1);
  created_labels_[number] = operation.label;
  event.object = id;
  note(*operation.declaration, event);
  state.result = Value::of(static_cast<std::int64_t>(index(id)));
}

// Whether a thread holds it, or is inside of an operation on it.
bool World::is_in_use(const Object& object) const {
  switch (object.kind) {
    case ObjectKind::mutex:
    case ObjectKind::once:
      return object.owner != nobody;
    case ObjectKind::rwlock:
      return object.owner != nobody || !lists_[object.storage].empty();
    case ObjectKind::condvar:
    case ObjectKind::barrier:
      return !lists_[object.storage].empty();
    case ObjectKind::channel: {
      const Channel& channel = channels_[object.storage];
      return channel.is_rendezvous() && !channel.empty();
    }
    case ObjectKind::plain:
    case ObjectKind::atomic:
    case ObjectKind::semaphore:
    case ObjectKind::block:
      return false;
  }
  return false;
}

// Afterwards nobody waits for it any more: whoever uses it is able to, and that is a misuse.
void World::perform_destroy(const Alternative& taken, Event& event) {
  const ObjectId id = taken.operation->object;
  ensure(is_created(id), "a destroy of an object that was declared");
  Object& object = this->object(id);
  if (object.life == Life::destroyed) return fail_at(event, Status::misuse, destroyed_twice);
  if (is_in_use(object)) return fail_at(event, Status::misuse, in_use);
  object.life = Life::destroyed;
  object.done = true;
  object.count = std::numeric_limits<std::int64_t>::max();
  ++destroyed_;
  if (!is_alone()) may_race_ = true;
  refresh_subscribers(object);
}

// Whether all that any other thread did is ordered before the next step: there is one thread left,
// and every other one was joined.
bool World::is_alone() const {
  if (live_threads_ != 1) return false;
  for (std::size_t id = 0; id < thread_count_; ++id) {
    if (threads_[id].ended && !threads_[id].joined) return false;
  }
  return true;
}

// Whether the step uses an object that was destroyed. The last part of an operation uses none, but
// for the mutex that a wait takes again.
bool World::uses_destroyed(const Alternative& taken) const {
  const Operation& operation = *taken.operation;
  const bool leaves = taken.phase == Phase::leave;
  if (operation.kind == OperationKind::wait && taken.phase != Phase::wake &&
      is_destroyed(operation.mutex)) {
    return true;
  }
  return !leaves && operation.kind != OperationKind::destroy && is_destroyed(operation.object);
}

void World::fail_as_destroyed(const Event& event) {
  fail_at(event, Status::misuse, used_after_destroy);
}

bool World::perform_after_destroy(const Alternative& taken, Thread& state, Event& event) {
  if (!uses_destroyed(taken)) return perform(taken, state, event);
  if (is_block_access(event.kind)) perform_access(*taken.operation, event);
  fail_as_destroyed(event);
  return true;
}

std::string World::created_name(ObjectId object, const Texts& texts) const {
  const ThreadId creator = creator_of(object);
  const auto label = [&](std::uint32_t ordinal) {
    return created_labels_[created_.number(created_object(creator, ordinal))];
  };
  std::string name;
  if (creator != main_thread) name = thread_name(creator, texts) + "/";
  const TextId own = label(ordinal_of(object));
  name += texts[own];
  std::size_t alike = 1;
  for (std::uint32_t ordinal = 0; ordinal < ordinal_of(object); ++ordinal) {
    if (label(ordinal) == own) ++alike;
  }
  if (alike > 1) name += "." + std::to_string(alike);
  return name;
}

// Layout: of each that was ever met, by number, in how many words it lies, and these: its life and
// kind, ...; nothing of one that was not created. Equal words mean an equal future: the numbers are
// the same in all states of a search.
void World::save_created(std::vector<std::uint64_t>& words) const {
  const std::size_t first = initial_objects_.size();
  std::size_t last = objects_.size();
  while (last > first && objects_[last - 1].life == Life::not_created) --last;
  for (std::size_t slot = first; slot < last; ++slot) {
    const Object& object = objects_[slot];
    const std::size_t place = words.size();
    words.push_back(0);
    if (object.life == Life::not_created) continue;
    words.push_back(static_cast<std::uint64_t>(object.life) << 16U |
                    static_cast<std::uint64_t>(object.recursive) << 8U |
                    static_cast<std::uint64_t>(object.kind));
    if (object.life == Life::exists) {
      const bool has_capacity = object.kind == ObjectKind::channel;
      const std::int64_t bound = has_capacity ? channels_[object.storage].capacity() : object.count;
      words.push_back(static_cast<std::uint64_t>(bound));
      save_object(created_.id(slot - first), words);
    }
    words[place] = words.size() - place - 1;
  }
}

void World::load_created(std::span<const std::uint64_t> words) {
  forget_created();
  for (std::size_t number = 0; !words.empty(); ++number) {
    const std::span own = words.subspan(1, static_cast<std::size_t>(words.front()));
    words = words.subspan(1 + own.size());
    if (own.empty()) continue;
    ObjectDeclaration declaration{.kind = static_cast<ObjectKind>(own[0] & UINT8_MAX),
                                  .recursive = (own[0] >> 8U & 1U) != 0};
    const bool exists = static_cast<Life>(own[0] >> 16U) == Life::exists;
    if (exists) declaration.count = declaration.capacity = static_cast<std::int64_t>(own[1]);
    const ObjectId id = created_.id(number);
    put(id, declaration);
    Object& made = object(id);
    if (exists) {
      load_object(id, own.subspan(2));
      continue;
    }
    made.life = Life::destroyed;
    made.done = true;
    made.count = std::numeric_limits<std::int64_t>::max();
    ++destroyed_;
  }
}

}  // namespace heddle
