// Verifies an exported audit log with the Go project's own transparency-log packages, which share no
// code with ours: the checkpoint's signature, the tree recomputed from the entries, every tile, an
// inclusion proof and a consistency proof. Usage: go run verify_export.go FOLDER (see make_export.cc).
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var folder string

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func require(ok bool, what string) {
	if !ok {
		log.Fatal(what)
	}
}

func read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(folder, name))
	must(err)
	return data
}

// A checkpoint that this log has signed.
func open(msg []byte) tlog.Tree {
	verifier, err := note.NewVerifier(string(read("vkey")))
	must(err)
	opened, err := note.Open(msg, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	require(len(lines) == 4 && lines[0] == verifier.Name() && lines[3] == "", "not a checkpoint")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// c2sp.org/tlog-tiles spells paths otherwise than tlog.Tile.Path does.
func tilePath(kind string, index int64, width int) string {
	path := fmt.Sprintf("%03d", index%1000)
	for index /= 1000; index > 0; index /= 1000 {
		path = fmt.Sprintf("x%03d/%s", index%1000, path)
	}
	if width != 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return "export/tile/" + kind + "/" + path
}

func entries(size int64) [][]byte {
	var all [][]byte
	for index := int64(0); index*256 < size; index++ {
		width := int(size - index*256)
		if width > 256 {
			width = 256
		}
		bundle := read(tilePath("entries", index, width))
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return all
}

type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = s[index]
	}
	return hashes, nil
}

// The hashes of a proof: the lines after its head, up to an empty one; and the checkpoint behind it.
func parseProof(data []byte) (head []string, hashes []tlog.Hash, checkpoint []byte) {
	parts := bytes.SplitN(data, []byte("\n\n"), 2)
	require(len(parts) == 2, "a proof has no checkpoint")
	for _, line := range strings.Split(string(parts[0]), "\n") {
		if hash, err := tlog.ParseHash(line); err == nil {
			hashes = append(hashes, hash)
		} else {
			head = append(head, line)
		}
	}
	return head, hashes, parts[1]
}

func checkTiles(tree tlog.Tree, hashes stored) int {
	count := 0
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		if tile.W != 256 && int64(tile.W) != (tree.N>>(8*tile.L))%256 {
			continue // what the tile was on the way
		}
		want, err := tlog.ReadTileData(tile, hashes)
		must(err)
		got := read(tilePath(strconv.Itoa(tile.L), tile.N, tile.W))
		require(bytes.Equal(got, want), "a tile differs: "+tile.Path())
		count++
	}
	return count
}

func checkInclusion(all [][]byte) {
	head, path, checkpoint := parseProof(read("entry-123.tlog-proof"))
	require(len(head) == 3 && head[0] == "c2sp.org/tlog-proof@v1" && head[2] == "index 123", "not a proof")
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(head[1], "extra "))
	must(err)
	require(bytes.Equal(entry, all[123]), "the proof is of another entry")
	tree := open(checkpoint)
	must(tlog.CheckRecord(path, tree.N, tree.Hash, 123, tlog.RecordHash(entry)))
	entry[0] ^= 1
	require(tlog.CheckRecord(path, tree.N, tree.Hash, 123, tlog.RecordHash(entry)) != nil, "any entry will do")
}

func checkConsistency() {
	older := open(read("older"))
	head, path, checkpoint := parseProof(read("consistency"))
	require(len(head) == 1 && head[0] == fmt.Sprintf("old %d", older.N), "not a consistency proof")
	newer := open(checkpoint)
	must(tlog.CheckTree(path, newer.N, newer.Hash, older.N, older.Hash))
	older.Hash[0] ^= 1
	require(tlog.CheckTree(path, newer.N, newer.Hash, older.N, older.Hash) != nil, "any older tree will do")
}

func main() {
	log.SetFlags(0)
	folder = os.Args[1]
	tree := open(read("export/checkpoint"))
	all := entries(tree.N)
	require(int64(len(all)) == tree.N, "there are more or fewer entries than the checkpoint says")

	var hashes stored
	for i, entry := range all {
		added, err := tlog.StoredHashes(int64(i), entry, hashes)
		must(err)
		hashes = append(hashes, added...)
	}
	root, err := tlog.TreeHash(tree.N, hashes)
	must(err)
	require(root == tree.Hash, "the entries do not hash to the checkpoint's root")

	tiles := checkTiles(tree, hashes)
	checkInclusion(all)
	checkConsistency()
	fmt.Printf("verified: %d entries, %d tiles, an inclusion and a consistency proof\n", tree.N, tiles)
}
