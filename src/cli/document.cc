// Files that belong to records. A file's own name is about a person as often as not, so what a
// document is called comes on standard input; the path is the operator's.
#include <fmt/format.h>

#include "app/record_json.h"
#include "base/file_stream.h"
#include "cli/command.h"

namespace almoner::cli {
namespace {

struct DocumentOptions {
  std::vector<std::string> people, mentions;
  std::string category, media, file, source = "self", at, record, person, out, subject;
};

Result<vault::Content> ContentFor(Shell& shell, const DocumentOptions& o) {
  vault::Content content;
  if (!shell.world.terminal) content.fields = TRY(shell.MaybeFieldsFromInput());
  content.source = o.source;
  content.event_at = o.at.empty() ? shell.world.clock.Now() : TRY(Time::Parse(o.at));
  return content;
}

Result<int> AttachDocument(Shell& shell, app::App& app, const DocumentOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  gate::NewRecord record{.category = o.category, .content = {}, .people = {}};
  for (const std::string& id : o.people)
    record.people.push_back({TRY(SubjectId::Parse(id)), vault::Part::kAbout});
  for (const std::string& id : o.mentions)
    record.people.push_back({TRY(SubjectId::Parse(id)), vault::Part::kMentions});
  record.content = TRY(ContentFor(shell, o));
  auto file = TRY(FileReader::Open(shell.Path(o.file)));
  auto outcome = app.gate().AddDocument(
      {.actor = actor, .purpose = shell.purpose}, std::move(record),
      {.media = o.media, .bytes = [&](std::span<std::uint8_t> into) { return file.Read(into); }});
  return Answer(shell, std::move(outcome), [&](const gate::Gate::Recorded& recorded) {
    return shell.Print("Recorded: document " + recorded.record.text() + "\n  " +
                           recorded.changed.words.what + "\n  why:  " + recorded.changed.words.why,
                       {{"record", recorded.record.text()},
                        {"size", file.size()},
                        {"entry", recorded.changed.entry.text()}},
                       "almoner.changed/1");
  });
}

Result<int> ShowDocument(Shell& shell, app::App& app, const DocumentOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  gate::Ask ask{.actor = actor, .purpose = shell.purpose};
  if (!o.person.empty()) ask.subjects.push_back(TRY(SubjectId::Parse(o.person)));
  const RecordId record = TRY(RecordId::Parse(o.record));
  auto file = TRY(FileWriter::Create(shell.Path(o.out)));
  auto outcome = app.gate().GiveDocument(std::move(ask), record,
                                         [&](BytesView part) { return file.Append(part); });
  return Answer(shell, std::move(outcome), [&](const gate::Given& given) -> Result<int> {
    TRY(file.Finish());
    return shell.Print(fmt::format("The document is in {} ({}, {} bytes).\n{}", o.out,
                                   given.document.media, given.document.size, given.words.what),
                       {{"file", o.out},
                        {"media", given.document.media},
                        {"size", given.document.size},
                        {"sha256", ToHex(given.document.sha256)},
                        {"why", given.words.why},
                        {"entry", given.entry.text()}},
                       "almoner.document/1");
  });
}

Result<int> ListDocuments(Shell& shell, app::App& app, const DocumentOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().Open({.actor = actor,
                                  .purpose = shell.purpose,
                                  .subjects = {TRY(SubjectId::Parse(o.subject))},
                                  .documents = true});
  return Answer(shell, std::move(outcome), [&](gate::Opened& opened) -> Result<int> {
    json::array documents;
    std::string text;
    for (const vault::Record& record :
         TRY(vault::Reveal(std::move(opened.permit), app.keys(), app.clock()))) {
      if (!record.content.document) continue;
      const vault::Attachment& document = *record.content.document;
      const std::string* const name = record.content.Find(document.field);
      text += fmt::format("{}  {}  {}  {} bytes\n    {}\n", record.label.id.text(),
                          ToText(LondonDate(record.label.recorded_at)), document.media,
                          document.size, name == nullptr ? "" : *name);
      documents.push_back(app::ToJson(record));
    }
    return shell.Print(text + opened.words.what + "\n",
                       {{"why", opened.words.why}, {"documents", std::move(documents)}},
                       "almoner.documents/1");
  });
}

}  // namespace

void AddDocument(Shell& shell) {
  const auto o = std::make_shared<DocumentOptions>();
  CLI::App* const document = Noun(shell, "document", "Files that belong to records");
  CLI::App* const add =
      Command(shell, document, "add",
              "Add a file; what it is called, and other fields, as JSON on standard input",
              [&shell, o](app::App& app) { return AttachDocument(shell, app, *o); });
  add->add_option("person", o->people, "Whom it is about: one id or several")->required();
  add->add_option("--mentions", o->mentions, "Whom it mentions");
  add->add_option("--category", o->category, "Data category with a field for documents")
      ->required();
  add->add_option("--type", o->media, "What kind of file, like application/pdf")->required();
  add->add_option("--file", o->file, "The file")->required();
  add->add_option("--source", o->source, "Where it came from: self, family, referrer, …");
  add->add_option("--at", o->at, "When it is from, like 2026-12-01T10:00:00Z (default: now)");
  CLI::App* const show =
      Command(shell, document, "show", "Write a document into a new file",
              [&shell, o](app::App& app) { return ShowDocument(shell, app, *o); });
  show->add_option("record", o->record, "The record's id")->required();
  show->add_option("--out", o->out, "The new file")->required();
  show->add_option("--person", o->person,
                   "Through whose record, where it is about several (default: the first)");
  CLI::App* const list =
      Command(shell, document, "list", "The documents of a person",
              [&shell, o](app::App& app) { return ListDocuments(shell, app, *o); });
  list->add_option("person", o->subject, "The person's id")->required();
}

}  // namespace almoner::cli
