// What has happened with a request, in words.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "console/request_words.h"
#include "web/caller.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

struct EventWords {
  std::string_view kind;
  std::string_view what;
  std::string_view letter = {};  // what a letter about it is about; "": none tells of it
};

constexpr EventWords kEvents[] = {
    {"received", "The request arrived"},
    {"acknowledged", "The person was told that it has come", "that it has come"},
    {"identity-asked", "Proof of who is asking was asked for", "proof of who is asking"},
    {"identity-confirmed", "It was confirmed who is asking"},
    {"authority-asked", "Somebody else asks: proof was asked for", "proof that they may ask"},
    {"authority-shown", "It was shown that they may ask"},
    {"risk-noted", "Somebody saw a danger in whoever asks"},
    {"risk-decided", "It was decided on the danger"},
    {"capacity", "It was looked at whether the person can decide about this"},
    {"asked", "The person was asked what they mean", "our question"},
    {"answered", "The answer to our question came"},
    {"fee-asked", "A fee was asked for", "the fee"},
    {"fee-paid", "The fee was paid"},
    {"extended", "More time was taken", "more time"},
    {"date-proposed", "Another day of receipt was given"},
    {"date-confirmed", "The other day of receipt was confirmed"},
    {"date-declined", "The day of receipt stayed as it was"},
    {"progress", "The person was told how it is going", "how it is going"},
    {"searched", "It was looked in another place"},
    {"opinion-asked", "A health professional was asked", "the health professional’s opinion"},
    {"opinion", "A health professional’s opinion came"},
    {"ruled", "A decision about one category"},
    {"redacted", "Words were taken out"},
    {"restored", "Words that were taken out were put back"},
    {"drafting", "The draft is made in the background"},
    {"drafted", "A draft was made"},
    {"making", "The pack is made in the background"},
    {"making-failed", "It could not be made"},
    {"approved", "It was approved by somebody else"},
    {"delivered", "The pack was delivered"},
    {"delivered-again", "The pack was delivered again"},
    {"fetched", "The pack was fetched from the website"},
    {"fetched-again", "The pack was fetched again within the hour"},
    {"not-fetched", "Nobody fetched the pack in its time"},
    {"decided", "It was decided", "the decision"},
    {"carried-out", "It was carried out", "the review"},
    {"carried-out-in-part", "A part of it was carried out"},
    {"told", "Somebody who was given it was told", "what has changed, to whoever was given it"},
    {"telling", "Somebody who was given it does not take the message yet: it is tried again"},
    {"processor-asked", "A firm that works for us was asked to look for what it holds"},
    {"processor-asking",
     "A firm that works for us does not take the request yet: it is tried again"},
    {"processor-replied", "A firm that works for us replied"},
    {"telling-failed", "Somebody could not be told over the network: write them a letter"},
    {"replied", "They replied"},
    {"lifting-told", "The person was told that the restriction ends", "the end of the restriction"},
    {"lifted", "The restriction was lifted"},
    {"closed", "The request was closed"},
};

const EventWords* WordsOf(std::string_view kind) {
  const auto* const found = std::ranges::find(kEvents, kind, &EventWords::kind);
  return found == std::end(kEvents) ? nullptr : found;
}

// What is shown of an event, in this order.
constexpr std::pair<std::string_view, std::string_view> kFacts[] = {
    {"category", "Category"},
    {"ruling", "Decision"},
    {"record", "Of"},
    {"recipient", "Who"},
    {"outcome", "Outcome"},
    {"ground", "Ground"},
    {"known", "How the person knows it already"},
    {"about", "About"},
    {"received", "Day it arrived"},
    {"kind", "Kind"},
    {"type", "Under"},
    {"scope", "What they ask for"},
    {"until", "Until"},
    {"evidence", "What was shown"},
    {"registered", "Registered on"},
    {"orders", "Court orders"},
    {"understands", "The child understands"},
    {"view", "What the child says"},
    {"can", "They can decide"},
    {"doubt", "Why it was doubted"},
    {"asked", "What was asked for"},
    {"pence", "Sum"},
    {"why", "Why"},
    {"working", "How it comes to that sum"},
    {"reason", "Reason"},
    {"where", "Where"},
    {"who", "Who looked"},
    {"terms", "What for"},
    {"dates", "From when"},
    {"found", "Found"},
    {"of", "Who"},
    {"obtained", "Given on"},
    {"harm", "Serious harm is likely"},
    {"answer", "Answer"},
    {"said", "What the person said"},
    {"result", "Result"},
    {"field", "What was put right"},
    {"to", "Goes to"},
    {"code-by", "The code is told"},
    {"how", "How"},
    {"words", "Words"},
};

