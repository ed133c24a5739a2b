#include "cli/socket.h"

#include <poll.h>
#include <pwd.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <istream>
#include <iterator>
#include <sstream>

#include "base/log.h"

namespace almoner::cli {
namespace {

constexpr std::uint32_t kMostMessage = 16U << 20;
constexpr int kPatience = 30'000;  // milliseconds for a client to send its whole command

OperatorPath SocketFile(const OperatorPath& home) { return home / "almoner.sock"; }

Result<sockaddr_un> Address(const OperatorPath& file) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = file.path().string();
  if (path.size() >= sizeof address.sun_path)
    return Fail(Code::kInvalid,
                "The home's path is too long for a Unix socket; choose a shorter one.",
                Detail("file", file));
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

std::unexpected<Error> Broken() {
  return Fail(Code::kUnavailable, "The connection to the process that owns the home broke off.");
}

Status SendAll(int fd, BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return Broken();
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<Bytes> ReceiveExactly(int fd, std::size_t count, int patience) {
  Bytes bytes(count);
  std::size_t done = 0;
  while (done < count) {
    pollfd ready{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, patience) <= 0) return Broken();
    const ssize_t n = ::recv(fd, bytes.data() + done, count - done, 0);
    if (n <= 0) return Broken();
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

Status SendMessage(int fd, const Bytes& message) {
  Writer frame;
  frame.Sized(message);
  return SendAll(fd, frame.bytes());
}

Result<Bytes> ReceiveMessage(int fd, int patience) {
  const Bytes length = TRY(ReceiveExactly(fd, 4, patience));
  Reader reader(length);
  const std::uint32_t size = TRY(reader.U32());
  if (size > kMostMessage) return Fail(Code::kInvalid, "The command or its input is too long.");
  return ReceiveExactly(fd, size, patience);
}

Bytes EncodeCommand(const World& world, const std::string& input) {
  Writer out;
  out.Sized(world.folder).Sized(input).U32(static_cast<std::uint32_t>(world.args.size()));
  for (const std::string& arg : world.args) out.Sized(arg);
  return std::move(out).bytes();
}

struct Command {
  std::string folder, input;
  std::vector<std::string> args;
};

Result<Command> DecodeCommand(BytesView bytes) {
  Reader in(bytes);
  Command command{.folder = std::string(AsText(TRY(in.Sized()))),
                  .input = std::string(AsText(TRY(in.Sized()))),
                  .args = {}};
  const std::uint32_t count = TRY(in.U32());
  for (std::uint32_t i = 0; i < count; ++i) command.args.emplace_back(AsText(TRY(in.Sized())));
  TRY(in.Done());
  return command;
}

}  // namespace

Personal<std::string> OsUserName(unsigned uid) {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return {};
  return Personal(std::string(found->pw_name));
}

Result<std::unique_ptr<SocketServer>> SocketServer::Start(app::App& app) {
  const OperatorPath file = SocketFile(app.settings().home);
  const sockaddr_un address = TRY(Address(file));
  ::unlink(file.path().c_str());  // left by a process that died: this one owns the home now
  FileHandle listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const mode_t old = ::umask(0177);  // for the owner only, from the first moment
  const bool bound =
      listening.ok() &&
      ::bind(listening.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::listen(listening.fd(), 16) == 0;
  ::umask(old);
  if (!bound)
    return Fail(Code::kUnavailable, "The command line's socket could not be made.",
                Detail("file", file), Detail::Errno(errno));
  return std::unique_ptr<SocketServer>(new SocketServer(app, std::move(listening)));
}

SocketServer::SocketServer(app::App& app, FileHandle listening)
    : app_(app),
      listening_(std::move(listening)),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { Loop(); }) {}

SocketServer::~SocketServer() {
  const std::uint64_t one = 1;
  if (::write(stop_.fd(), &one, sizeof one) != sizeof one)
    log::Warning("The command line's socket could not be told to stop.");
  thread_.join();
  ::unlink(SocketFile(app_.settings().home).path().c_str());
}

void SocketServer::Loop() {
  while (true) {
    std::array<pollfd, 2> ready = {pollfd{.fd = listening_.fd(), .events = POLLIN, .revents = 0},
                                   pollfd{.fd = stop_.fd(), .events = POLLIN, .revents = 0}};
    if (::poll(ready.data(), ready.size(), -1) < 0) continue;
    if (ready[1].revents != 0) return;
    const FileHandle client(::accept4(listening_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client.ok()) Answer(client.fd());
  }
}

void SocketServer::Answer(int client) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const auto message = ReceiveMessage(client, kPatience);
  if (!message || ::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return;
  const auto command = DecodeCommand(*message);
  if (!command) return;
  std::istringstream in(command->input);
  std::ostringstream out;
  std::ostringstream err;
  World world{.args = command->args,
              .folder = command->folder,
              .in = in,
              .out = out,
              .err = err,
              .os_user = OsUserName(peer.uid),
              .terminal = false,
              .running = &app_,
              .random = app_.random(),
              .clock = app_.clock(),
              .serve = {}};
  const int exit = Run(world);
  Writer answer;
  answer.U32(static_cast<std::uint32_t>(exit)).Sized(out.str()).Sized(err.str());
  if (const Status sent = SendMessage(client, answer.bytes()); !sent)
    log::Warning("A command's answer could not be sent.");
}

Result<int> RunElsewhere(const OperatorPath& home, World& world) {
  const sockaddr_un address = TRY(Address(SocketFile(home)));
  const FileHandle fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.ok() ||
      ::connect(fd.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return Fail(Code::kNotFound, "Nothing listens for commands in this home.");
  std::string input;
  if (!world.terminal)
    input.assign(std::istreambuf_iterator<char>(world.in), std::istreambuf_iterator<char>());
  TRY(SendMessage(fd.fd(), EncodeCommand(world, input)));
  const Bytes answer = TRY(ReceiveMessage(fd.fd(), -1));
  Reader reader(answer);
  const std::uint32_t exit = TRY(reader.U32());
  world.out << AsText(TRY(reader.Sized()));
  world.err << AsText(TRY(reader.Sized()));
  return static_cast<int>(exit);
}

}  // namespace almoner::cli
