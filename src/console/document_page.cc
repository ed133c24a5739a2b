#include "console/document_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "console/asked.h"
#include "console/attend.h"
#include "console/handlers.h"
#include "console/purposes.h"
#include "intake/documents.h"
#include "web/record_words.h"
#include "web/upload.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

constexpr std::size_t kLongestTitle = 200;  // bytes
constexpr std::string_view kWord = "once";

// What is taken in here (intake/documents.h), how it is called, and how a file of it ends.
struct Media {
  std::string_view type, words, ending;
};
constexpr std::array kMedia = std::to_array<Media>({
    {"application/pdf", "PDF", ".pdf"},
    {"image/jpeg", "JPEG picture", ".jpg"},
    {"image/png", "PNG picture", ".png"},
    {"image/tiff", "TIFF picture", ".tiff"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document",
     ".docx"},
    {"application/vnd.oasis.opendocument.text", "OpenDocument text", ".odt"},
    {"text/plain", "plain text", ".txt"},
});

// Others came by the command line, and are given as bytes alone.
Media MediaFor(std::string_view type) {
  const auto* const found = std::ranges::find(kMedia, type, &Media::type);
  if (found != kMedia.end()) return *found;
  return {.type = "application/octet-stream", .words = "another kind of file", .ending = ".bin"};
}

const notice::Field* DocumentField(const notice::Category& category) {
  const auto found =
      std::ranges::find(category.fields, notice::FieldKind::kDocument, &notice::Field::kind);
  return found == category.fields.end() ? nullptr : &*found;
}

std::string BackToPerson(const SubjectId& subject, std::string_view purpose) {
  return "/people/" + subject.text() + "?purpose=" + http::EncodePercent(purpose);
}

std::string PurposeIn(const Site& site, const Caller& caller,
                      const std::optional<std::string>& given) {
  return Chosen(PurposesOf(site.app.notice(), caller.roles), given);
}

std::vector<Option> OptionsOf(const std::vector<Choice>& choices) {
  std::vector<Option> options;
  for (const Choice& choice : choices)
    options.push_back({.value = choice.value, .text = choice.text});
  return options;
}

FormPage DocumentForm(const Site& site, const SubjectId& subject, const std::string& purpose,
                      const std::string& word) {
  FormPage form{
      .heading = "Add a document",
      .back = BackToPerson(subject, purpose),
      .back_text = "The person",
      .action = UploadAddress(site, "/people/" + subject.text() + "/documents/new"),
      .button = "Add the document",
      .says =
          {"It becomes a part of the record: it is kept, shown and destroyed as the notice says "
           "of that kind of record."},
      .hidden = {{"purpose", purpose}, {std::string(kWord), word}},
      .tab = Tab::kPeople};
  const auto kinds = DocumentKinds(site.app.notice(), purpose);
  if (kinds.empty()) {
    form.says = {"For this purpose the notice has no kind of record that holds documents."};
    form.closed = true;
    return form;
  }
  form.questions = {
      {.name = "file",
       .label = "The file",
       .hint = "PDF, JPEG, PNG, TIFF, Word, OpenDocument or plain text, of at most 25 MB.",
       .type = "file"},
      {.kind = Kind::kOneOf,
       .name = "category",
       .label = "Where does it belong?",
       .missing = "Choose where it belongs",
       .options = OptionsOf(kinds)},
      {.name = "title",
       .label = "What is it called?",
       .hint = "Leave it empty to call it as the file is called. The person may read it."},
      {.kind = Kind::kDate,
       .name = "day",
       .label = "Of which day is it?",
       .hint = "Leave it empty for today."},
      {.kind = Kind::kOneOf,
       .name = "source",
       .label = "Where did it come from?",
       .missing = "Choose where it came from",
       .options = OptionsOf(Sources())}};
  return form;
}

// What most want, so that choosing the file is enough.
Answers UsualOf(const Site& site, const std::string& purpose) {
  const auto kinds = DocumentKinds(site.app.notice(), purpose);
  return Answers({{"category", kinds.empty() ? "" : kinds.front().value},
                  {"source", Sources().front().value}});
}

