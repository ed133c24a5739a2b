// One record of the redaction screen: its words, what stands out in them, and what was chosen.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "console/redaction_page.h"
#include "redact/people.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using redact::Finding;

std::string KindInWords(redact::Kind kind) {
  static const std::map<std::string_view, std::string_view> acronyms = {
      {"nhs", "NHS"}, {"iban", "IBAN"}, {"vat", "VAT"}, {"chi", "CHI"},
      {"bic", "BIC"}, {"ip", "IP"},     {"mac", "MAC"}, {"pin", "PIN"}};
  std::string words;
  std::string_view name = redact::Name(kind);
  while (!name.empty()) {
    const std::string_view word = http::TakeUntil(name, '-');
    const auto acronym = acronyms.find(word);
    words.append(words.empty() ? "" : " ")
        .append(acronym == acronyms.end() ? word : acronym->second);
  }
  return Capital(words);
}

bool SamePlace(const Place& a, const Place& b) {
  return a.field == b.field && a.from == b.from && a.to == b.to;
}

void Add(std::vector<Place>& places, Place place) {
  const auto there =
      std::ranges::find_if(places, [&](const Place& each) { return SamePlace(each, place); });
  if (there == places.end())
    places.push_back(std::move(place));
  else if (!place.kind.empty())
    there->kind = std::move(place.kind);
}

std::vector<Finding> CutsIn(const std::vector<Place>& places, std::string_view field) {
  std::vector<Finding> cuts;
  for (const Place& place : places)
    if (place.field == field && place.cut()) cuts.push_back({.from = place.from, .to = place.to});
  return redact::United(std::move(cuts));
}

// Wherever the words stand in the record.
std::vector<Place> Find(const notice::Notice& notice, const vault::Record& record,
                        const std::string& words, const std::string& ground) {
  std::vector<Place> found;
  for (const std::string& field : FieldsOf(notice, record)) {
    const std::string& value = *ValueIn(record, field);
    for (std::size_t at = value.find(words); at != std::string::npos;
         at = value.find(words, at + words.size()))
      found.push_back({.field = field,
                       .from = at,
                       .to = at + words.size(),
                       .kind = {},
                       .words = words,
                       .ground = ground});
  }
  return found;
}

void AddMarked(View& field, const std::string& value, const std::vector<Place>& places,
               std::string_view name) {
  std::vector<Finding> marks;
  for (const Place& place : places)
    if (place.field == name) marks.push_back({.from = place.from, .to = place.to});
  std::size_t at = 0;
  for (const Finding& mark : redact::United(std::move(marks))) {
    if (mark.from > at)
      field.Add("PIECE").Add("PLAIN").Set("TEXT", value.substr(at, mark.from - at));
    field.Add("PIECE").Add("MARKED").Set("TEXT", value.substr(mark.from, mark.to - mark.from));
    at = mark.to;
  }
  if (at < value.size()) field.Add("PIECE").Add("PLAIN").Set("TEXT", value.substr(at));
}

std::string LabelIn(const notice::Notice& notice, const vault::Record& record,
                    std::string_view field) {
  if (field == rights::kSource) return "Where it came from";
  const notice::Category& category = notice.categories[*notice.FindCategory(record.label.category)];
  return field == "text" ? "The words of the note" : LabelOf(category, field);
}

bool OfEarlier(const rights::Redaction& cut, const vault::Record& record) {
  return cut.record == record.label.id && cut.digest != ToHex(record.digest);
}

// Whether whole words stand there: what was taken out of an earlier version is not held any more,
// so that its place is all there is to find it by.
bool AtWords(const std::string& value, std::size_t from, std::size_t to) {
  if (from >= to || to > value.size()) return false;
  const auto in_word = [&](std::size_t at) {
    const auto c = static_cast<unsigned char>(value[at]);
    return c >= 0x80 || std::isalnum(c) != 0;
  };
  const bool cut_before = from > 0 && in_word(from - 1) && in_word(from);
  const bool cut_after = to < value.size() && in_word(to - 1) && in_word(to);
  return !cut_before && !cut_after && in_word(from);
}

