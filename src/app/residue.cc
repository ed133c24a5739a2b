#include "app/residue.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/residue_match.h"
#include "retention/proof.h"
#include "vault/suppression.h"

namespace almoner::app {
namespace {

constexpr std::int64_t kPage = 20;

struct Place {
  IdColumn column;
  Literal count;
};
constexpr Place kPlaces[] = {
    {{"subject", "id"}, "SELECT COUNT(*) FROM subject WHERE id = $1"},
    {{"subject", "merged_into"}, "SELECT COUNT(*) FROM subject WHERE merged_into = $1"},
    {{"record_person", "subject"}, "SELECT COUNT(*) FROM record_person WHERE subject = $1"},
    {{"record_event", "from_subject"}, "SELECT COUNT(*) FROM record_event WHERE from_subject = $1"},
    {{"record_event", "to_subject"}, "SELECT COUNT(*) FROM record_event WHERE to_subject = $1"},
    {{"shared_record", "subject"}, "SELECT COUNT(*) FROM shared_record WHERE subject = $1"},
    {{"search_token", "subject"}, "SELECT COUNT(*) FROM search_token WHERE subject = $1"},
    {{"enrolment", "subject"}, "SELECT COUNT(*) FROM enrolment WHERE subject = $1"},
    {{"consent_event", "subject"}, "SELECT COUNT(*) FROM consent_event WHERE subject = $1"},
    {{"standing", "subject"}, "SELECT COUNT(*) FROM standing WHERE subject = $1"},
    {{"hold", "subject"}, "SELECT COUNT(*) FROM hold WHERE subject = $1"},
    {{"disposal_decision", "subject"}, "SELECT COUNT(*) FROM disposal_decision WHERE subject = $1"},
    {{"assignment", "target"}, "SELECT COUNT(*) FROM assignment WHERE target = $1"},
    {{"account", "subject"}, "SELECT COUNT(*) FROM account WHERE subject = $1"},
    {{"account_invitation", "subject"},
     "SELECT COUNT(*) FROM account_invitation WHERE subject = $1"},
    {{"reaching", "subject"}, "SELECT COUNT(*) FROM reaching WHERE subject = $1"},
    {{"contact_way", "subject"}, "SELECT COUNT(*) FROM contact_way WHERE subject = $1"},
    {{"letter", "subject"}, "SELECT COUNT(*) FROM letter WHERE subject = $1"},
    {{"closed_relation", "subject"}, "SELECT COUNT(*) FROM closed_relation WHERE subject = $1"},
    {{"break_glass", "subject"}, "SELECT COUNT(*) FROM break_glass WHERE subject = $1"},
    {{"trail", "subject"}, "SELECT COUNT(*) FROM trail WHERE subject = $1"},
    {{"file", "subject"}, "SELECT COUNT(*) FROM file WHERE subject = $1"},
    {{"reseal_due", "subject"}, "SELECT COUNT(*) FROM reseal_due WHERE subject = $1"},
    {{"life_event", "subject"}, "SELECT COUNT(*) FROM life_event WHERE subject = $1"},
    {{"due_hint", "subject"}, "SELECT COUNT(*) FROM due_hint WHERE subject = $1"},
    {{"purge", "subject"}, "SELECT COUNT(*) FROM purge WHERE subject = $1"},
    {{"notice_told", "subject"}, "SELECT COUNT(*) FROM notice_told WHERE subject = $1"},
    {{"intake_made", "subject"}, "SELECT COUNT(*) FROM intake_made WHERE subject = $1"},
    {{"wrapped_key", "owner"}, "SELECT COUNT(*) FROM wrapped_key WHERE owner = $1"}};

class Search {
 public:
  Search(App& app, const StaffId& actor, const Sought& sought,
         const std::function<void(std::int64_t)>& progress)
      : app_(app), actor_(actor), sought_(sought), mention_(Values(sought)), progress_(progress) {}

  Result<Residue> Run() {
    if (sought_.subject) TRY(Ids());
    if (mention_.empty()) return std::move(found_);
    TRY(Records());
    TRY(Files());
    TRY(Staff());
    TRY(Suppressed());
    return std::move(found_);
  }

 private:
  static std::vector<std::string> Values(const Sought& sought) {
    std::vector<std::string> values;
    for (const vault::FieldValue& field : sought.identifiers)
      values.push_back(field.value.Expose());
    return values;
  }

