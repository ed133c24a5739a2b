#include "console/record_page.h"

#include <algorithm>
#include <map>

#include "console/document_page.h"
#include "console/purposes.h"
#include "console/reaching_page.h"
#include "console/share_page.h"
#include "console/standing_part.h"
#include "vault/vault.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using Authors = std::map<StaffId, std::string>;

// Accounts that are gone have no name any more.
Result<Authors> AuthorsOf(Site& site, const std::vector<vault::Record>& records) {
  return site.app.store().Read([&](store::ReadTx& tx) -> Result<Authors> {
    Authors authors;
    for (const vault::Record& record : records) {
      const auto& author = record.content.author;
      if (!author || authors.contains(*author)) continue;
      const auto profile = staff::OpenProfile(tx, site.app.keys(), *author);
      if (!profile && profile.error().code != Code::kNotFound)
        return std::unexpected(profile.error());
      if (profile) authors[*author] = profile->name.Expose();
    }
    return authors;
  });
}

// What of it is shared with the person, and where that is changed; not where the glass is broken.
struct SharingOf {
  const Viewing& viewing;
  std::vector<rights::SharedItem> items;
};

void AddSharing(View& row, const notice::Category& category, const vault::Record& record,
                const SharingOf& sharing) {
  const auto item =
      std::ranges::find(sharing.items, record.label.id,
                        [](const rights::SharedItem& each) { return each.mark.record; });
  const bool shared = item != sharing.items.end();
  row.ShowIf(shared, "IS_SHARED");
  if (sharing.viewing.ground || (category.portal && !shared)) return;
  row.Add("SHARE")
      .Set("ADDRESS",
           SharePageOf(sharing.viewing.subject, record.label.id, sharing.viewing.purpose))
      .Set("TEXT", shared ? "Why, and ending it" : "Share with the person");
}

void AddRecord(View& section, const notice::Category& category, const vault::Record& record,
               const Authors& authors, const SharingOf& sharing) {
  View& row = section.Add("RECORD");
  View* fields = nullptr;
  for (const vault::FieldValue& field : record.content.fields) {
    const std::string value = ValueOf(category, field);
    if (value.empty()) continue;
    if (field.field == "text") {
      row.Add("WORDS").Set("TEXT", value);
      continue;
    }
    if (fields == nullptr) fields = &row.Add("FIELDS");
    fields->Add("FIELD").Set("LABEL", LabelOf(category, field.field)).Set("VALUE", value);
  }
  row.Set("DATE", ToWords(LondonDate(record.content.event_at)))
      .Set("SOURCE", SourceInWords(record.content.source))
      .ShowIf(record.content.nature == vault::Nature::kOpinion, "OPINION");
  AddSharing(row, category, record, sharing);
  if (record.content.document && !sharing.viewing.ground)
    row.Add("DOCUMENT")
        .Set("ADDRESS",
             DocumentAddress(sharing.viewing.subject, record.label.id, sharing.viewing.purpose))
        .Set("TEXT", "Keep the document (" + DocumentInWords(*record.content.document) + ")");
  if (!record.content.author) return;
  if (const auto author = authors.find(*record.content.author); author != authors.end())
    row.Add("AUTHOR").Set("WHO", author->second);
}

// By category in the notice's order, what happened last first.
void AddRecords(View& page, const notice::Notice& notice, std::vector<vault::Record> records,
                const Authors& authors, const SharingOf& sharing) {
  std::ranges::stable_sort(records, std::greater<>(),
                           [](const vault::Record& record) { return record.content.event_at; });
  for (const notice::Category& category : notice.categories) {
    View* section = nullptr;
    for (const vault::Record& record : records) {
      if (record.label.category != category.id) continue;
      if (section == nullptr) {
        section = &page.Add("CATEGORY");
        section->Set("CATEGORY_ID", category.id).Set("TITLE", Capital(category.name));
        if (category.sensitivity != notice::Sensitivity::kOrdinary)
          section->Add("SENSITIVE")
              .Set("KIND", category.special.empty() ? "Offences" : Capital(category.special));
      }
      AddRecord(*section, category, record, authors, sharing);
    }
  }
  page.ShowIf(records.empty(), "EMPTY");
}

// The kinds of note that this purpose may write; none where the glass was broken for a purpose that
// the law imposes, since those only read.
std::vector<Choice> NoteKinds(const notice::Notice& notice, const Viewing& viewing) {
  std::vector<Choice> kinds;
  const auto activity = notice.FindActivity(viewing.purpose);
  if (!activity || (viewing.ground && *viewing.ground != gate::BreakGlass::kCover)) return kinds;
  for (std::size_t i = 0; i < notice.categories.size(); ++i)
    if (notice.categories[i].free_text && notice.activities[*activity].writes[i])
      kinds.push_back(
          {.value = notice.categories[i].id, .text = Capital(notice.categories[i].name)});
  return kinds;
}

// Who else the words are about is chosen here, and not guessed from them.
void AddMentions(View& note, const Draft& draft) {
  const bool looked = draft.sharing.Has("find") || !draft.mentions.people.empty();
  note.ShowIf(looked, "MENTIONS_OPEN").Set("MENTION_QUERY", draft.sharing.Text("mention-q"));
  if (!draft.mentions.wrong.empty()) note.Add("MENTION_WRONG").Set("TEXT", draft.mentions.wrong);
  if (draft.mentions.people.empty()) return;
  note.Put("MENTIONED", FieldView({.kind = Kind::kSeveral,
                                   .name = "mentions",
                                   .label = "Who is mentioned?",
                                   .hint = "Tick each of them. Their names were shown to you, "
                                           "which is recorded.",
                                   .options = draft.mentions.people},
                                  draft.sharing, {}));
}

