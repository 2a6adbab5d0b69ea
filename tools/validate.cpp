// heddle validate: the files alone, without running them.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/report/words.hpp"
#include "sim/scenario/input_file.hpp"
#include "tools/command.hpp"
#include "tools/load_warnings.hpp"
#include "tools/options.hpp"
#include "tools/result_output.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {
namespace {

using nlohmann::ordered_json;

ordered_json errors_json(const scenario::InputError& error) {
  ordered_json list = ordered_json::array();
  for (const scenario::Diagnostic& each : error.diagnostics()) {
    ordered_json entry{{"line", each.line},
                       {"column", each.column},
                       {"pointer", each.pointer},
                       {"message", each.message}};
    if (!each.suggestion.empty()) entry["suggestion"] = each.suggestion;
    list.push_back(std::move(entry));
  }
  return list;
}

std::string warning_line(const std::string& file, const scenario::LoadWarning& warning) {
  return fmt::format("{}:{}:{}: {}: warning: {}\n", file, warning.line, warning.column,
                     printable(warning.pointer), printable(load_warning_text(warning)));
}

ordered_json warnings_json(const scenario::Scenario& scenario) {
  ordered_json list = ordered_json::array();
  for (const scenario::LoadWarning& each : scenario.warnings) {
    ordered_json entry{{"kind", each.kind},
                       {"line", each.line},
                       {"column", each.column},
                       {"pointer", each.pointer},
                       {"message", each.message}};
    if (!each.suggestion.empty()) entry["suggestion"] = each.suggestion;
    list.push_back(std::move(entry));
  }
  return list;
}

class ValidateCommand final : public Command {
 public:
  std::string name() const override { return "validate"; }
  std::string about() const override {
    return "The files alone: errors and warnings with line and column";
  }
  std::string examples() const override {
    return "Examples:\n"
           "  heddle validate my-scenario.json\n"
           "  heddle validate scenarios/book/*.json\n"
           "Exit code: 0 all are scenarios, perhaps with warnings, 2 an error in any of them.";
  }

  void add_options(CLI::App& parser) override {
    add_paths(parser, options_, "FILE", "the scenarios");
    add_output(parser, options_);
  }

  ExitCode run(Console& console) override {
    ResultOutput output(options_, console);
    ordered_json documents = ordered_json::array();
    bool all_valid = true;
    for (const std::string& file : options_.paths) {
      ordered_json document{{"file", file}, {"valid", true}, {"errors", ordered_json::array()}};
      try {
        const Subject subject(file, console.interrupted);
        const scenario::Scenario& scenario = subject.scenario;
        document["scenario"] = scenario.name;
        document["warnings"] = warnings_json(scenario);
        if (options_.format == Format::text) {
          output.stream() << printable(file) << ": ok ("
                          << counted(scenario.bodies.size(), "thread") << ", "
                          << counted(scenario.declarations.size(), "shared object") << ")\n";
          for (const scenario::LoadWarning& warning : scenario.warnings) {
            output.stream() << warning_line(file, warning);
          }
        }
      } catch (const scenario::InputInterrupted&) {
        throw;
      } catch (const scenario::InputError& error) {
        all_valid = false;
        document["valid"] = false;
        document["errors"] = errors_json(error);
        if (options_.format == Format::text) output.stream() << error.what() << '\n';
      }
      documents.push_back(std::move(document));
    }
    if (options_.format == Format::json) output.write({{"files", std::move(documents)}});
    output.finish();
    return all_valid ? ExitCode::success : ExitCode::bad_input;
  }

 private:
  Options options_;
};

}  // namespace

std::unique_ptr<Command> make_validate_command() { return std::make_unique<ValidateCommand>(); }

}  // namespace heddle::tools
