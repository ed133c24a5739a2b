#include "intake/documents.h"

#include <algorithm>
#include <array>
#include <set>

namespace almoner::intake {
namespace {

using gate::Refused;

constexpr std::size_t kFirst = 16;             // bytes that tell what a file is
constexpr std::int64_t kMostListed = 100'000;  // rows

struct Places {
  std::size_t who = 0, category = 0, date = 0, file = 0;
  std::optional<std::size_t> name;
};

Result<Places> PlacesIn(const Row& header) {
  const auto find = [&](std::string_view column) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < header.cells.size(); ++i)
      if (header.cells[i].text == column) return i;
    return std::nullopt;
  };
  const auto who = find("who");
  const auto category = find("category");
  const auto date = find("date");
  const auto file = find("file");
  if (!who || !category || !date || !file)
    return Fail(Code::kInvalid,
                "The first row of the table names its columns: who, category, date, file.");
  return Places{
      .who = *who, .category = *category, .date = *date, .file = *file, .name = find("name")};
}

// Inside of the folder, and nowhere else.
bool IsInside(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != name.npos ||
      name.find('\0') != name.npos)
    return false;
  while (!name.empty()) {
    const std::size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    name.remove_prefix(slash == name.npos ? name.size() : slash + 1);
  }
  return true;
}

struct Document {
  std::int64_t row = 0;
  SubjectId subject;
  std::string category;
  Date date;
  std::string file;
  std::string name;
  std::string media;
};

class Taking {
 public:
  Taking(gate::Gate& gate, const DocumentsOrder& order, DocumentsDone& done)
      : gate_(gate), order_(order), done_(done) {}

  Status Begin() {
    const notice::Notice& notice = context().notice;
    const auto activity = notice.FindActivity(order_.purpose);
    if (!activity) return Fail(Code::kInvalid, "The notice has no such purpose.");
    activity_ = &notice.activities[*activity];
    const bool named = order_.source == "self" ||
                       std::ranges::any_of(activity_->record.sources, [&](notice::Index one) {
                         return notice.more.sources[one].id == order_.source;
                       });
    if (!named)
      return Fail(Code::kInvalid,
                  "The notice does not name this source for the purpose; people must be told where "
                  "their data came from (UK GDPR Article 14(2)(f)).");
    file_ = HashOf(context().keys, "import-file", order_.table);
    mapping_ =
        HashOf(context().keys, "import-documents",
               AsBytes(order_.purpose + "\n" + order_.source + "\n" + ToText(order_.obtained)));
    return context().store.Read([&](store::ReadTx& tx) -> Status {
      batch_ = TRY(FindBatch(tx, context().keys, file_, mapping_));
      if (!batch_) return {};
      done_.batch = batch_->id;
      for (const Made& made : TRY(MadeBy(tx, context().keys, batch_->id))) lines_.insert(made.line);
      return {};
    });
  }

  // Nothing is written: what is wrong with each row, and what is ready.
  Result<std::optional<Refused>> Look() {
    auto table = TRY(OpenTable(order_.table, {}));
    const auto header = TRY(table->Next());
    if (!header) return Fail(Code::kInvalid, "The table is empty.");
    places_ = TRY(PlacesIn(*header));
    while (auto row = TRY(table->Next())) {
      if (++done_.rows > kMostListed)
        return Fail(Code::kInvalid, "The table has more than 100,000 rows; part it.");
      if (lines_.contains(row->number))
        ++done_.done;
      else if (auto refused = TRY(Weigh(*row)))
        return refused;
    }
    done_.ready = std::ssize(ready_);
    return std::optional<Refused>();
  }

  gate::Outcome<gate::Changed> Open() {
    if (batch_) return gate::Changed{.entry = EntryId::New(context().random), .words = {}};
    Batch batch{.id = EventId::New(context().random), .staff = order_.actor};
    batch.file = file_;
    batch.mapping = mapping_;
    batch.purpose = order_.purpose;
    batch.source = order_.source;
    batch.obtained = order_.obtained;
    batch.begun = context().clock.Now();
    auto begun = TRY(
        Record("import.begun", [&](const gate::Change& change) { return Insert(change, batch); }));
    if (!begun) return begun;
    batch_ = batch;
    done_.batch = batch.id;
    return begun;
  }

  Status All() {
    double count = 0;
    for (const Document& document : ready_) {
      TRY(One(document));
      order_.progress("importing documents", ++count / static_cast<double>(ready_.size()));
    }
    return {};
  }

