#pragma once
// The places of C++ code under test: their numbers, their texts, and what their source says. Shared
// by all threads of an exploration.

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/model/ids.hpp"

namespace heddle::code {

// The lines of source files, as far as they can be read.
class SourceLines {
 public:
  // The line without white space around it; empty: it cannot be read.
  std::string_view line(const std::string& file, unsigned number);

 private:
  std::unordered_map<std::string, std::vector<std::string>> files_;
};

class Sites {
 public:
  // The number of the place, the same at every call. May be called from several OS threads.
  SiteId site(std::string_view file, unsigned line);
  // Of code whose source nobody knows.
  SiteId site_of_address(const void* address);
  // "explore_test.cpp:12".
  std::string name(SiteId site) const;
  // What is written there.
  std::string source(SiteId site) const;
  // The name of the variable that is declared there, of a type with such a name: "balance". Empty:
  // the source does not tell.
  std::string variable(SiteId site, std::string_view type) const;

 private:
  struct Key {
    std::string_view file;
    unsigned line = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct HashOfKey {
    std::size_t operator()(const Key& key) const;
  };

  mutable std::mutex mutex_;
  std::deque<std::string> files_;  // keys point into it
  std::vector<Key> places_;        // by SiteId
  std::unordered_map<Key, SiteId, HashOfKey> sites_;
  mutable SourceLines lines_;
};

// The name that a declaration gives to a variable of the type, or of a template of that name;
// empty: there is none, or several.
std::string declared_name(std::string_view source, std::string_view type);

}  // namespace heddle::code
