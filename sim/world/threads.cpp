// Threads: spawn, join, end; and what they are called.

#include "sim/world/world.hpp"

namespace heddle {

ThreadId World::add_thread(ThreadId parent, TextId label) {
  if (thread_count_ >= settings_.thread_limit) return nobody;
  const ThreadId id{static_cast<std::uint32_t>(thread_count_++)};
  if (thread_count_ > threads_.size())
    threads_.emplace_back();  // never moves them: see World::World
  thread(id) = Thread{};
  thread(id).parent = parent;
  thread(id).label = label;
  ++live_threads_;
  return id;
}

void World::perform_spawn(const Alternative& taken, Thread& state, Event& event) {
  const ThreadId child = add_thread(taken.thread, taken.operation->label);
  if (child == nobody) {
    fail_at(event, Status::fault, "more threads than the limit allows");
    return;
  }
  state.result = Value::of(child);
  event.detail = static_cast<std::uint32_t>(index(child));
  event.value = Value::of(child);
  spawned_ = child;
}

void World::perform_join(const Alternative& taken, Event& event) {
  Thread& target = thread(taken.operation->operand.thread());
  event.detail = static_cast<std::uint32_t>(taken.operation->operand.bits);
  if (target.joined) {
    fail_at(event, Status::misuse, "join of a thread that was already joined");
    return;
  }
  target.joined = true;
}

void World::perform_end(const Alternative& taken, Thread& state) {
  state.ended = true;
  if (state.ways != 0) change_ways(taken.thread, state, 0);
  --live_threads_;
  const bool kills = taken.thread == main_thread && settings_.main_exit == MainExit::kill;
  if (kills || live_threads_ == 0) {
    over_ = true;
    attention_ = true;
    failure_ = Failure{};
    return;
  }
  refresh_all(joining_);
}

std::string World::thread_name(ThreadId thread, const Texts& texts) const {
  const Thread& state = this->thread(thread);
  std::string name;
  if (state.parent != nobody && state.parent != main_thread) {
    name = thread_name(state.parent, texts) + "/";
  }
  name += texts[state.label];
  if (state.parent == nobody) return name;
  std::size_t ordinal = 1;
  for (std::size_t id = 0; id < index(thread); ++id) {
    const Thread& other = threads_[id];
    if (other.parent == state.parent && other.label == state.label) ++ordinal;
  }
  if (ordinal > 1) name += "." + std::to_string(ordinal);
  return name;
}

}  // namespace heddle