  void Report(std::string where, std::string id, std::string reason, bool explained) {
    found_.remnants.push_back({.where = std::move(where),
                               .id = std::move(id),
                               .reason = std::move(reason),
                               .explained = explained});
  }
  [[nodiscard]] bool Looked(std::string_view text) {
    if (++found_.looked_at % 500 == 0) progress_(found_.looked_at);
    return mention_.In(text);
  }

  // Rows that bear the id: nothing keeps one once somebody is erased.
  Status Ids() {
    return app_.store().Read([&](store::ReadTx& tx) -> Status {
      for (const Place& place : kPlaces) {
        const std::int64_t rows = TRY(TRY(tx.One(place.count, *sought_.subject)).Int(0));
        if (rows > 0)
          Report(fmt::format("table {}", place.column.table), "",
                 fmt::format("{} row(s) bear the id in the column {}, and nothing says why.", rows,
                             place.column.column),
                 false);
      }
      return {};
    });
  }

  Status Records() {
    Bytes after;
    while (true) {
      const auto page =
          TRY(app_.store().Read([&](store::ReadTx& tx) -> Result<std::vector<SubjectId>> {
            std::vector<SubjectId> ids;
            for (const store::Row& row :
                 TRY(tx.Query("SELECT id FROM subject WHERE merged_into IS NULL AND id > $1 ORDER "
                              "BY id LIMIT $2",
                              after, kPage)))
              ids.push_back(TRY(row.As<SubjectId>(0)));
            return ids;
          }));
      TRY(RecordsOf(page));
      if (std::ssize(page) < kPage) return {};
      after = ToBytes(AsText(page.back().bytes()));
    }
  }

  // All at once; where one of them is closed to the actor, or went meanwhile, one by one.
  Status RecordsOf(const std::vector<SubjectId>& people) {
    if (people.empty()) return {};
    auto opened = app_.gate().Open({.actor = actor_, .purpose = "law.rights", .subjects = people});
    const bool gone = !opened && opened.error().code == Code::kNotFound;
    if (gone || (opened && !*opened)) {
      if (people.size() > 1) {
        for (const SubjectId& person : people) TRY(RecordsOf({person}));
        return {};
      }
      if (!gone)
        Report("person", people.front().text(),
               "Their record is closed to you and was not looked at: somebody else has to.", false);
      return {};
    }
    auto granted = TRY(std::move(opened));
    for (const vault::Record& record :
         TRY(vault::Reveal(std::move(granted->permit), app_.keys(), app_.clock())))
      if (seen_.insert(record.label.id).second) In(record);
    for (const SubjectId& person : people) TRY(WordsAbout(person));
    return {};
  }

  void In(const vault::Record& record) {
    bool mentioned = Looked(record.content.source);
    for (const vault::FieldValue& field : record.content.fields)
      mentioned = Looked(field.value.Expose()) || mentioned;
    if (mentioned)
      Report("record", record.label.id.text(),
             "It is about somebody else, and nobody had said that it mentions this person (or it "
             "is another of that name): correct it, if they can be recognised.",
             true);
  }

  // What is sealed under a person's evidence key.
  Status WordsAbout(const SubjectId& person) {
    const keys::Keys& keys = app_.keys();
    return app_.store().Read([&](store::ReadTx& tx) -> Status {
      const auto wrapped = keys::Load(tx, person.bytes(), keys::Kind::kEvidence);
      if (!wrapped && wrapped.error().code == Code::kNotFound) return {};  // went meanwhile
      if (!wrapped) return std::unexpected(wrapped.error());
      const SecretBytes key = TRY(keys.Unwrap(person.bytes(), keys::Kind::kEvidence, *wrapped));
      for (const consent::Ready& event : TRY(consent::History(tx, keys, person)))
        if (Looked(TRY(consent::OpenEvidence(keys, key, event)).Expose()))
          Report("evidence of a consent", event.event.id.text(),
                 "It is evidence of what somebody else agreed to, who may have been there with "
                 "them.",
                 true);
      for (const store::Row& row : TRY(tx.Query(
               "SELECT id, words FROM break_glass WHERE subject = $1 AND words IS NOT NULL",
               person))) {
        const auto id = TRY(row.As<EventId>(0));
        const SecretBytes words = TRY(keys.Open(key, keys::SealedField::kBreakGlassWords,
                                                id.bytes(), person.bytes(), TRY(row.Blob(1))));
        if (Looked(words.text()))
          Report("words on a broken glass", id.text(),
                 "They say why somebody else's record was opened.", true);
      }
      return {};
    });
  }