  gate::Outcome<gate::Changed> Finish() {
    return Record("import.finished", [&](const gate::Change& change) -> Status {
      TRY(StillWanted(change.tx, change.keys, batch_->id));
      Batch batch = TRY(LoadBatch(change.tx, change.keys, batch_->id));
      if (!batch.finished) batch.finished = change.now;
      change.entry.counts["records"] = done_.made;
      return Update(change, batch);
    });
  }

 private:
  [[nodiscard]] const gate::Context& context() const { return gate_.context(); }

  gate::Outcome<gate::Changed> Record(Literal action,
                                      const std::function<Status(const gate::Change&)>& change) {
    gate::Ask ask{.actor = order_.actor, .purpose = order_.purpose};
    ask.action = gate::Action::kAttend;
    return gate_.Act(ask, action, change);
  }

  void Wrong(const Row& row, std::string_view column, Literal what) {
    done_.problems.push_back({.row = row.number, .column = std::string(column), .what = what});
  }

  [[nodiscard]] const Cell& At(const Row& row, std::size_t place) const {
    static const Cell empty;
    return place < row.cells.size() ? row.cells[place] : empty;
  }

  Result<std::optional<Refused>> Weigh(const Row& row) {
    const std::size_t before = done_.problems.size();
    const auto category = CategoryOf(row);
    const auto date = DayOf(At(row, places_.date));
    const Date today = LondonDate(context().clock.Now());
    if (!date)
      Wrong(row, "date", Say(date.error()));
    else if (sys_days(*date) > sys_days(today))
      Wrong(row, "date", "This day is still to come.");
    const std::string media = Sniffed(row);
    auto subject = TRY(WhoIn(row));
    if (!subject) return std::optional(std::move(subject).error());
    if (done_.problems.size() != before || !*subject) return std::optional<Refused>();
    ready_.push_back({.row = row.number,
                      .subject = **subject,
                      .category = *category,
                      .date = *date,
                      .file = At(row, places_.file).text,
                      .name = places_.name ? At(row, *places_.name).text : std::string(),
                      .media = media});
    return std::optional<Refused>();
  }

  std::optional<std::string> CategoryOf(const Row& row) {
    const notice::Notice& notice = context().notice;
    const auto index = notice.FindCategory(At(row, places_.category).text);
    if (!index) {
      Wrong(row, "category", "The notice has no such category of data.");
      return std::nullopt;
    }
    const notice::Category& category = notice.categories[*index];
    if (!activity_->writes[*index])
      Wrong(row, "category", "The purpose does not record this category.");
    if (std::ranges::find(category.fields, notice::FieldKind::kDocument, &notice::Field::kind) ==
        category.fields.end())
      Wrong(row, "category", "This category holds no documents.");
    return category.id;
  }

  std::string Sniffed(const Row& row) {
    const std::string& name = At(row, places_.file).text;
    if (!IsInside(name)) {
      Wrong(row, "file", "This is no name of a file inside of the folder.");
      return {};
    }
    const auto source = order_.open(name);
    if (!source) {
      Wrong(row, "file", "The folder has no such file.");
      return {};
    }
    std::array<std::uint8_t, kFirst> first{};
    const auto got = (*source)(first);
    std::string media = got ? MediaOf(BytesView(first).first(*got), name) : std::string();
    if (media.empty())
      Wrong(row, "file",
            "This is no file that is taken: PDF, JPEG, PNG, TIFF, Word, OpenDocument or text.");
    return media;
  }

  // Whom the row is about; nothing, with a problem, where nobody or several are.
  gate::Outcome<std::optional<SubjectId>> WhoIn(const Row& row) {
    const std::string& who = At(row, places_.who).text;
    if (const auto id = SubjectId::Parse(who)) return std::optional<SubjectId>(*id);
    vault::Likeness likeness;
    for (const notice::Category& category : context().notice.categories)
      for (const notice::Field& field : category.fields) {
        if (who.empty() || field.kind != notice::FieldKind::kIdentifier) continue;
        vault::Content content;
        content.fields.push_back({field.id, Personal(who)});
        likeness.Add(category, content);
      }
    std::vector<SubjectId> people;
    if (!likeness.empty()) {
      auto same = TRY(gate_.FindSame({.actor = order_.actor, .purpose = order_.purpose}, likeness));
      if (!same) return gate::Refuse<std::optional<SubjectId>>(std::move(same).error());
      people = *std::move(same);
    }
    if (people.size() == 1) return std::optional<SubjectId>(people.front());
    Wrong(row, "who",
          people.empty() ? Literal("Nobody whom you may see is told by this.")
                         : Literal("Several people are told by this."));
    return std::optional<SubjectId>();
  }