// What is wrong with the file; nothing: it is of the kind that is put into `media`.
std::optional<FieldProblem> WrongFile(const http::Multipart& sent, std::string& media) {
  const auto wrong = [](std::string_view text) {
    return FieldProblem{.field = "file", .text = std::string(text)};
  };
  const auto file = sent.files.find("file");
  if (file == sent.files.end()) return wrong("Choose a file");
  const http::SentFile& chosen = file->second;
  if (chosen.bytes.empty()) return wrong("The file is empty");
  if (chosen.bytes.size() > kMostUpload) return wrong(kTooLargeUpload.view());
  media = intake::MediaOf(AsBytes(chosen.bytes.substr(0, 16)), chosen.name.Expose());
  if (!media.empty()) return std::nullopt;
  return wrong(
      "The file is none that is taken: PDF, JPEG, PNG, TIFF, Word, OpenDocument or plain text");
}

std::vector<FieldProblem> WrongWith(const Site& site, const FormPage& form, const Answers& answers,
                                    const http::Multipart& sent, std::string& media) {
  std::vector<FieldProblem> problems;
  if (auto wrong = WrongFile(sent, media)) problems.push_back(*std::move(wrong));
  for (FieldProblem& each : Check(form.questions, answers)) problems.push_back(std::move(each));
  if (answers.Text("title").size() > kLongestTitle)
    problems.push_back({.field = "title", .text = "What it is called has at most 200 letters"});
  const auto day = answers.Day("day");
  const Date today = LondonDate(site.app.clock().Now());
  if (day && std::chrono::sys_days(*day) > std::chrono::sys_days(today))
    problems.push_back({.field = "day-day", .text = "The day must be today or in the past"});
  return problems;
}

// A name that a file may have anywhere; what else it is called stays away.
std::string TitleOf(const Answers& answers, const http::SentFile& file) {
  const std::string text = answers.Text("title");
  std::string title(http::Trim(text));
  if (title.empty()) title = file.name.Expose();
  while (title.size() > kLongestTitle || !IsUtf8(title)) title.pop_back();
  return title;
}

struct Adding {
  SubjectId subject;
  std::string purpose;
  std::string media;
};

gate::Outcome<gate::Gate::Recorded> AddFile(Site& site, const Caller& caller, const Adding& adding,
                                            const Answers& answers, const http::SentFile& file) {
  const notice::Notice& notice = site.app.notice();
  gate::NewRecord record{.category = answers.Text("category"),
                         .content = {},
                         .people = {{.subject = adding.subject, .part = vault::Part::kAbout}}};
  record.content.source = answers.Text("source");
  const auto day = answers.Day("day");
  record.content.event_at = day ? Time::FromUtcDate(*day) : site.app.clock().Now();
  const notice::Category& category = notice.categories[*notice.FindCategory(record.category)];
  record.content.fields.push_back({DocumentField(category)->id, Personal(TitleOf(answers, file))});
  std::string_view left = file.bytes;
  return site.app.gate().AddDocument(
      {.actor = caller.staff, .purpose = adding.purpose}, std::move(record),
      {.media = adding.media, .bytes = [left](std::span<std::uint8_t> into) mutable {
         const std::string_view piece = left.substr(0, into.size());
         std::ranges::copy(piece, into.begin());
         left.remove_prefix(piece.size());
         return Result<std::size_t>(piece.size());
       }});
}

}  // namespace

std::vector<Choice> DocumentKinds(const notice::Notice& notice, std::string_view purpose) {
  std::vector<Choice> kinds;
  const auto activity = notice.FindActivity(purpose);
  if (!activity) return kinds;
  for (std::size_t i = 0; i < notice.categories.size(); ++i)
    if (DocumentField(notice.categories[i]) != nullptr && notice.activities[*activity].writes[i])
      kinds.push_back(
          {.value = notice.categories[i].id, .text = Capital(notice.categories[i].name)});
  return kinds;
}

std::string DocumentAddress(const SubjectId& subject, const RecordId& record,
                            std::string_view purpose) {
  return "/people/" + subject.text() + "/records/" + record.text() +
         "/document?purpose=" + http::EncodePercent(purpose);
}

