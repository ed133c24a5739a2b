// What tables and documents that are taken in have in common.
#include <fmt/format.h>

#include <algorithm>

#include "console/import.h"
#include "console/purposes.h"
#include "web/upload.h"
#include "web/words.h"

namespace almoner::web::console {

std::vector<Option> ImportPurposes(const Site& site, const Caller& caller) {
  std::vector<Option> options;
  for (const Choice& choice : PurposesOf(site.app.notice(), caller.roles))
    if (!choice.value.starts_with("law."))
      options.push_back({.value = choice.value, .text = choice.text});
  return options;
}

Question TableFileQuestion() {
  return {.name = "file",
          .label = "The table as a file",
          .hint =
              "A text file with commas or semicolons (CSV), or an Excel workbook (.xlsx), of at "
              "most 25 MB. Choose it anew for each step.",
          .type = "file"};
}

std::expected<BytesView, FieldProblem> TableIn(const http::Multipart& sent,
                                               const std::string& pasted) {
  const auto wrong = [](std::string_view field, std::string_view text) {
    return std::unexpected(FieldProblem{.field = std::string(field), .text = std::string(text)});
  };
  const auto file = sent.files.find("file");
  if (file == sent.files.end()) {
    if (Blank(pasted)) return wrong("file", "Choose a file, or paste the rows");
    return AsBytes(pasted);
  }
  if (!Blank(pasted)) return wrong("file", "Choose a file or paste the rows, not both");
  if (file->second.bytes.empty()) return wrong("file", "The file is empty");
  if (file->second.bytes.size() > kMostUpload) return wrong("file", kTooLargeUpload.view());
  return AsBytes(file->second.bytes);
}

void AddProblems(FormPage& form, const std::vector<intake::Problem>& problems) {
  for (std::size_t i = 0; i < std::min(kMostToldProblems, problems.size()); ++i)
    form.says.push_back(fmt::format("Row {}{}: {}", problems[i].row,
                                    problems[i].column.empty() ? "" : ", " + problems[i].column,
                                    problems[i].what.view()));
}

void AddRefusals(FormPage& form, const std::vector<intake::RefusedRow>& refused) {
  const std::size_t told = std::min(kMostToldProblems, refused.size());
  for (std::size_t i = 0; i < told; ++i)
    form.says.push_back(
        fmt::format("Row {}: {} {}", refused[i].row, refused[i].words.what, refused[i].words.why));
  if (told < refused.size())
    form.says.push_back(fmt::format("And {} rows more were refused.", refused.size() - told));
}

}  // namespace almoner::web::console