// What an event says is told in the words of the notice and the law.
struct Wording {
  const notice::Notice& notice;
  const GroundWords& grounds;
  bool erasure = false;
};

std::string ValueOf(const Wording& wording, std::string_view fact, const std::string& value) {
  const notice::Notice& notice = wording.notice;
  if (fact == "ground") {
    const auto found = wording.grounds.find(value);
    return found == wording.grounds.end() ? value : found->second;
  }
  if (fact == "category") return CategoryInWords(notice, value);
  if (fact == "pence") return fmt::format("£{:.2f}", std::atof(value.c_str()) / 100);
  if (fact == "ruling")
    return wording.erasure ? (value == "yes" ? "Erased" : "Kept")
                           : (value == "yes" ? "Released" : "Withheld");
  if (fact == "record") return "One record alone";
  if (fact == "recipient") {
    const auto found = std::ranges::find(notice.recipients, value, &notice::Recipient::id);
    return found == notice.recipients.end() ? value : Capital(found->name);
  }
  if (fact == "about") {
    const auto activity = notice.FindActivity(value);
    if (activity) return Capital(notice.activities[*activity].purpose);
    const auto ground = wording.grounds.find(value);
    return ground == wording.grounds.end() ? value : ground->second;
  }
  static constexpr std::string_view kDays[] = {"received", "until", "registered", "obtained"};
  if (std::ranges::find(kDays, fact) != std::end(kDays))
    if (const auto date = ParseDate(value)) return ToWords(*date);
  return CodeInWords(fact, value);
}

// Another's name is asked for once.
class Names {
 public:
  explicit Names(const Site& site) : site_(site) {}
  Result<std::string> Of(const std::string& id) {
    if (const auto known = names_.find(id); known != names_.end()) return known->second;
    const auto staff = StaffId::Parse(id);
    if (!staff) return std::string();
    return names_[id] = TRY(NameOf(site_, *staff));
  }

 private:
  const Site& site_;
  std::map<std::string, std::string> names_;
};

void AddFacts(View& row, const Wording& wording, const rights::FileEvent& event) {
  View* facts = nullptr;
  for (const auto& [fact, label] : kFacts) {
    const auto found = event.facts.find(std::string(fact));
    if (found == event.facts.end() || found->second.empty()) continue;
    if (event.kind == "redacted" || event.kind == "restored") continue;
    if (fact == "record" && event.kind != "ruled") continue;
    if (facts == nullptr) facts = &row.Add("FACTS");
    facts->Add("FACT").Set("LABEL", label).Set("VALUE", ValueOf(wording, fact, found->second));
  }
  if (event.kind == "ruled" && !event.facts.contains("record") && facts != nullptr)
    facts->Add("FACT").Set("LABEL", "Of").Set("VALUE", "The whole category");
}

// Of one choice among many records: the same but for which record.
bool SameRuling(const rights::FileEvent& one, const rights::FileEvent& other) {
  if (one.kind != "ruled" || other.kind != "ruled" || !one.facts.contains("record") ||
      !one.facts.contains("reason"))
    return false;
  return std::ranges::all_of(one.facts, [&](const auto& fact) {
    const auto found = other.facts.find(fact.first);
    return found != other.facts.end() && (fact.first == "record" || found->second == fact.second);
  });
}

}  // namespace

std::string LetterInWords(std::string_view event_kind) {
  const EventWords* const words = WordsOf(event_kind);
  return std::string(words == nullptr || words->letter.empty() ? event_kind : words->letter);
}

// Words that were taken out one after another are told of once.
Status AddEvents(View& page, const Site& site, const rights::State& state) {
  Names names(site);
  const GroundWords grounds = TRY(GroundsInWords(site, state));
  const auto& events = state.events;
  for (std::size_t i = events.size(); i-- > 0;) {
    const rights::FileEvent& event = events[i];
    std::size_t times = 1;
    while (event.kind == "redacted" && i > 0 && events[i - 1].kind == event.kind) {
      --i;
      ++times;
    }
    const EventWords* const words = WordsOf(event.kind);
    std::string what(words == nullptr ? event.kind : words->what);
    while (i > 0 && SameRuling(event, events[i - 1])) {
      --i;
      ++times;
    }
    if (times > 1) what += fmt::format(" ({} times)", times);
    View& row = page.Add("EVENT");
    row.Set("WHAT", what).Set("AT", MomentInWords(event.at));
    if (const auto by = event.facts.find("by"); by != event.facts.end()) {
      const std::string who = TRY(names.Of(by->second));
      if (!who.empty()) row.Add("BY").Set("WHO", who);
    }
    AddFacts(row,
             {.notice = site.app.notice(),
              .grounds = grounds,
              .erasure = state.right == law::Right::kErasure},
             event);
  }
  return {};
}

}  // namespace almoner::web::console
