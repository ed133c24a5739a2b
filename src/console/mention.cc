#include "console/mention.h"

#include <algorithm>

#include "staff/reach.h"
#include "standing/standing.h"
#include "vault/vault.h"
#include "web/record_words.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kMentionsField = "mentions";
constexpr std::size_t kMostOffered = 50;
constexpr std::size_t kLongestMention = 200;

Option OptionFor(const notice::Notice& notice, const SubjectId& subject,
                 const std::vector<vault::Record>& records) {
  Records theirs;
  for (const vault::Record& record : records)
    if (std::ranges::any_of(record.people, [&](const vault::Person& person) {
          return person.subject == subject && person.part == vault::Part::kAbout;
        }))
      theirs.push_back(&record);
  return {.value = subject.text(),
          .text = DisplayName(notice, theirs),
          .note = KnownBy(notice, theirs)};
}

// The categories of the purpose that say who somebody is.
std::vector<std::string> CategoriesThatName(const notice::Notice& notice,
                                            std::string_view purpose) {
  std::vector<std::string> ids;
  const auto activity = notice.FindActivity(purpose);
  for (std::size_t i = 0; activity && i < notice.categories.size(); ++i)
    if (notice.activities[*activity].reads[i] &&
        std::ranges::any_of(notice.categories[i].fields,
                            [](const auto& field) { return notice::SaysWho(field.kind); }))
      ids.push_back(notice.categories[i].id);
  return ids;
}

// Whose data is only kept for now (Article 18) is not named.
Result<std::vector<SubjectId>> OwnPeople(Site& site, const Caller& caller) {
  return site.app.store().Read([&](store::ReadTx& tx) -> Result<std::vector<SubjectId>> {
    const Time now = site.app.clock().Now();
    std::vector<SubjectId> people =
        TRY(staff::CaseloadNow(tx, site.app.keys(), caller.staff, now, kMostOffered)).people;
    std::vector<SubjectId> shown;
    for (const SubjectId& subject : people)
      if (!TRY(standing::Load(tx, site.app.keys(), site.app.notice(), subject, now)).restricted)
        shown.push_back(subject);
    return shown;
  });
}

struct Offering {
  Site& site;
  const Caller& caller;
  const Viewing& viewing;
  MentionOffer offer = {};

  void Add(const std::vector<SubjectId>& subjects, const std::vector<vault::Record>& records) {
    for (const SubjectId& subject : subjects) {
      Option option = OptionFor(site.app.notice(), subject, records);
      const bool there =
          subject == viewing.subject ||
          std::ranges::find(offer.people, option.value, &Option::value) != offer.people.end();
      if (!there) offer.people.push_back(std::move(option));
    }
  }
};

// Those who are known by their ids already: opened to be named, each as a reading of their own, so
// that who may not be opened, or is not there any more, is not named, and keeps nobody else from
// being so.
Status AddKnown(Offering& to, const std::vector<SubjectId>& subjects) {
  const auto categories = CategoriesThatName(to.site.app.notice(), to.viewing.purpose);
  if (categories.empty()) return {};
  for (const SubjectId& subject : subjects) {
    if (subject == to.viewing.subject) continue;
    auto opened = to.site.app.gate().Open({.actor = to.caller.staff,
                                           .purpose = to.viewing.purpose,
                                           .subjects = {subject},
                                           .categories = categories});
    if (!opened && opened.error().code == Code::kNotFound) continue;
    if (!opened) return std::unexpected(opened.error());
    if (!*opened) continue;
    to.Add({subject}, TRY(vault::Reveal(std::move((*opened)->permit), to.site.app.keys(),
                                        to.site.app.clock())));
  }
  return {};
}

gate::Outcome<gate::Changed> AddFound(Offering& to, const std::string& query) {
  gate::Changed none{EntryId::New(to.site.app.random()), {}};
  if (query.empty() || query.size() > kLongestMention) {
    to.offer.wrong = query.empty() ? "Enter a name or a number to search for"
                                   : "Enter no more than a name or one number";
    return none;
  }
  auto found = TRY(to.site.app.gate().Find(
      {.actor = to.caller.staff, .purpose = to.viewing.purpose}, {.text = Personal(query)}));
  if (!found) return gate::Refuse<gate::Changed>(std::move(found).error());
  if (found->subjects.empty()) to.offer.wrong = "Nobody whom you may see answers to that";
  const auto records =
      TRY(vault::Reveal(std::move(found->opened.permit), to.site.app.keys(), to.site.app.clock()));
  to.Add(found->subjects, records);
  return none;
}

}  // namespace

std::vector<SubjectId> MentionedIn(const Answers& answers) {
  std::vector<SubjectId> ticked;
  for (const std::string& id : answers.Several(kMentionsField))
    if (const auto subject = SubjectId::Parse(id)) ticked.push_back(*subject);
  return ticked;
}

bool LooksForPeople(const Answers& answers) { return answers.Has("find"); }

gate::Outcome<MentionOffer> OfferMentions(Site& site, const Caller& caller,
                                          const Viewing& viewing) {
  const Answers& answers = viewing.draft.sharing;
  Offering offering{site, caller, viewing};
  TRY(AddKnown(offering, MentionedIn(answers)));
  const std::string looks = answers.Text("find");
  if (looks == "caseload") {
    TRY(AddKnown(offering, TRY(OwnPeople(site, caller))));
    if (offering.offer.people.empty())
      offering.offer.wrong = "There is nobody else in your caseload: search for them";
  } else if (looks == "search") {
    auto found = TRY(AddFound(offering, std::string(http::Trim(answers.Text("mention-q")))));
    if (!found) return gate::Refuse<MentionOffer>(std::move(found).error());
  }
  return std::move(offering.offer);
}

}  // namespace almoner::web::console
