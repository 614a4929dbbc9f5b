package ingest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

// rowsOf reads all rows; each is its line number and its cells.
func rowsOf(r io.Reader) (rows []record, blank []int, err error) {
	s := newScanner(r)
	if err := s.start(); err != nil {
		return nil, nil, err
	}
	for {
		rec, err := s.next()
		if errors.Is(err, io.EOF) {
			return rows, s.blank, nil
		}
		if err != nil {
			return rows, s.blank, err
		}
		rows = append(rows, rec)
	}
}

func TestScanner(t *testing.T) {
	row := func(line int, cells ...string) record { return record{line, cells} }
	for _, c := range []struct {
		name, text string
		want       []record
		blank      []int
	}{
		{"line ends of Unix", "a,b\n1,2\n", []record{row(1, "a", "b"), row(2, "1", "2")}, nil},
		{"line ends of Windows", "a,b\r\n1,2\r\n", []record{row(1, "a", "b"), row(2, "1", "2")}, nil},
		{"no end of the last line", "a,b\n1,2", []record{row(1, "a", "b"), row(2, "1", "2")}, nil},
		{"empty last cell", "a,b\n1,", []record{row(1, "a", "b"), row(2, "1", "")}, nil},
		{"byte order mark", "\xef\xbb\xbfa,b\n", []record{row(1, "a", "b")}, nil},
		{"comma in quotes", `"a,b",c`, []record{row(1, "a,b", "c")}, nil},
		{"doubled mark", `"12"" disc",c`, []record{row(1, `12" disc`, "c")}, nil},
		{"empty in quotes", `"",c` + "\n", []record{row(1, "", "c")}, nil},
		{"lines inside a cell", "\"a\r\nb\nc\",d\ne,f\n", []record{row(1, "a\nb\nc", "d"), row(4, "e", "f")}, nil},
		{"empty lines", "a,b\n\n1,2\n\r\n", []record{row(1, "a", "b"), row(3, "1", "2")}, []int{2, 4}},
		{"spaces stay", " a , b\n", []record{row(1, " a ", " b")}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, blank, err := rowsOf(strings.NewReader(c.text))
			if err != nil || !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(blank, c.blank) {
				t.Errorf("got %v, empty lines %v, error %v; want %v, %v", got, blank, err, c.want, c.blank)
			}
		})
	}
}

// A wrong byte is found where an editor shows it, also behind quotation marks, accents and line ends inside a cell.
func TestPositionOfWrongByte(t *testing.T) {
	for _, c := range []struct {
		text               string
		line, column, char int
	}{
		{"a,\xe9\n", 1, 2, 3},
		{"\xe9", 1, 1, 1},
		{"é,é\xff\n", 1, 2, 4},
		{"a,\"é\"\"\xff\"\n", 1, 2, 7},
		{"a,b\n\"x\ny\xff\",1\n", 3, 1, 2},
	} {
		_, _, err := rowsOf(strings.NewReader(c.text))
		var fault *csvFault
		if !errors.As(err, &fault) {
			t.Errorf("%q: error %v, want a fault", c.text, err)
			continue
		}
		if want := " at character " + string(rune('0'+c.char)) + " "; fault.line != c.line || fault.column != c.column ||
			!strings.Contains(fault.why, want) {
			t.Errorf("%q: line %d, column %d: %s; want line %d, column %d, character %d", c.text, fault.line, fault.column,
				fault.why, c.line, c.column, c.char)
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"cell", strings.Repeat("x", MaxCellBytes) + ",y\n", ""},
		{"cell", strings.Repeat("x", MaxCellBytes+1) + ",y\n", "the cell is larger than 1048576 bytes"},
		{"quoted cell", `"` + strings.Repeat("x", MaxCellBytes+1) + `"`, "the cell is larger than 1048576 bytes"},
		{"row", strings.Repeat(strings.Repeat("x", MaxCellBytes-1)+",", 9), "the row is larger than 8388608 bytes"},
		{"columns", strings.Repeat(",", MaxColumns-1) + "\n", ""},
		{"columns", strings.Repeat(",", MaxColumns) + "\n", "the row has more than 1000 columns"},
	} {
		_, _, err := rowsOf(strings.NewReader(c.text))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s of %d bytes: error %v, want %q", c.name, len(c.text), err, c.want)
		}
	}
	s := newScanner(strings.NewReader("a\nb\n"))
	s.rows = MaxRows
	if _, err := s.next(); err != nil {
		t.Errorf("row %d: %v", MaxRows, err)
	}
	if _, err := s.next(); err == nil || !strings.Contains(err.Error(), "more than 5000000 rows") {
		t.Errorf("row %d: error %v, want a refusal", MaxRows+1, err)
	}
}

type brokenDisk struct{ after io.Reader }

var errDisk = errors.New("disk on fire")

func (b brokenDisk) Read(p []byte) (int, error) {
	if n, err := b.after.Read(p); n > 0 || !errors.Is(err, io.EOF) {
		return n, err
	}
	return 0, errDisk
}

// A reader that fails is an error and never the end of the file.
func TestReaderFails(t *testing.T) {
	for _, text := range []string{"", "a", "a,b\n1,", "a,\"b", "a,\"b\"", "a\r"} {
		if _, _, err := rowsOf(brokenDisk{strings.NewReader(text)}); !errors.Is(err, errDisk) {
			t.Errorf("after %q: error %v, want %v", text, err, errDisk)
		}
	}
}

// What the scanner takes, the standard library's reader takes and reads alike; nothing makes it panic or read for ever.
func FuzzScanner(f *testing.F) {
	for _, text := range []string{
		"a,b\r\n1,\"x\"\"y\"\r\n", "\xef\xbb\xbfa\n", "\"a\nb\",c", "a\"b", "\"a\"b", "a\rb", "\xe9", "\xff\xfe", "\n\n,\n", "\"", "a,\"\r\n\"", "\"\"\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, _, err := rowsOf(bytes.NewReader(text))
		if err != nil {
			var fault *csvFault
			if !errors.As(err, &fault) || fault.line < 1 || fault.line > bytes.Count(text, []byte("\n"))+1 || fault.way == "" {
				t.Fatalf("fault %#v of %q", err, text)
			}
			return
		}
		in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
		in.FieldsPerRecord = -1
		for i := 0; ; i++ {
			cells, err := in.Read()
			if errors.Is(err, io.EOF) && i == len(rows) {
				return
			}
			if err != nil || i >= len(rows) {
				t.Fatalf("row %d of %d: the standard library says %q, %v", i, len(rows), cells, err)
			}
			if line, _ := in.FieldPos(0); line != rows[i].line || !reflect.DeepEqual(cells, rows[i].cells) {
				t.Fatalf("row %d: line %d %q; the standard library says line %d %q", i, rows[i].line, rows[i].cells, line, cells)
			}
		}
	})
}