  Status One(const Document& document) {
    const auto source = order_.open(document.file);
    if (!source) {
      done_.refused.push_back({.row = document.row, .words = {.what = source.error().Text()}});
      return {};
    }
    gate::NewRecord record{.category = document.category,
                           .content = {},
                           .people = {{.subject = document.subject, .part = vault::Part::kAbout}}};
    record.content.source = order_.source;
    record.content.event_at = Time::FromUtcDate(document.date);
    if (!document.name.empty())
      record.content.fields.push_back({FieldIn(document.category), Personal(document.name)});
    auto added = gate_.AddDocument({.actor = order_.actor, .purpose = order_.purpose},
                                   std::move(record), {.media = document.media, .bytes = *source},
                                   [&](const gate::Change& change, const gate::Gate::Made& made) {
                                     return Insert(change, batch_->id,
                                                   {.line = document.row,
                                                    .step = kRecordStep,
                                                    .what = "record",
                                                    .subject = document.subject,
                                                    .record = made.record,
                                                    .entry = change.entry.id,
                                                    .at = change.now});
                                   });
    return Told(document, std::move(added));
  }

  Status Told(const Document& document, gate::Outcome<gate::Gate::Recorded> added) {
    if (!added) {
      const Code code = added.error().code;
      if (code != Code::kInvalid && code != Code::kNotFound && code != Code::kConflict &&
          code != Code::kRefused)
        return std::unexpected(std::move(added).error());
      done_.refused.push_back({.row = document.row, .words = {.what = added.error().Text()}});
      return context().store.Read(
          [&](store::ReadTx& tx) { return StillWanted(tx, context().keys, batch_->id); });
    }
    if (!*added)
      done_.refused.push_back({.row = document.row, .words = added->error().words});
    else
      ++done_.made;
    return {};
  }

  [[nodiscard]] std::string FieldIn(const std::string& category) const {
    const notice::Notice& notice = context().notice;
    for (const notice::Field& field : notice.categories[*notice.FindCategory(category)].fields)
      if (field.kind == notice::FieldKind::kDocument) return field.id;
    return {};
  }

  gate::Gate& gate_;
  const DocumentsOrder& order_;
  DocumentsDone& done_;
  const notice::Activity* activity_ = nullptr;
  crypto::Digest file_{};
  crypto::Digest mapping_{};
  Places places_;
  std::optional<Batch> batch_;
  std::set<std::int64_t> lines_;  // done before
  std::vector<Document> ready_;
};

bool Begins(BytesView bytes, std::string_view with) { return AsText(bytes).starts_with(with); }

bool EndsIn(std::string_view name, std::string_view ending) {
  if (name.size() < ending.size()) return false;
  name.remove_prefix(name.size() - ending.size());
  return std::ranges::equal(name, ending, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace

std::string MediaOf(BytesView first, std::string_view name) {
  if (Begins(first, "%PDF-")) return "application/pdf";
  if (Begins(first, "\xFF\xD8\xFF")) return "image/jpeg";
  if (Begins(first, "\x89PNG\r\n\x1A\n")) return "image/png";
  if (Begins(first, std::string_view("II*\0", 4)) || Begins(first, std::string_view("MM\0*", 4)))
    return "image/tiff";
  if (Begins(first, "PK\x03\x04")) {
    if (EndsIn(name, ".docx"))
      return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if (EndsIn(name, ".odt")) return "application/vnd.oasis.opendocument.text";
    return {};
  }
  const bool text = !first.empty() && std::ranges::all_of(first, [](std::uint8_t byte) {
    return byte >= ' ' || byte == '\t' || byte == '\r' || byte == '\n';
  });
  return text && EndsIn(name, ".txt") ? "text/plain" : std::string();
}

gate::Outcome<DocumentsDone> ImportDocuments(gate::Gate& gate, const DocumentsOrder& order) {
  DocumentsDone done;
  Taking taking(gate, order, done);
  TRY(taking.Begin());
  if (auto refused = TRY(taking.Look())) return gate::Refuse<DocumentsDone>(*std::move(refused));
  if (order.dry_run || done.ready == 0 || (!done.problems.empty() && !order.good_rows)) return done;
  auto begun = TRY(taking.Open());
  if (!begun) return gate::Refuse<DocumentsDone>(std::move(begun).error());
  TRY(taking.All());
  auto finished = TRY(taking.Finish());
  if (!finished) return gate::Refuse<DocumentsDone>(std::move(finished).error());
  return done;
}

}  // namespace almoner::intake
