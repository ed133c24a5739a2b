#include "paper/parts.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <utility>

#include "paper/size.h"

namespace almoner::paper {
namespace {

// Tables with no more text than `most` each.
std::vector<Block> Cut(Block block, std::size_t most) {
  auto* const table = std::get_if<Table>(&block);
  if (table == nullptr || SizeOf(block) <= most) return {std::move(block)};
  std::vector<Block> cut;
  Table part{.header = table->header, .rows = {}};
  std::size_t size = 0;
  for (std::vector<std::string>& row : table->rows) {
    const std::size_t more = SizeOf(row);
    if (!part.rows.empty() && size + more > most) {
      cut.emplace_back(std::exchange(part, {.header = table->header, .rows = {}}));
      size = 0;
    }
    size += more;
    part.rows.push_back(std::move(row));
  }
  cut.emplace_back(std::move(part));
  return cut;
}

// A heading goes with what it is the heading of.
void TakeHeadings(std::vector<Block>& from, std::vector<Block>& to) {
  auto first = from.end();
  while (first != from.begin() && std::holds_alternative<Heading>(*std::prev(first))) --first;
  if (first == from.begin()) return;
  to.insert(to.end(), std::move_iterator(first), std::move_iterator(from.end()));
  from.erase(first, from.end());
}

// What stays the same in every part.
Document Like(const Document& document) {
  Document part = document;
  part.blocks.clear();
  part.address.reset();
  return part;
}

}  // namespace

std::vector<Document> InParts(Document document, std::size_t most) {
  if (SizeOf(document) <= most) return {std::move(document)};
  std::vector<Block> blocks = std::exchange(document.blocks, {});
  const Document like = Like(document);
  const std::size_t frame = SizeOf(document);
  const std::size_t room = most > frame ? most - frame : 1;
  std::vector<Document> parts = {std::move(document)};
  std::size_t size = 0;
  for (Block& whole : blocks)
    for (Block& block : Cut(std::move(whole), room)) {
      const std::size_t more = SizeOf(block);
      if (!parts.back().blocks.empty() && size + more > room) {
        Document next = like;
        TakeHeadings(parts.back().blocks, next.blocks);
        parts.push_back(std::move(next));
        size = 0;
      }
      size += more;
      parts.back().blocks.push_back(std::move(block));
    }
  for (std::size_t i = 0; i < parts.size() && parts.size() > 1; ++i)
    parts[i].title += ", part " + std::to_string(i + 1) + " of " + std::to_string(parts.size());
  return parts;
}

namespace {

// How far several parts are together.
class Together {
 public:
  Together(std::size_t parts, const Progress& told) : done_(parts, 0), told_(told) {}

  [[nodiscard]] Progress Of(std::size_t part) {
    if (!told_) return {};
    return [this, part](double done) -> Status {
      const std::lock_guard lock(mutex_);
      done_[part] = done;
      return told_(std::accumulate(done_.begin(), done_.end(), 0.0) /
                   static_cast<double>(done_.size()));
    };
  }

 private:
  std::mutex mutex_;
  std::vector<double> done_;
  const Progress& told_;
};

}  // namespace

Result<std::vector<Bytes>> RenderParts(const std::vector<Document>& parts, Time created,
                                       const Progress& told) {
  std::vector<std::optional<Result<Bytes>>> made(parts.size());
  Together together(parts.size(), told);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < parts.size(); i = next++)
      made[i] = RenderPdf(parts[i], created, together.Of(i));
  };
  {
    const std::size_t most = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(most, parts.size()); ++i) helpers.emplace_back(work);
    work();
  }
  std::vector<Bytes> pdfs;
  for (auto& each : made) pdfs.push_back(TRY(*std::move(each)));
  return pdfs;
}

}  // namespace almoner::paper
