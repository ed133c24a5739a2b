// What may be taken out of one record, and what of it is. For this folder only.
#pragma once

#include <string>
#include <vector>

#include "rights/redaction.h"
#include "vault/record.h"
#include "web/question.h"

namespace almoner::web::console {

// Words of one record that are taken out, or that somebody might want to take out.
struct Place {
  std::string field;
  std::size_t from = 0, to = 0;  // bytes of its value
  std::string kind;              // "telephone number"; "": nobody suggested it
  std::string words;
  std::string ground;    // once they are taken out
  std::string was = {};  // on which ground words were taken out here, of an earlier version
  [[nodiscard]] bool cut() const { return !ground.empty(); }
  [[nodiscard]] std::string name() const;  // of its field in the form
};

// One record as the page has it.
struct Sheet {
  const vault::Record* record = nullptr;
  std::size_t number = 1;  // among all, from one
  std::size_t count = 1;
  std::vector<Place> places;  // by field, then where they begin
  bool changed = false;       // since words were taken out of it: those do not count any more
  std::size_t lost = 0;       // of those, such as no words stand at any more
  // Come to from the record before: the keyboard is where the first choice is, so that somebody who
  // reviews many needs one key for a record in which nothing is to be chosen.
  bool onwards = false;
};

// Its value; nothing where the record has no such field. kSource too.
[[nodiscard]] const std::string* ValueIn(const vault::Record& record, std::string_view field);
// Every field that somebody wrote, in order; kSource last.
[[nodiscard]] std::vector<std::string> FieldsOf(const notice::Notice& notice,
                                                const vault::Record& record);
[[nodiscard]] std::vector<Place> PlacesIn(const rights::State& state, const vault::Record& record,
                                          const std::vector<rights::Suggestion>& suggestions);

// All that may go out, as it happened, and what the assistant suggests in it: both looks are
// recorded.
struct Material {
  std::vector<vault::Record> records;
  std::vector<rights::Suggestion> suggestions;
};
gate::Outcome<Material> Gather(Site& site, const Caller& caller, const rights::State& state);

// How much was taken out of an earlier version, and cannot be found in this one.
[[nodiscard]] std::size_t Lost(const rights::State& state, const vault::Record& record,
                               const std::vector<Place>& places);

// What was chosen of a record.
struct Selection {
  std::vector<Place> taken;  // all that is out of it from now on
  bool same = false;         // as it is already
  std::vector<FieldProblem> problems;
};
[[nodiscard]] Selection SelectionIn(const notice::Notice& notice, const Sheet& sheet,
                                    const Answers& answers);

// The fields of the record, marked; and as they will leave.
void AddSheet(View& page, const notice::Notice& notice, const Sheet& sheet, const Answers& answers);

}  // namespace almoner::web::console
