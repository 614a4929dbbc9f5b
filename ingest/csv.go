package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Limits of a file. They are far above any export of a sales team and bound what a broken or hostile file can take: one
// quotation mark that is never closed makes a whole file one cell.
const (
	MaxCellBytes = 1 << 20 // of one cell
	MaxRowBytes  = 8 << 20 // of one row
	MaxColumns   = 1_000
	MaxRows      = 5_000_000
)

// csvFault says where a file stops being CSV. Nothing after it can be trusted, so it refuses the whole file.
type csvFault struct {
	line   int // of the file, from 1
	column int // of the row, from 1; 0 when it is about no column
	value  string
	why    string
	way    string
}

func (f *csvFault) Error() string { return fmt.Sprintf("line %d: %s: %s", f.line, f.why, f.way) }

// record is one row: the line of the file on which it starts, and its cells.
type record struct {
	line  int
	cells []string
}

// scanner reads comma-separated values strictly (RFC 4180, line ends of Unix or Windows, UTF-8 with or without a byte order
// mark) and knows the position of everything. encoding/csv has neither a limit on a cell nor the position of a wrong byte.
type scanner struct {
	r     *bufio.Reader
	line  int // of the last byte read
	char  int // its character in that line, from 1
	rows  int
	blank []int // lines without anything, which are skipped

	text []byte // cells of the current row, without quotation marks
	ends []int  // where each ends in text
	from mark   // where the current cell starts
	// inQuotes says that the current cell is written in quotation marks.
	inQuotes bool
}

type mark struct{ line, char int }

func newScanner(r io.Reader) *scanner {
	return &scanner{r: bufio.NewReaderSize(r, 64<<10), line: 1}
}

const saveAsUTF8 = "save the file as UTF-8 and import it again"

// start skips a byte order mark, and refuses those of other encodings and a file with nothing in it.
func (s *scanner) start() error {
	head, err := s.r.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch h := string(head); {
	case h == "":
		return &csvFault{line: 1, why: "the file is empty", way: "export it again, with its header row"}
	case strings.HasPrefix(h, "\xff\xfe"), strings.HasPrefix(h, "\xfe\xff"):
		return &csvFault{
			line: 1, column: 1,
			why: fmt.Sprintf("the bytes 0x%02X 0x%02X at character 1 say that the file is UTF-16", h[0], h[1]), way: saveAsUTF8,
		}
	case h == "\xef\xbb\xbf":
		if _, err := s.r.Discard(3); err != nil {
			return err
		}
	}
	return nil
}

// next is the next row that has anything in it, and io.EOF after the last. Its cells stay valid.
func (s *scanner) next() (record, error) {
	for {
		rec, err := s.row()
		if err != nil {
			return record{}, err
		}
		if len(rec.cells) == 1 && rec.cells[0] == "" && !s.inQuotes {
			s.blank = append(s.blank, rec.line)
			continue
		}
		if s.rows++; s.rows > MaxRows+1 { // the header is one
			return record{}, &csvFault{
				line: rec.line, why: fmt.Sprintf("the file has more than %d rows", MaxRows),
				way: "split it into several files",
			}
		}
		return rec, nil
	}
}

// row reads up to the end of the line, or of the lines when quoted cells span several.
func (s *scanner) row() (record, error) {
	s.text, s.ends = s.text[:0], s.ends[:0]
	rec := record{}
	for last := false; !last; {
		b, err := s.read()
		if errors.Is(err, io.EOF) && len(s.ends) == 0 {
			return record{}, io.EOF
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return record{}, err
		}
		s.from = mark{s.line, s.char}
		if len(s.ends) == 0 {
			rec.line = s.line
		}
		if s.inQuotes = err == nil && b == '"'; s.inQuotes {
			last, err = s.quoted()
		} else {
			last, err = s.plain(b, err)
		}
		if err != nil {
			return record{}, err
		}
		if err := s.endCell(); err != nil {
			return record{}, err
		}
	}
	all := string(s.text)
	rec.cells = make([]string, len(s.ends))
	start := 0
	for i, end := range s.ends {
		rec.cells[i] = all[start:end]
		start = end
	}
	return rec, nil
}

// read is the next byte; it keeps the position.
func (s *scanner) read() (byte, error) {
	b, err := s.r.ReadByte()
	if err != nil {
		return 0, err
	}
	if b&0xC0 != 0x80 { // the later bytes of a UTF-8 character are no further character
		s.char++
	}
	return b, nil
}

func (s *scanner) newLine() { s.line, s.char = s.line+1, 0 }

// plain reads a cell that is not quoted, whose first byte (or the end of the file) was read already; last says that the row
// ends with it.
func (s *scanner) plain(b byte, err error) (last bool, _ error) {
	for {
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, err
		case b == ',':
			return false, nil
		case b == '\n':
			s.newLine()
			return true, nil
		case b == '\r':
			return true, s.lineFeed()
		case b == '"':
			return false, s.fault("a quotation mark inside a cell that is not quoted, near "+s.around(b),
				`put the cell in quotation marks and write the mark inside it twice: "12"" monitor"`)
		}
		if err := s.keep(b); err != nil {
			return false, err
		}
		b, err = s.read()
	}
}

