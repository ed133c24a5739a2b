#include "rights/collation.h"

#include "rights/said.h"

namespace almoner::rights {
namespace {

Date Today(const Context& context) { return LondonDate(context.gate.context().clock.Now()); }

Status CheckHealth(const Context& context, std::string_view category) {
  if (IsHealth(context.gate.context().notice, category)) return {};
  return Fail(Code::kInvalid,
              "An opinion is of health data; the notice has no such category of health data.");
}

bool InDate(const Context& context, Date obtained) {
  return law::CheckOpinion(context.statute, obtained, Today(context)) == law::OpinionAge::kInDate;
}

}  // namespace

std::string RuledAs(const notice::Notice& notice, std::string_view category, bool mentions) {
  if (!mentions) return std::string(category);
  return std::string(IsHealth(notice, category) ? kHealthMentions : kMentions);
}

std::string RuledInWords(const notice::Notice& notice, std::string_view category) {
  if (category == kMentions) return "what others' records say of the person";
  if (category == kHealthMentions) return "what others' health records say of the person";
  const auto index = notice.FindCategory(category);
  return index ? notice.categories[*index].name : std::string();
}

bool IsHealth(const notice::Notice& notice, std::string_view category) {
  if (category == kHealthMentions) return true;
  const auto index = notice.FindCategory(category);
  return index && notice.categories[*index].special == "health";
}

Done RecordSearch(const Context& context, const StaffId& actor, const State& state,
                  const Search& search) {
  static constexpr std::string_view kKinds[] = {"computer", "paper", "device", "processor"};
  TRY(OneOf(search.kind, kKinds,
            "What is searched is a computer, paper, a device or a processor."));
  TRY(Say(search.where, "Say where it was looked, for example “the cabinet in the day centre”."));
  TRY(Say(search.who, "Say who looked, by role."));
  TRY(Say(search.terms, "Say what was looked for, for example the name and the date of birth."));
  if (search.found < 0) return Fail(Code::kInvalid, "What was found is counted from nothing on.");
  return Advance(context, actor, state, Step::kSearch, "request.searched", "searched",
                 {{"kind", search.kind},
                  {"where", search.where},
                  {"who", search.who},
                  {"terms", search.terms},
                  {"dates", search.dates},
                  {"found", std::to_string(search.found)}});
}

Done AskOpinion(const Context& context, const StaffId& actor, const State& state,
                std::string_view category, std::string_view of) {
  TRY(CheckHealth(context, category));
  TRY(Say(of, "Say who is asked, by role: whoever is or was last responsible for the care."));
  return Advance(context, actor, state, Step::kAskOpinion, "request.opinion-asked", "opinion-asked",
                 {{"category", std::string(category)}, {"of", std::string(of)}});
}

Done TakeOpinion(const Context& context, const StaffId& actor, const State& state,
                 const OpinionGiven& opinion) {
  TRY(CheckHealth(context, opinion.category));
  TRY(Say(opinion.by, "Say who gave it, by role."));
  if (!InDate(context, opinion.obtained))
    return Fail(Code::kInvalid,
                "An opinion counts for six months from the day it was given, and not before it "
                "(Schedule 3 of the Data Protection Act 2018); ask for a new one.");
  return Advance(context, actor, state, Step::kTakeOpinion, "request.opinion-taken", "opinion",
                 {{"category", opinion.category},
                  {"obtained", ToText(opinion.obtained)},
                  {"harm", opinion.harm ? "yes" : "no"},
                  {"of", opinion.by}});
}

namespace {

// Whether something of the category is ruled in a way that only such an opinion allows.
// What the person knows already needs none, unless one says that it does harm all the same.
bool RestsOn(const State& state, std::string_view category, bool harm, bool harmful) {
  const auto rests = [&](const auto& ruled) {
    const Ruling& ruling = ruled.second;
    if (ruling.category != category) return false;
    return harm ? !ruling.yes && ruling.ground == "EX_HEALTH_HARM"
                : ruling.yes && (ruling.known.empty() || harmful);
  };
  return std::ranges::any_of(state.rulings, rests) ||
         std::ranges::any_of(state.item_rulings, rests);
}

}  // namespace

Status OpinionsLast(const Context& context, const State& state) {
  for (const auto& [category, opinion] : state.opinions)
    for (const bool harm : {false, true}) {
      const bool in_date = opinion.obtained && InDate(context, *opinion.obtained);
      const bool holds = in_date && opinion.harm == harm;
      if (RestsOn(state, category, harm, in_date && opinion.harm) && !holds && !state.after_death)
        return Fail(Code::kConflict,
                    "The health professional's opinion is older than six months, or is another by "
                    "now; look at it again before anything goes out.",
                    Detail::Id("category", category));
    }
  return {};
}

}  // namespace almoner::rights
