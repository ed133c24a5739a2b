#include "app/home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <toml++/toml.h>

#include <cerrno>
#include <sstream>

namespace almoner::app {
namespace {

OperatorPath SettingsFile(const OperatorPath& home) { return home / "almoner.toml"; }

std::string Text(const Settings& settings) {
  std::ostringstream out;
  out << "# Almoner's settings; docs/operate/settings.md explains each.\n";
  out << toml::table{{"keys", settings.keys.path().string()},
                     {"store", settings.store},
                     {"listen", settings.listen},
                     {"metrics", settings.metrics}}
      << "\n";
  return out.str();
}

Status Take(const toml::table& table, std::string_view key, std::string& into) {
  const auto* const node = table.get(key);
  if (node == nullptr) return {};
  const auto value = node->value<std::string>();
  if (!value)
    return Fail(Code::kInvalid, "A setting in almoner.toml must be text in quotes.",
                Detail("line", static_cast<std::int64_t>(node->source().begin.line)));
  into = *value;
  return {};
}

}  // namespace

OperatorPath DefaultKeys(const OperatorPath& home) {
  std::string path = home.path().lexically_normal().string();
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return OperatorPath(path + ".keys");
}

Status CreateHome(const Settings& settings) {
  if (std::filesystem::exists(SettingsFile(settings.home).path()))
    return Fail(Code::kConflict, "There is a home here already; choose another folder.",
                Detail("home", settings.home));
  TRY(MakePrivateFolder(settings.home));
  TRY(MakePrivateFolder(settings.home / "files"));
  return WriteNewFile(SettingsFile(settings.home), AsBytes(Text(settings)));
}

Result<Settings> ReadSettings(const OperatorPath& home) {
  const auto bytes = ReadFile(SettingsFile(home), Access::kAnyone, 1 << 20);
  if (!bytes && bytes.error().code == Code::kNotFound)
    return Fail(Code::kNotFound, "There is no home here; make one with `almoner init`.",
                Detail("home", home));
  if (!bytes) return std::unexpected(bytes.error());
  Settings settings{.home = home, .keys = DefaultKeys(home)};
  try {
    const toml::table table = toml::parse(bytes->text());
    for (const auto& [key, node] : table)
      if (key != "keys" && key != "store" && key != "listen" && key != "metrics")
        return Fail(Code::kInvalid,
                    "almoner.toml has a setting that is not known; see docs/operate/settings.md.",
                    Detail("line", static_cast<std::int64_t>(node.source().begin.line)));
    std::string keys = settings.keys.path().string();
    TRY(Take(table, "keys", keys));
    settings.keys = OperatorPath(keys);
    TRY(Take(table, "store", settings.store));
    TRY(Take(table, "listen", settings.listen));
    TRY(Take(table, "metrics", settings.metrics));
  } catch (const toml::parse_error& error) {
    return Fail(Code::kInvalid, "almoner.toml is not well-formed TOML.",
                Detail("line", static_cast<std::int64_t>(error.source().begin.line)));
  }
  return settings;
}

Result<FileHandle> OwnHome(const OperatorPath& home) {
  const OperatorPath file = home / "almoner.lock";
  FileHandle handle(::open(file.path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!handle.ok())
    return Fail(Code::kUnavailable, "The home's lock file cannot be opened.", Detail("file", file),
                Detail::Errno(errno));
  if (::flock(handle.fd(), LOCK_EX | LOCK_NB) != 0)
    return Fail(Code::kConflict, "Another Almoner process owns this home.", Detail("home", home));
  return handle;
}

}  // namespace almoner::app
