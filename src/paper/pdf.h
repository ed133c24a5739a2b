// Letters and packs as tagged PDF (ISO 32000-1, with the structure that screen readers follow).
//
// Safe for concurrent use. Everything happens in memory: no temporary file is ever written.
#pragma once

#include <functional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "paper/document.h"

namespace almoner::paper {

// Bytes of text in one document, some 3,000 pages; each cell, item and line counts as 32 more.
inline constexpr std::size_t kMaxText = 8'388'608;
inline constexpr std::size_t kMaxColumns = 12;
inline constexpr std::size_t kMaxGroups = 6;  // in a line to be copied by hand
inline constexpr std::size_t kMaxBlanks = 4;

// Told now and then how much is done, from 0 to 1; what it fails with ends the work.
using Progress = std::function<Status(double part)>;

// A4 pages. The same document, time and installed fonts (Noto Sans, fonts-noto-core) give the same
// bytes. A letter takes milliseconds, the largest pack up to a minute: make that one in a job.
//
// kInvalid: no title, a language that is not BCP 47, a heading's level, too much text, too many
// columns, groups or blanks.
Result<Bytes> RenderPdf(const Document& document, Time created, const Progress& told = {});

// The same PDF, opened only with the password: AES-256, revision 6 (ISO 32000-2 section 7.6.4), the
// title and other metadata included. Who has the password may print, copy and read aloud. Never the
// same twice.
//
// kInvalid: the password is not 1 to 127 printable ASCII characters (which every reader turns into
// the same key), or the bytes are not a PDF that opens without a password.
Result<Bytes> EncryptPdf(BytesView pdf, const SecretBytes& password);

}  // namespace almoner::paper