  Status Files() {
    const auto law = TRY(law::LoadAccountability(app_.LawFolder()));
    Bytes after;
    while (true) {
      const auto rows = TRY(app_.store().Read([&](store::ReadTx& tx) {
        return tx.Query("SELECT id, kind FROM file WHERE id > $1 ORDER BY id LIMIT $2", after,
                        kPage);
      }));
      for (const store::Row& row : rows) {
        const auto file = TRY(row.As<RequestId>(0));
        TRY(File(law, file, TRY(row.Text(1))));
        after = ToBytes(AsText(file.bytes()));
      }
      if (std::ssize(rows) < kPage) return {};
    }
  }

  Status File(const law::Accountability& law, const RequestId& file, const std::string& kind) {
    const auto events =
        TRY(app_.store().Read([&](store::ReadTx& tx) -> Result<std::vector<retention::FileEvent>> {
          return retention::ReadEvents(tx, app_.keys(),
                                       TRY(retention::OpenFile(tx, app_.keys(), file)));
        }));
    bool mentioned = false;
    for (const retention::FileEvent& event : events)
      for (const auto& [key, value] : event.facts) mentioned = Looked(value) || mentioned;
    if (!mentioned) return {};
    const law::FileRule* const rule = law.FindFile(kind);
    const auto until = rule == nullptr ? std::nullopt : retention::KeptUntil(*rule, events);
    Report("accountability file", file.text(),
           rule == nullptr
               ? fmt::format("A file of the kind {}, for which no rule says how long.", kind)
           : until ? fmt::format("Proof of a {} (rule {}), kept to {}.", kind, rule->row,
                                 ToText(*until))
                   : fmt::format("Proof of a {} (rule {}) that is not over yet.", kind, rule->row),
           rule != nullptr);
    return {};
  }

  Status Staff() {
    const auto rows = TRY(app_.store().Read(
        [](store::ReadTx& tx) { return tx.Query("SELECT id FROM staff ORDER BY id"); }));
    for (const store::Row& row : rows) {
      const auto staff = TRY(row.As<StaffId>(0));
      const auto profile = TRY(app_.store().Read(
          [&](store::ReadTx& tx) { return staff::OpenProfile(tx, app_.keys(), staff); }));
      if (Looked(profile.name.Expose()))
        Report("staff account", staff.text(), "A member of staff has this name.", true);
    }
    return {};
  }

  Status Suppressed() {
    vault::Content content;
    for (const vault::FieldValue& field : sought_.identifiers)
      content.fields.push_back({field.field, Personal(field.value.Expose())});
    std::vector<crypto::Digest> hashes;
    for (const notice::Category& category : app_.notice().categories)
      std::ranges::move(vault::Recognisable(app_.keys(), category, content),
                        std::back_inserter(hashes));
    const auto when = TRY(app_.store().Read(
        [&](store::ReadTx& tx) { return vault::Recognise(tx, app_.keys(), hashes); }));
    if (when)
      Report("suppression", "",
             fmt::format("A keyed hash, so that they are not put in again unnoticed; of {}, and it "
                         "goes with its accountability file.",
                         ToText(LondonDate(*when))),
             true);
    return {};
  }

  App& app_;
  const StaffId& actor_;
  const Sought& sought_;
  Mention mention_;
  const std::function<void(std::int64_t)>& progress_;
  std::set<RecordId> seen_;
  Residue found_;
};

}  // namespace

bool Residue::explained() const { return std::ranges::all_of(remnants, &Remnant::explained); }

gate::Outcome<Residue> FindResidue(App& app, const StaffId& actor, const Sought& sought,
                                   const std::function<void(std::int64_t)>& progress) {
  if (!sought.subject && sought.identifiers.empty())
    return Fail(Code::kInvalid,
                "Say whom to look for: the id they had, names and identifiers, or both.");
  auto allowed = TRY(app.gate().Act({.actor = actor, .purpose = "law.rights"}, "residue.sought",
                                    [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<Residue>(std::move(allowed).error());
  if (sought.subject) {
    const auto still = TRY(app.store().Read([&](store::ReadTx& tx) {
      return tx.Maybe("SELECT 1 FROM subject WHERE id = $1", *sought.subject);
    }));
    if (still)
      return Fail(Code::kConflict,
                  "This person is not erased; `almoner subject show` opens what is held.");
  }
  return TRY(Search(app, actor, sought, progress).Run());
}

std::vector<IdColumn> IdColumns() {
  std::vector<IdColumn> columns;
  for (const Place& place : kPlaces) columns.push_back(place.column);
  return columns;
}

}  // namespace almoner::app