View& AddPlace(View& page, const Place& place, std::size_t number, const Answers& answers) {
  const std::string said = answers.Text(place.name());
  // A number that still stands where one was taken out is the same as far as anybody can see.
  const bool still = !place.was.empty() && !place.kind.empty();
  const bool take = said.empty() ? place.cut() || still : said == "take";
  View& row = page.Add("PLACE");
  row.Set("NUMBER", std::to_string(number))
      .Set("WORDS", place.words)
      .Set("KIND", place.kind.empty() ? "Chosen by us" : place.kind)
      .Set("FIELD_NAME", place.name())
      .ShowIf(place.cut(), "IS_OUT")
      .ShowIf(!place.was.empty(), "WAS_OUT")
      .ShowIf(take, "TAKEN")
      .ShowIf(!take && (said == "leave"), "LEFT");
  return row;
}

}  // namespace

std::string Place::name() const { return fmt::format("cut.{}.{}.{}", field, from, to); }

const std::string* ValueIn(const vault::Record& record, std::string_view field) {
  return field == rights::kSource ? &record.content.source : record.content.Find(field);
}

std::vector<std::string> FieldsOf(const notice::Notice& /*notice*/, const vault::Record& record) {
  std::vector<std::string> fields;
  for (const vault::FieldValue& field : record.content.fields)
    if (!field.value.Expose().empty()) fields.push_back(field.field);
  if (!record.content.source.empty()) fields.emplace_back(rights::kSource);
  return fields;
}

std::size_t Lost(const rights::State& state, const vault::Record& record,
                 const std::vector<Place>& places) {
  return static_cast<std::size_t>(
      std::ranges::count_if(state.redactions, [&](const rights::Redaction& cut) {
        return OfEarlier(cut, record) && std::ranges::none_of(places, [&](const Place& place) {
                 return place.field == cut.field && place.from == cut.from && place.to == cut.to;
               });
      }));
}

std::vector<Place> PlacesIn(const rights::State& state, const vault::Record& record,
                            const std::vector<rights::Suggestion>& suggestions) {
  std::vector<Place> places;
  for (const rights::Redaction& cut : state.redactions) {
    const std::string* const value = ValueIn(record, cut.field);
    const bool there = cut.record == record.label.id && cut.digest == ToHex(record.digest) &&
                       value != nullptr && cut.from < cut.to && cut.to <= value->size();
    if (there)
      Add(places, {.field = cut.field,
                   .from = cut.from,
                   .to = cut.to,
                   .kind = {},
                   .words = value->substr(cut.from, cut.to - cut.from),
                   .ground = cut.ground});
    else if (OfEarlier(cut, record) && value != nullptr && AtWords(*value, cut.from, cut.to))
      Add(places, {.field = cut.field,
                   .from = cut.from,
                   .to = cut.to,
                   .kind = {},
                   .words = value->substr(cut.from, cut.to - cut.from),
                   .ground = {},
                   .was = cut.ground});
  }
  for (const rights::Suggestion& one : suggestions)
    if (one.record == record.label.id)
      Add(places, {.field = one.field,
                   .from = one.place.from,
                   .to = one.place.to,
                   .kind = KindInWords(one.place.kind),
                   .words = one.words.Expose(),
                   .ground = {}});
  std::ranges::sort(
      places, {}, [](const Place& place) { return std::tuple(place.field, place.from, place.to); });
  return places;
}