// quoted reads a cell after its opening mark.
func (s *scanner) quoted() (last bool, _ error) {
	for {
		b, err := s.read()
		if errors.Is(err, io.EOF) {
			return false, s.faultAt(s.from, "a quotation mark opens here and is never closed",
				"close it, or write a mark that belongs to the text twice inside a quoted cell")
		}
		if err != nil {
			return false, err
		}
		switch b {
		case '"':
			closed, last, err := s.afterQuote()
			if closed || err != nil {
				return last, err
			}
		case '\r':
			// a line end inside a cell is one thing, whichever system saved the file
			if next, _ := s.r.Peek(1); len(next) == 1 && next[0] == '\n' {
				continue
			}
		}
		if err := s.keep(b); err != nil {
			return false, err
		}
		if b == '\n' {
			s.newLine()
		}
	}
}

// afterQuote looks at what follows a mark inside a quoted cell: a second one (the cell goes on), or the cell's end.
func (s *scanner) afterQuote() (closed, last bool, _ error) {
	b, err := s.read()
	switch {
	case errors.Is(err, io.EOF):
		return true, true, nil
	case err != nil:
		return false, false, err
	case b == '"':
		return false, false, nil
	case b == ',':
		return true, false, nil
	case b == '\n':
		s.newLine()
		return true, true, nil
	case b == '\r':
		return true, true, s.lineFeed()
	}
	return false, false, s.fault("text after the closing quotation mark of a cell, near "+s.around(b),
		`write a mark that belongs to the text twice: "12"" monitor"`)
}

// lineFeed reads the second half of a Windows line end.
func (s *scanner) lineFeed() error {
	at := mark{s.line, s.char}
	b, err := s.read()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if err != nil || b != '\n' {
		return s.faultAt(at, "a carriage return that ends no line", "save the file with the line ends of Windows or Unix")
	}
	s.newLine()
	return nil
}

// keep adds a byte to the current cell.
func (s *scanner) keep(b byte) error {
	start := s.cellStart()
	if len(s.text)-start >= MaxCellBytes {
		return s.faultAt(s.from, fmt.Sprintf("the cell is larger than %d bytes", MaxCellBytes),
			"shorten it; or a quotation mark that opens here is not closed where it should be")
	}
	if len(s.text) >= MaxRowBytes {
		return s.fault(fmt.Sprintf("the row is larger than %d bytes", MaxRowBytes), "leave out the columns nobody needs")
	}
	s.text = append(s.text, b)
	return nil
}

func (s *scanner) cellStart() int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// endCell checks the cell's encoding: a wrong byte usually means that the whole file was saved as something else, and then
// other cells are wrong without a byte that shows it.
func (s *scanner) endCell() error {
	cell := s.text[s.cellStart():]
	if bad := firstBad(cell); bad >= 0 {
		at := s.position(cell[:bad])
		why := fmt.Sprintf("the byte 0x%02X at character %d of the line is not UTF-8", cell[bad], at.char)
		if cell[bad] == 0 {
			why = fmt.Sprintf("the byte 0x00 at character %d of the line is no text; the file may be UTF-16", at.char)
		}
		if cell[bad] >= 0xA0 {
			why += fmt.Sprintf(" (as Latin-1 it would be %q)", rune(cell[bad]))
		}
		return &csvFault{
			line: at.line, column: len(s.ends) + 1, value: clip(strings.ToValidUTF8(string(cell), "�")),
			why: why, way: saveAsUTF8,
		}
	}
	if s.ends = append(s.ends, len(s.text)); len(s.ends) > MaxColumns {
		return &csvFault{
			line: s.from.line, column: len(s.ends), why: fmt.Sprintf("the row has more than %d columns", MaxColumns),
			way: "leave out the columns nobody needs",
		}
	}
	return nil
}

// firstBad is the index of the first byte that is no text in UTF-8, -1 when all are. A zero byte is valid UTF-8 but means
// UTF-16 without a byte order mark, or no text at all.
func firstBad(cell []byte) int {
	for i := 0; i < len(cell); {
		if b := cell[i]; b != 0 && b < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(cell[i:])
		if r == 0 || r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// position is where the byte after a part of the current cell stands in the file. A mark inside a quoted cell was written
// twice.
func (s *scanner) position(before []byte) mark {
	at := s.from
	if s.inQuotes {
		at.char++
	}
	for _, b := range before {
		switch {
		case b == '\n':
			at = mark{at.line + 1, 1}
		case b == '"':
			at.char += 2
		case b&0xC0 != 0x80:
			at.char++
		}
	}
	return at
}

// fault refuses the file at the byte read last.
func (s *scanner) fault(why, way string) error { return s.faultAt(mark{s.line, s.char}, why, way) }

func (s *scanner) faultAt(at mark, why, way string) error {
	return &csvFault{
		line: at.line, column: len(s.ends) + 1, way: way,
		why: fmt.Sprintf("character %d of the line: %s", at.char, why),
	}
}

// around is the text about the byte b just read, for an eye that looks for it in an editor.
func (s *scanner) around(b byte) string {
	const reach = 16
	before := string(s.text[max(s.cellStart(), len(s.text)-reach):])
	before = before[strings.LastIndexByte(before, '\n')+1:]
	if s.inQuotes {
		before += `"`
	}
	peeked, _ := s.r.Peek(reach) // fewer at the end of the file, which is no error here
	after, _, _ := strings.Cut(string(b)+string(peeked), "\n")
	return "`" + strings.ToValidUTF8(before+strings.TrimRight(after, "\r"), "") + "`"
}
