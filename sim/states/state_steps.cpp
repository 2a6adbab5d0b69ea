#include "sim/states/state_steps.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"
#include "sim/world/state_words.hpp"

namespace heddle {
namespace {

// Searches have limits of their own, on states.
Settings without_step_limit(Settings settings) {
  settings.step_limit = SIZE_MAX;
  return settings;
}

ThreadId thread_of(std::size_t id) { return ThreadId{static_cast<std::uint32_t>(id)}; }

}  // namespace

StateSteps::StateSteps(Program& program, const Settings& settings, bool finds_races)
    : program_(program),
      threads_(*program.stepped()),
      world_(program.objects(), without_step_limit(settings)),
      run_(program, world_),
      time_(settings.time),
      creates_(program.creates_objects()),
      finds_races_(finds_races),
      keeps_output_(program.observes_output()),
      thread_limit_(settings.thread_limit),
      first_thread_part_(first_object_part + program.objects().size()),
      knowledge_(program.objects(), program.creates_objects()),
      guards_(program.objects().size()) {
  for (const Guard& guard : program.guards()) guards_[index(guard.cell)].push_back(guard.mutex);
  components_.store_in_chunks(knowledge_part);
}

std::size_t StateSteps::thread_count(const State& state) const {
  std::size_t count = state.size();
  while (count > first_thread_part_ && state[count - 1] == 0) --count;
  return count - first_thread_part_;
}

std::uint64_t StateSteps::timed_threads(const State& state) const {
  return state_words::timed_threads(components_.words(rest_part, state[rest_part]).subspan(1),
                                    time_);
}

std::uint64_t StateSteps::late_threads(const State& state) const {
  return state_words::late_threads(components_.words(rest_part, state[rest_part]).subspan(1),
                                   time_);
}

void StateSteps::make_parts(std::size_t threads) {
  const std::size_t before = components_.parts();
  components_.resize(first_thread_part_ + threads);
  for (std::size_t part = std::max(before, first_thread_part_); part < components_.parts();
       ++part) {
    components_.intern(part, {});
  }
  if (loaded_.size() < components_.parts()) loaded_.resize(components_.parts(), not_loaded);
}

bool StateSteps::begin(State& state) {
  forget_loaded();
  make_parts(1);
  if (!run_.begin()) return false;
  program_.start(main_thread, nullptr);
  if (!reach_operation(main_thread) || !world_.settle()) return false;
  state.assign(components_.parts(), 0);
  for (std::size_t object = 0; object < guards_.size(); ++object) {
    save_object(ObjectId{static_cast<std::uint32_t>(object)}, state);
  }
  save_thread(main_thread, state);
  save_rest(state);
  if (finds_races_) {
    knowledge_.reset();
    words_.clear();
    knowledge_.save(words_);
    state[knowledge_part] = components_.intern(knowledge_part, words_);
  }
  return true;
}

bool StateSteps::load(const State& state) {
  const std::size_t threads = thread_count(state);
  auto rest = components_.words(rest_part, state[rest_part]);
  if (creates_) {
    const auto count = static_cast<std::size_t>(rest.back());
    rest = rest.first(rest.size() - 1);
    world_.load_created(rest.last(count));
    rest = rest.first(rest.size() - count);
  }
  for (std::size_t part = first_object_part; part < first_thread_part_; ++part) {
    if (loaded_[part] == state[part]) continue;
    world_.load_object(ObjectId{static_cast<std::uint32_t>(part - first_object_part)},
                       components_.words(part, state[part]));
    loaded_[part] = state[part];
  }
  for (std::size_t id = 0; id < threads; ++id) {
    const std::size_t part = thread_part(id);
    if (is_restored_ && state[part] == 0) throw BadWords();  // no thread, before another one
    if (loaded_[part] == state[part]) continue;
    const auto words = components_.words(part, state[part]);
    const Operation* pending = nullptr;
    if (!state_words::has_ended(words))
      pending = &threads_.restore_state(thread_of(id), words.subspan(1));
    world_.load_thread(thread_of(id), words, pending);
    loaded_[part] = state[part];
  }
  std::fill(loaded_.begin() + static_cast<std::ptrdiff_t>(thread_part(threads)), loaded_.end(), 0U);
  loaded_[knowledge_part] = state[knowledge_part];
  world_.load_rest(rest.subspan(1));
  loaded_[rest_part] = state[rest_part];
  loaded_output_ = static_cast<std::uint32_t>(rest.front());
  if (is_restored_ && !world_.is_consistent(threads)) throw BadWords();
  world_.finish_load(threads);
  if (world_.settle()) return true;
  load_output(loaded_output_);
  return false;
}

bool StateSteps::take(std::size_t choice, State& next) {
  next.assign(loaded_.begin(), loaded_.end());
  const bool finished = world_.apply(choice);
  if (finds_races_ && world_.created_objects() > RaceKnowledge::most_created_objects) {
    world_.fail({Status::truncated, *world_.previous(), no_site,
                 "more created objects than a search over states tells races of"});
  }
  bool goes_on = !world_.is_over() && run_.invariants_hold();
  if (goes_on && finished) goes_on = run_on(*world_.previous());
  find_unguarded_accesses();
  if (goes_on && !world_.settle()) {
    // A state in which nothing can happen is one like others; that it is the last is seen there.
    goes_on = world_.failure().status == Status::deadlock && world_.cycle().empty();
  }
  if (goes_on) {
    save(next);
    loaded_.assign(next.begin(), next.end());
    // A thread that ran on has left something behind where nobody looks, but which might be taken
    // for a part of its state later on: what follows a state is to depend on nothing else.
    if (finished) {
      loaded_[thread_part(index(*world_.previous()))] = not_loaded;
      if (const auto child = world_.spawned()) loaded_[thread_part(index(*child))] = not_loaded;
    }
  } else {
    // What is learned of the step names the thread that it began, though no state does.
    make_parts(world_.thread_count());
    load_output(loaded_output_);
    forget_loaded();
  }
  return goes_on;
}

// Once the whole step is over: the accesses of an atomically follow its first event.
void StateSteps::find_unguarded_accesses() {
  unguarded_.clear();
  for (const Event& event : world_.events()) {
    if (!is_plain_memory(event.kind)) continue;
    if (is_created(event.object)) continue;
    const auto& mutexes = guards_[index(event.object)];
    const auto is_held = [&](ObjectId mutex) { return world_.holds(event.thread, mutex); };
    if (!std::ranges::all_of(mutexes, is_held)) unguarded_.push_back(event);
  }
}

bool StateSteps::run_on(ThreadId thread) {
  if (const auto child = world_.spawned()) {
    program_.start(*child, world_.finished_operation());
    if (!reach_operation(*child)) return false;
  }
  threads_.deliver(thread, world_.result(thread));
  return reach_operation(thread);
}

bool StateSteps::reach_operation(ThreadId thread) {
  const Operation* const operation =
      run_.run_to_step(threads_, thread, [this](const Operation& each) {
        if (is_restored_ && each.kind != OperationKind::fail) {
          check_operation(each, world_.thread_count());
        }
      });
  if (operation == nullptr) return false;
  world_.announce(thread, *operation);
  return true;
}

// Only what the events name can have changed.
void StateSteps::save(State& next) {
  const std::size_t threads = world_.thread_count();
  make_parts(threads);
  next.resize(components_.parts());
  const auto events = world_.events();
  for (const Event& event : events) {
    for (const ObjectId object : {event.object, event.mutex}) {
      if (object != no_object && !is_created(object)) save_object(object, next);
    }
  }
  if (changes_other_threads(events.front().kind)) {
    for (std::size_t id = 0; id < threads; ++id) save_thread(thread_of(id), next);
  } else {
    save_thread(events.front().thread, next);
  }
  save_rest(next);
}

void StateSteps::save_object(ObjectId object, State& next) {
  words_.clear();
  world_.save_object(object, words_);
  next[object_part(object)] = components_.intern(object_part(object), words_);
}

void StateSteps::save_thread(ThreadId thread, State& next) {
  words_.clear();
  world_.save_thread(thread, words_);
  if (world_.pending(thread) != nullptr) threads_.save_state(thread, words_);
  const std::size_t part = thread_part(index(thread));
  next[part] = components_.intern(part, words_);
}

void StateSteps::save_rest(State& next) {
  std::uint32_t output = loaded_output_;
  if (keeps_output_) {
    for (const TextId text : world_.output()) output = line_after(output, text);
  }
  words_.assign(1, output);
  world_.save_rest(words_);
  if (creates_) {
    const std::size_t first = words_.size();
    world_.save_created(words_);
    words_.push_back(words_.size() - first);
  }
  next[rest_part] = components_.intern(rest_part, words_);
}

std::uint32_t StateSteps::line_after(std::uint32_t before, TextId text) {
  const std::uint64_t key = (std::uint64_t{before} << 32U) | index(text);
  const auto [found, is_new] =
      line_numbers_.try_emplace(key, static_cast<std::uint32_t>(lines_.size()));
  if (is_new) lines_.push_back({before, text});
  return found->second;
}

void StateSteps::load_output(std::uint32_t number) {
  output_.clear();
  if (!keeps_output_) return;
  for (; number != 0; number = lines_[number].before) output_.push_back(lines_[number].text);
  std::reverse(output_.begin(), output_.end());
  output_.insert(output_.end(), world_.output().begin(), world_.output().end());
}

std::uint32_t StateSteps::learn(std::uint32_t knowledge, std::span<const Event> events,
                                const Event*& race) {
  knowledge_.load(components_.words(knowledge_part, knowledge));
  if (is_restored_ && !knowledge_.may_apply(events)) throw BadWords();
  const auto races = knowledge_.apply(events);
  race = races.empty() ? nullptr : &events[races.front()];
  words_.clear();
  knowledge_.save(words_);
  return components_.intern(knowledge_part, words_);
}

void StateSteps::save(WordSink& sink) const {
  components_.save(sink);
  sink.put(lines_.size());
  for (const Line& line : lines_) {
    sink.put(std::uint64_t{line.before} << 32U | index(line.text));
  }
}

void StateSteps::restore(WordSource& source) {
  components_.restore(source, first_thread_part_ + thread_limit_);
  loaded_.assign(components_.parts(), not_loaded);
  const std::size_t count = source.take_count();
  source.take();  // no output
  const std::size_t texts = program_.texts().size();
  for (std::size_t number = 1; number < count; ++number) {
    const std::uint64_t line = source.take();
    const auto before = static_cast<std::uint32_t>(line >> 32U);
    const auto text = static_cast<TextId>(line & UINT32_MAX);
    if (before >= number || index(text) >= texts || line_after(before, text) != number) {
      throw BadWords();
    }
  }
  is_restored_ = true;
  const ValueLimits values{.texts = texts, .threads = components_.parts() - first_thread_part_};
  for (std::size_t part = 0; part < components_.parts(); ++part) check_part(part, values);
  forget_loaded();
}

// Each of its numbers alone: what is together in a state is looked at when that is loaded.
void StateSteps::check_part(std::size_t part, const ValueLimits& values) const {
  const auto is_right = [&](std::span<const std::uint64_t> words) {
    if (creates_) return false;  // created objects are not looked at
    if (part == rest_part) {
      return !words.empty() && words.front() < lines_.size() &&
             world_.may_load_rest(words.subspan(1), values.threads);
    }
    if (part == knowledge_part) return knowledge_.may_load(words, values.threads);
    if (part < first_thread_part_) {
      return world_.may_load_object(ObjectId{static_cast<std::uint32_t>(part - first_object_part)},
                                    words, values);
    }
    if (!state_words::may_be_thread(words)) return false;
    if (state_words::has_ended(words)) return words.size() == 1;
    const ThreadId thread = thread_of(part - first_thread_part_);
    if (!threads_.may_restore_state(thread, words.subspan(1), values)) return false;
    return world_.fits_its_objects(threads_.restore_state(thread, words.subspan(1)),
                                   values.threads);
  };
  for (std::uint32_t number = 0; number < components_.count(part); ++number) {
    // A thread that does not exist yet; and races, where they are not looked for.
    const auto words = components_.words(part, number);
    const bool is_none = number == 0 && words.empty() && part >= first_thread_part_;
    if (!is_none && !is_right(words)) throw BadWords();
  }
}

void StateSteps::check_operation(const Operation& operation, std::size_t threads) const {
  if (!world_.fits_its_objects(operation, threads)) throw BadWords();
}

const Operation* StateSteps::operation_of(std::size_t thread, std::uint32_t number, Phase& phase) {
  const std::size_t part = thread_part(thread);
  const auto words = components_.words(part, number);
  forget_loaded();
  if (words.empty() || state_words::has_ended(words)) return nullptr;
  phase = state_words::phase(words);
  return &threads_.restore_state(thread_of(thread), words.subspan(1));
}

}  // namespace heddle