namespace {

// What was typed, found in the record.
std::vector<Place> Typed(const notice::Notice& notice, const Sheet& sheet, const Answers& answers,
                         std::vector<FieldProblem>& problems) {
  std::vector<Place> all;
  const std::string typed = answers.Text("typed");
  for (std::string_view lines = typed; !lines.empty();) {
    const std::string words(http::Trim(http::TakeUntil(lines, '\n')));
    if (words.empty()) continue;
    const auto found = Find(notice, *sheet.record, words, "");
    if (found.empty() && problems.empty())
      problems.push_back(
          {.field = "typed",
           .text = "Some of these words are not in this record: type them exactly as they stand"});
    for (const Place& place : found) {
      const auto known = std::ranges::find_if(
          sheet.places, [&](const Place& each) { return SamePlace(each, place); });
      all.push_back(known == sheet.places.end() ? place : *known);
    }
  }
  return all;
}

// A version that nobody has gone through yet is gone through place by place, or somebody says that
// nothing in it needs to come out.
void CheckChanged(const Sheet& sheet, const Answers& answers, Selection& chosen) {
  if (!sheet.changed) return;
  const bool nothing = answers.Text("nothing") == "yes";
  const auto problem = [&](std::string text) {
    chosen.problems.push_back({.field = "nothing", .text = std::move(text)});
  };
  if (nothing && !chosen.taken.empty())
    return problem("You chose words to take out, and that nothing needs to come out");
  const bool open = std::ranges::any_of(
      sheet.places, [&](const Place& place) { return !place.cut() && !answers.Has(place.name()); });
  if (!nothing && (open || (sheet.places.empty() && chosen.taken.empty())))
    problem("Choose for every place, or say that nothing needs to come out of this version");
}

bool Same(const Sheet& sheet, const std::vector<Place>& taken) {
  const auto is_out = [](const Place& place) { return place.cut(); };
  return !sheet.changed &&
         std::cmp_equal(std::ranges::count_if(sheet.places, is_out), taken.size()) &&
         std::ranges::all_of(taken, [&](const Place& place) {
           return std::ranges::any_of(sheet.places, [&](const Place& each) {
             return SamePlace(each, place) && each.ground == place.ground;
           });
         });
}

}  // namespace

Selection SelectionIn(const notice::Notice& notice, const Sheet& sheet, const Answers& answers) {
  Selection chosen;
  const std::string ground = answers.Text("ground");
  bool new_ones = false;
  const auto take = [&](Place place) {
    if (!place.cut()) {
      new_ones = new_ones || place.was.empty();
      place.ground = place.was.empty() ? ground : place.was;
    }
    Add(chosen.taken, std::move(place));
  };
  for (const Place& place : sheet.places) {
    const std::string said = answers.Text(place.name());
    if (said == "take" || (said.empty() && place.cut())) take(place);
  }
  for (Place& place : Typed(notice, sheet, answers, chosen.problems)) take(std::move(place));
  CheckChanged(sheet, answers, chosen);
  if (new_ones && ground.empty())
    chosen.problems.push_back({.field = "ground", .text = "Choose why the words are taken out"});
  chosen.same = Same(sheet, chosen.taken);
  return chosen;
}

void AddSheet(View& page, const notice::Notice& notice, const Sheet& sheet,
              const Answers& answers) {
  const vault::Record& record = *sheet.record;
  for (const std::string& name : FieldsOf(notice, record)) {
    const std::string& value = *ValueIn(record, name);
    const std::string label = LabelIn(notice, record, name);
    View& field = page.Add("FIELD");
    field.Set("LABEL", label);
    AddMarked(field, value, sheet.places, name);
    const auto cuts = CutsIn(sheet.places, name);
    const bool behind =
        record.content.document && record.content.document->field == name && !cuts.empty();
    page.Add("AFTER")
        .Set("LABEL", label)
        .Set("TEXT", behind ? "The document stays behind." : redact::Removed(value, cuts));
  }
  std::size_t number = 0;
  for (const Place& place : sheet.places) {
    View& row = AddPlace(page, place, ++number, answers);
    row.ShowIf(sheet.onwards && number == 1, "HERE");
  }
}

}  // namespace almoner::web::console