void AddNoteForm(View& page, const Site& site, const Caller& caller, const Viewing& viewing) {
  const notice::Notice& notice = site.app.notice();
  const auto kinds = NoteKinds(notice, viewing);
  if (kinds.empty()) return;
  const Draft& draft = viewing.draft;
  View& note = page.Add("NOTE");
  note.Set("CSRF", caller.csrf)
      .Set("PURPOSE_ID", viewing.purpose)
      .Set("GROUND_ID", viewing.ground ? gate::Name(*viewing.ground) : "")
      .Set("ONCE", site.once.NewWord())
      .Set("WRITTEN", draft.text)
      .ShowIf(!draft.opinion, "IS_FACT")
      .ShowIf(draft.opinion, "IS_OPINION")
      .Put("CATEGORIES", Options(kinds, draft.category))
      .Put("SOURCES", Options(Sources(), draft.source));
  if (!draft.wrong.empty()) note.Add("WRONG").Set("TEXT", draft.wrong);
  AddMentions(note, draft);
  const bool health = std::ranges::any_of(kinds, [&](const Choice& kind) {
    return rights::QuestionsFor(notice, kind.value, {}).health;
  });
  const bool harm = std::ranges::any_of(
      kinds, [&](const Choice& kind) { return rights::QuestionsFor(notice, kind.value, {}).harm; });
  note.ShowIf(IsToBeShared(draft.sharing), "SHARING_OPEN");
  for (const Question& question : SharingBesideNote(health, harm))
    note.Put("SHARING", FieldView(question, draft.sharing, draft.sharing_wrong));
}

// What opened it: breaking the glass for safeguarding or an emergency is a purpose of its own.
std::string_view PurposeSeen(const Viewing& viewing) {
  if (!viewing.ground) return viewing.purpose;
  switch (*viewing.ground) {
    case gate::BreakGlass::kEmergency:
      return "law.emergency";
    case gate::BreakGlass::kSafeguarding:
      return "law.safeguarding";
    case gate::BreakGlass::kLegalDemand:
      return "law.legal-demand";
    case gate::BreakGlass::kCover:
      return viewing.purpose;
  }
  std::unreachable();
}

}  // namespace

Result<http::Response> ShowRecord(Site& site, const Caller& caller, const Viewing& viewing) {
  const notice::Notice& notice = site.app.notice();
  auto opened = TRY(site.counters.Count(site.app.gate().Open({.actor = caller.staff,
                                                              .purpose = viewing.purpose,
                                                              .subjects = {viewing.subject},
                                                              .break_glass = viewing.ground})));
  if (!opened)
    return ShowRefusal(
        site, caller,
        {.refused = opened.error(), .purpose = viewing.purpose, .subject = viewing.subject});
  View page("person.html");
  page.Set("ENTRY", opened->permit.entry()->text())
      .Set("ID", viewing.subject.text())
      .Set("BACK", viewing.purpose)
      .Set("WHY", opened->words.why)
      .ShowIf(viewing.added == "note", "ADDED")
      .ShowIf(viewing.added == "document", "ADDED_DOCUMENT");
  AddClauses(page, notice, opened->words.clauses);
  if (notice.HasDuty(caller.roles, "rights")) page.Add("LOG").Set("PERSON", viewing.subject.text());
  TRY(AddReaching(page, site, viewing.subject, PurposeSeen(viewing)));
  TRY(AddStands(page, site, caller, viewing.subject, viewing.purpose));
  if (viewing.ground)
    page.Add("GLASS_BROKEN").Set("GROUND", GroundInWords(*viewing.ground));
  else
    page.Add("CHOICE").Put("PURPOSE",
                           PurposeSelect(PurposesOf(notice, caller.roles), viewing.purpose));
  auto records = TRY(vault::Reveal(std::move(opened->permit), site.app.keys(), site.app.clock()));
  Records all;
  for (const vault::Record& record : records) all.push_back(&record);
  page.Set("NAME", DisplayName(notice, all));
  if (const std::string known = KnownBy(notice, all); !known.empty())
    page.Add("KNOWN_BY").Set("TEXT", Capital(known));
  const Authors authors = TRY(AuthorsOf(site, records));
  SharingOf sharing{.viewing = viewing, .items = {}};
  sharing.items = TRY(rights::SharedItems(site.app.rights(), viewing.subject));
  AddRecords(page, notice, std::move(records), authors, sharing);
  AddNoteForm(page, site, caller, viewing);
  if (!viewing.ground && !DocumentKinds(notice, viewing.purpose).empty())
    page.Add("NEW_DOCUMENT")
        .Set("ADDRESS", "/people/" + viewing.subject.text() +
                            "/documents/new?purpose=" + http::EncodePercent(viewing.purpose));
  Frame frame{.title = "A person’s record", .caller = &caller, .tab = Tab::kPeople};
  std::vector<FieldProblem> problems = viewing.draft.sharing_wrong;
  if (!viewing.draft.wrong.empty())
    problems.insert(problems.begin(), {.field = "text", .text = viewing.draft.wrong});
  if (!viewing.draft.mentions.wrong.empty())
    problems.push_back({.field = "mention-q", .text = viewing.draft.mentions.wrong});
  if (!problems.empty()) {
    frame.status = 422;
    frame.error = true;
    page.Put("ERRORS", ErrorSummary(problems));
  }
  return Show(site, frame, std::move(page));
}

}  // namespace almoner::web::console
