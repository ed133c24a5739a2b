// The whole database as one stream of bytes, out of one snapshot, and back into an empty database
// of either engine. What the stream is sealed in, and where it goes, is the backup's affair.
//
//   dump  = version u32 (of the schema), table*, 0x00
//   table = 0x01, name, u16 columns, name each, row*, 0x03, u64 rows
//   row   = 0x02, cell each
//   cell  = 0x00 nothing | 0x01 i64 | 0x02 text | 0x03 bytes     name, text, bytes: u32 length,
//   bytes
//
// Rows come in no order, and what an engine keeps beside its tables (indexes, free pages, its log)
// is not in it.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "store/store.h"

namespace almoner::store {

// Takes the next bytes of a stream; they are gone when it returns.
using ByteSink = std::function<Status(BytesView)>;
// Fills all of what it is given, or fails: kCorrupt at the end of the stream.
using ByteSource = std::function<Status(std::span<std::uint8_t>)>;
// How far it is: rows done so far, of all tables.
using RowCount = std::function<void(std::int64_t)>;

using TableCounts = std::map<std::string, std::int64_t, std::less<>>;

class Dump {
 public:
  // Every row of every table as this transaction sees it; how many each had.
  static Result<TableCounts> Out(ReadTx& tx, const ByteSink& sink, const RowCount& told = {});
  // Brings an empty database to the dump's schema, takes every row in, and brings it to this
  // program's schema. kConflict: the database is not empty, or the dump is of a newer program.
  // Where it fails, what was taken in so far stays: throw the database away.
  static Result<TableCounts> In(Store& empty, const ByteSource& source, const RowCount& told = {});
  // Reads a dump to its end without a database: that it is whole, and what it has.
  static Result<TableCounts> Read(const ByteSource& source);
  // kConflict: a table of the database has a row in it.
  static Status CheckEmpty(ReadTx& tx);

 private:
  class Loader;
  static Result<std::vector<std::string>> Tables(ReadTx& tx);
  static Result<std::vector<std::string>> Columns(ReadTx& tx, const std::string& table);
};

}  // namespace almoner::store