std::string DocumentInWords(const vault::Attachment& document) {
  const auto size = static_cast<double>(document.size);
  const std::string_view words = MediaFor(document.media).words;
  if (document.size < 100'000)
    return fmt::format("{}, {:.0f} kB", words, std::max(1.0, size / 1e3));
  return fmt::format("{}, {:.1f} MB", words, size / 1e6);
}

Result<http::Response> ShowNewDocument(Site& site, const http::Request& request,
                                       const Caller& caller) {
  const std::string purpose = PurposeIn(site, caller, request.query("purpose"));
  if (purpose.empty()) return ShowNotTheirs(site, request, caller, "care");
  const SubjectId subject = TRY(KnownPerson(site, request));
  if (auto refusal = TRY(NotTheirPerson(site, caller, subject, purpose)))
    return *std::move(refusal);
  return ShowForm(site, caller, DocumentForm(site, subject, purpose, site.once.NewWord()),
                  UsualOf(site, purpose));
}

Result<http::Response> TakeNewDocument(Site& site, const http::Request& request,
                                       const Caller& caller, const http::Multipart& sent) {
  const Answers answers(sent.fields);
  const std::string purpose = PurposeIn(site, caller, http::Find(sent.fields, "purpose"));
  if (purpose.empty()) return ShowNotTheirs(site, request, caller, "care");
  const SubjectId subject = TRY(KnownPerson(site, request));
  if (auto refusal = TRY(NotTheirPerson(site, caller, subject, purpose)))
    return *std::move(refusal);
  Adding adding{.subject = subject, .purpose = purpose, .media = {}};
  const std::string word = answers.Text(kWord);
  Once::Turn turn(site.once, caller.staff, word);
  if (turn.led()) return http::Response::Redirect(*turn.led());
  if (turn.busy())
    return ShowMessage(site, request, &caller, 409, "This is being done",
                       "You sent it a moment ago. Wait a little, then load the page again.");
  const FormPage form =
      DocumentForm(site, adding.subject, adding.purpose, word.empty() ? site.once.NewWord() : word);
  if (form.closed) return ShowForm(site, caller, form);
  if (const auto problems = WrongWith(site, form, answers, sent, adding.media); !problems.empty())
    return ShowForm(site, caller, form, answers, problems);
  auto added = site.counters.Count(AddFile(site, caller, adding, answers, sent.files.at("file")));
  if (!added) {
    const auto mending = MendingOf(site, added.error());
    if (!mending) return std::unexpected(std::move(added).error());
    return ShowForm(site, caller, form, answers,
                    {{.field = std::string(kHeading), .text = mending->text}}, mending->status);
  }
  if (!*added)
    return ShowRefusal(
        site, caller,
        {.refused = added->error(), .purpose = adding.purpose, .subject = adding.subject});
  std::string next = BackToPerson(adding.subject, adding.purpose) + "&added=document";
  turn.Note(next);
  return http::Response::Redirect(std::move(next));
}

Result<http::Response> GiveDocument(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const SubjectId subject = TRY(SubjectOf(request));
  const auto record = RecordId::Parse(request.param("record").value_or(""));
  if (!record) return Fail(Code::kNotFound, "The person has no such document.");
  const std::string purpose = PurposeIn(site, caller, request.query("purpose"));
  if (purpose.empty()) return ShowNotTheirs(site, request, caller, "care");
  std::string bytes;
  const auto given = TRY(site.counters.Count(site.app.gate().GiveDocument(
      {.actor = caller.staff, .purpose = purpose, .subjects = {subject}}, *record,
      [&](const vault::Attachment& document) -> Status {
        if (document.size > kMostUpload)
          return Fail(
              Code::kConflict,
              "The document is larger than 25 MB, more than is given here. Whoever runs the "
              "machine writes it into a file: almoner document show.");
        bytes.reserve(document.size);
        return {};
      },
      [&](BytesView part) -> Status {
        bytes += AsText(part);
        return {};
      })));
  if (!given)
    return ShowRefusal(site, caller,
                       {.refused = given.error(), .purpose = purpose, .subject = subject});
  const Media media = MediaFor(given->document.media);
  return http::Response::File(std::string(media.type), std::move(bytes))
      .With("Content-Disposition",
            "attachment; filename=\"document" + std::string(media.ending) + "\"")
      .With("Content-Security-Policy", "default-src 'none'; sandbox");
}

}  // namespace almoner::web::console
